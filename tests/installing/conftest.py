"""The program as a network of schools runs it: one web server, and no token of its own."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from app import Coordinator, serve
from bot.config import WebSettings
from bot.vault import KeyRing
from sandbox.people import Organisation, Person, Sandbox, Workspace
from tests.conftest import MANIFEST

HTTP_MANIFEST = MANIFEST.with_name("manifest.http.json")


@dataclass
class Network:
    """The program, and the pretend Slack around it."""

    sandbox: Sandbox
    url: str
    coordinator: Coordinator
    server: Flask
    browsers: list[Browser] = field(default_factory=list)

    def workspace(self, name: str, **how: object) -> Workspace:
        """One that has not installed the program."""
        url = f"{self.url}/slack/events"
        return self.sandbox.workspace(name, manifest=HTTP_MANIFEST, url=url, installed=False, **how)  # type: ignore[arg-type]

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.url))
        return self.browsers[-1]

    def install(self, person: Person, for_all: Organisation | None = None) -> httpx.Response:
        """Somebody presses the button on the page, and allows it at Slack: in her workspace, or in all."""
        browser = self.browser()
        return browser.comes_back(browser.allows(browser.leaves(), person, for_all=for_all))


class Browser:
    """Whoever clicks through the pages. It keeps the cookie, though the test's address is no https."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(trust_env=False)
        self._url = url
        self.cookie = ""

    def get(self, url: str, **headers: str) -> httpx.Response:
        url = url if url.startswith("http") else self._url + url
        answer = self._http.get(url, headers={"cookie": self.cookie, **headers})
        for one in answer.headers.get_list("set-cookie"):
            self.cookie = one.partition(";")[0]
        return answer

    def close(self) -> None:
        self._http.close()

    def leaves(self) -> str:
        """Slack's address, from the page's button."""
        page = self.get("/slack/install")
        assert page.status_code == 200
        found = re.search(r'class="button" href="([^"]+)"', page.text)
        assert found
        return unescape(found[1])

    def allows(
        self, slack: str, person: Person, do: str = "allow", for_all: Organisation | None = None
    ) -> str:
        """Where Slack sends her."""
        assert person.name in self._http.get(slack).text
        who = f"{(for_all or person.workspace).id}/{person.id}"
        answer = self._http.post(slack, data={"who": who, "do": do})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def comes_back(self, address: str) -> httpx.Response:
        return self.get(address)


@pytest.fixture
def network(sandbox: Sandbox, database_url: str, tmp_path: Path) -> Iterator[Network]:
    first = sandbox.workspace("Nowhere", manifest=HTTP_MANIFEST, installed=False)
    described = sandbox.wire.get(f"/sandbox/workspaces/{first.id}")
    settings = WebSettings(
        _env_file=None,
        slack_client_id=described["client_id"],
        slack_client_secret=described["client_secret"],
        slack_signing_secret=described["signing_secret"],
        slack_api_url=sandbox.api_url,
        database_url=database_url,
        keys=KeyRing.new().text(),
        sandbox_clock=sandbox.clock_address,
    )
    coordinator = Coordinator(settings)
    coordinator.clock.set(sandbox.now)  # type: ignore[attr-defined]
    pages = serve(coordinator)
    server = make_server("127.0.0.1", 0, pages, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    coordinator.start_background()
    sandbox.wait_for_bot(sockets=0, programs=1)
    made = Network(sandbox, f"http://127.0.0.1:{server.server_port}", coordinator, pages)
    yield made
    for browser in made.browsers:
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()
    coordinator.stop()
