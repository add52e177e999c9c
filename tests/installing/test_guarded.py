"""No page leads elsewhere, none says more than it should, and each forbids what it does not need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from handlers import web
from handlers.installing import scopes
from models.store import Store
from tests.installing.conftest import Network

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVIL = "evil.example"
LURES = ("next", "url", "redirect", "redirect_uri", "return_to", "team", "state", "code", "error", "lang")
REFUSED = {
    "an address that is not there": ("GET", "/nowhere", 404),
    "another method": ("DELETE", "/", 405),
    "a request that is not signed": ("POST", "/slack/events", 401),
    "coming back from nowhere": ("GET", "/slack/oauth_redirect", 400),
}


@pytest.fixture
def wire(network: Network) -> Iterator[httpx.Client]:
    with closing(httpx.Client(base_url=network.url, trust_env=False)) as client:
        yield client


def pages(network: Network) -> list[str]:
    rules = network.server.url_map.iter_rules()
    found = sorted(rule.rule for rule in rules if "GET" in (rule.methods or ()))
    assert {"/", "/privacy", "/slack/install", "/slack/oauth_redirect", "/healthz", "/readyz"} <= set(found)
    return found


def is_guarded(answer: httpx.Response) -> None:
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    cached = answer.headers["cache-control"]
    assert cached == ("max-age=3600" if answer.url.path == web.STYLE else "no-store")
    assert "Traceback" not in answer.text
    assert not re.search(r"(?i)<script|\son\w+=|javascript:", answer.text)


def test_every_page_is_guarded(network: Network, wire: httpx.Client) -> None:
    for path in pages(network):
        is_guarded(wire.get(path))


@pytest.mark.parametrize("what", REFUSED)
def test_so_is_every_refusal(network: Network, wire: httpx.Client, what: str) -> None:
    method, path, status = REFUSED[what]
    answer = wire.request(method, path)
    assert answer.status_code == status
    is_guarded(answer)


def test_and_what_goes_wrong(network: Network, wire: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Store) -> bool:
        raise RuntimeError(EVIL)

    monkeypatch.setattr("models.schema.answers", fails)
    answer = wire.get("/readyz")
    assert answer.status_code == 500
    assert EVIL not in answer.text
    is_guarded(answer)


def test_no_page_leads_elsewhere_whatever_an_address_says(network: Network, wire: httpx.Client) -> None:
    lured = dict.fromkeys(LURES, f"https://{EVIL}/")
    hosts = {"Host": EVIL, "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "javascript", "Referer": EVIL}
    for path in pages(network):
        for told in (wire.get(path, params=lured), wire.get(path, headers=hosts)):
            assert "location" not in told.headers
            assert told.status_code < 500
            assert EVIL not in told.text + str(told.headers)


def test_the_way_to_slack_is_the_programs_alone(network: Network, wire: httpx.Client) -> None:
    """A link that adds to it would have an admin allow more, or be sent elsewhere."""
    plain = asked(wire.get("/slack/install"))
    more = asked(wire.get("/slack/install", params={"team": f"T1&scope=admin&redirect_uri=https://{EVIL}/"}))
    assert plain.pop("state") != more.pop("state")
    assert more == plain
    assert plain["scope"] == [",".join(scopes())]


def asked(page: httpx.Response) -> dict[str, list[str]]:
    found = re.search(r'class="button" href="([^"]+)"', page.text)
    assert found
    return parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)


def test_the_cookie_of_the_way_is_for_this_browser_and_no_script(wire: httpx.Client) -> None:
    for page in (wire.get("/slack/install"), wire.get("/slack/oauth_redirect")):
        [cookie] = page.headers.get_list("set-cookie")
        assert {"secure", "httponly"} <= {part.strip().casefold() for part in cookie.split(";")}


@pytest.mark.parametrize("body", ["{", "[1]", '{"user":5}', "payload=%7B"])
def test_a_page_that_is_asked_for_with_a_body_does_not_read_it(
    network: Network, wire: httpx.Client, body: str
) -> None:
    for path in pages(network):
        answer = wire.request("GET", path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code < 500, path


@pytest.mark.parametrize(
    "query",
    [
        "state=%00&code=%00",
        "state=%ff&code=%ff",
        "error=%ED%A0%80",
        "state=\xe9&code=1",
        "&" * 3000,
        "code",
        "=",
        "%",
    ],
)
def test_an_odd_address_is_answered_in_words(network: Network, query: str) -> None:
    """Also with bytes that no browser sends: as a server hands them on."""
    state = query.partition("state=")[2].partition("&")[0]
    given = {"QUERY_STRING": query, "HTTP_COOKIE": f"slack-app-oauth-state={state}"}
    for path in pages(network):
        answer = network.server.test_client().get(path, environ_overrides=given)
        assert answer.status_code < 500, path
        assert "Traceback" not in answer.text
