"""`/metrics` as it is served: to whoever has its token, by each kind of process, in time, and as it is described."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bench.databases import beside
from bot.clock import SystemClock
from bot.monitoring import Scrape
from bot.vault import KeyRing
from models.limited import within
from models.store import Store
from sandbox.people import Sandbox
from sandbox.people import Workspace as Space
from tests import scraped, stories
from tests.conftest import MANIFEST, School
from tests.flows.test_metrics import busy
from tests.test_modes import APP, ROOT, Hosted, Process, Start, answers, free_port, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures

TOKEN = "made-up-token-of-a-scrape"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
DOCS = ROOT / "docs" / "monitoring"


@pytest.fixture
def page(school: School) -> FlaskClient:
    """The pages for whoever runs it, with a token."""
    school.coordinator.settings.metrics_token = SecretStr(TOKEN)
    return pages(school)


def pages(school: School) -> FlaskClient:
    made = Flask("test")
    school.coordinator.watched(made)
    return made.test_client()


# who may read it ---------------------------------------------------------------------------------------


def test_without_a_token_in_the_settings_there_is_no_such_page(school: School) -> None:
    assert school.coordinator.settings.metrics_token is None
    for headers in ({}, BEARER, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert pages(school).get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}", "Bearer é"]
)
def test_without_the_right_token_nothing_is_told(page: FlaskClient, given: str) -> None:
    answer = page.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 401
    assert b"codebuddies" not in answer.data
    assert page.get(f"/metrics?token={TOKEN}").status_code == 401


def test_with_it_prometheus_can_read_the_page(page: FlaskClient) -> None:
    answer = page.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    assert {one.name for one in text_string_to_metric_families(answer.text)} > {"codebuddies_database_up"}


# in time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", ["sqlite:////proc/no/store", "postgresql+psycopg://nobody@127.0.0.1:9/none"]
)
def test_a_database_that_is_away_is_told_and_the_process_still_counts(school: School, where: str) -> None:
    coordinator = school.coordinator
    away = Store(where)
    deps = replace(coordinator.deps, patient=away)
    deps.metrics.acked("command", time.perf_counter(), [], "reference")
    began = time.monotonic()
    said = scraped.samples(Scrape(deps, coordinator.engine.late).text().decode())
    assert time.monotonic() - began < 5
    assert said["codebuddies_database_up", ()] == 0
    assert said["codebuddies_ack_seconds_count", (("payload", "command"),)] == 1
    assert not [name for name, _ in said if "notices" in name]
    away.close()


FOR_EVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


def test_a_question_that_takes_too_long_is_given_up(school: School) -> None:
    store = school.store
    began = time.monotonic()
    with pytest.raises(OperationalError), store.everywhere_reading() as db, within(db, 0.2):
        db.here.execute(text(FOR_EVER))
    assert time.monotonic() - began < 3
    with store.everywhere_reading() as db:  # the next one on this connection is not cut off
        assert (
            db.here.execute(text(FOR_EVER.replace("from n)", "from n where i < 300000)"))).scalar() == 300_000
        )


# readiness ---------------------------------------------------------------------------------------------


def test_what_is_late_or_failed_takes_no_process_out(school: School, page: FlaskClient) -> None:
    busy(school)
    school.coordinator.engine.stop()
    school.sandbox.faults.down()
    school.coordinator.deps.metrics.failed("nudges")
    assert page.get("/readyz").status_code == 200


def test_other_tables_do(school: School, page: FlaskClient) -> None:
    with beside(school.store) as db:
        db.execute(text("update alembic_version set version_num = '0001'"))
    assert page.get("/readyz").status_code == 503
    assert page.get("/healthz").status_code == 200


def test_a_process_that_ends_is_not_ready(school: School, page: FlaskClient) -> None:
    assert page.get("/readyz").status_code == 200
    school.coordinator.stop()
    assert page.get("/readyz").status_code == 503
    assert page.get("/healthz").status_code == 200


# processes ---------------------------------------------------------------------------------------------


def scrape(port: int, path: str = "/metrics", **headers: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers or BEARER, trust_env=False)


def test_socket_mode_serves_it_at_a_port_of_its_own(start: Start, workspace: Space) -> None:
    port = free_port()
    given = slack(workspace, METRICS_PORT=str(port), METRICS_TOKEN=TOKEN)
    program = start(APP, **given)
    program.is_ready()
    assert workspace.person("Samira").types("/codebuddy", settle=False).ok
    program.until(lambda: "codebuddies_last_tick_timestamp_seconds{" in scrape(port).text)
    said = scraped.samples(scrape(port).text)
    assert abs(said["codebuddies_last_tick_timestamp_seconds", ()] - SystemClock().now().timestamp()) < 10
    assert said["codebuddies_ack_seconds_count", (("payload", "command"),)] == 1
    assert said["codebuddies_database_up", ()] == 1
    assert scrape(port, Authorization="Bearer wrong").status_code == 401
    assert scrape(port, "/readyz").text == "ok"
    assert TOKEN not in program.said
    taken = start(
        APP,
        **slack(
            workspace,
            METRICS_PORT=str(port),
            METRICS_TOKEN=TOKEN,
            XDG_DATA_HOME=str(program.log.parent / "other"),
        ),
    )
    assert "METRICS_PORT is not usable" in taken.refuses()
    assert program.terminate() < 10


def test_without_the_setting_no_port_is_opened(school: School) -> None:
    assert school.coordinator._port is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"METRICS_PORT": "9102"}, "METRICS_TOKEN is missing: expected"),
        ({"METRICS_PORT": "none", "METRICS_TOKEN": TOKEN}, "METRICS_PORT is not usable: expected a port"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is not usable: expected"),
        ({"METRICS_TOKEN": "two words of a token"}, "METRICS_TOKEN is not usable: expected"),
        ({"METRICS_ADDRESS": "everywhere"}, "METRICS_ADDRESS is not usable: expected"),
    ],
)
def test_a_wrong_setting_is_said_in_words(
    given: dict[str, str], expected: str, start: Start, workspace: Space
) -> None:
    said = start(APP, **slack(workspace, **given)).refuses()
    assert expected in said
    assert TOKEN not in said


@dataclass
class Web:
    """`web` with two processes, and a school whose Slack calls it."""

    school: School
    port: int
    process: Process
    given: dict[str, str]

    def who_and_how_many(self) -> tuple[str, float]:
        """Which process has answered a scrape, and how many commands it says were answered."""
        families = list(text_string_to_metric_families(scrape(self.port).text))
        found = [one for family in families for one in family.samples]
        [who] = {one.labels["process"] for one in found if one.name == "codebuddies_database_connections"}
        acks = (one for one in found if one.name == "codebuddies_ack_seconds_count")
        return who, sum(one.value for one in acks if one.labels["payload"] == "command")


@pytest.fixture
def web(
    request: pytest.FixtureRequest, start: Start, sandbox: Sandbox, database_url: str, tmp_path: Path
) -> Iterator[Web]:
    port = free_port()
    space = sandbox.workspace(
        "Made-up School",
        manifest=MANIFEST.with_name("manifest.http.json"),
        url=f"http://127.0.0.1:{port}/slack/events",
    )
    given = slack(space, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip(), METRICS_TOKEN=TOKEN)
    given["SLACK_APP_TOKEN"] = ""
    (tmp_path / "temporary").mkdir()
    config = ("--config", str(ROOT / "gunicorn.conf.py")) if request.param else ()
    process = start(
        *("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}"),
        *(*config, "--workers", "2", "--threads", "4", "app:web()"),
        **given,
        TMPDIR=str(tmp_path / "temporary"),
    )
    process.until(lambda: answers(port))
    with Hosted.at(database_url, sandbox, space) as school:
        yield Web(school, port, process, given)


ACTS = 8


def acted(web: Web) -> None:
    samira, _, channel = stories.team(web.school)
    for number in range(ACTS):
        assert samira.types(f"/logsession {10 + number} min today", channel=channel, settle=False).ok


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("web", [True], indirect=True)
def test_whichever_process_of_web_is_asked_tells_what_all_of_them_counted(web: Web) -> None:
    acted(web)
    met: dict[str, float] = {}

    def both() -> bool:
        met.update([web.who_and_how_many()])
        return len(met) == 2

    web.process.until(both)
    assert set(met.values()) == {ACTS}
    folders = web.process.log.parent / "temporary"
    assert list(folders.glob("codebuddies-counts-*/*.db"))
    web.process.terminate()
    assert list(folders.glob("codebuddies-counts-*")) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("web", [True], indirect=True)
def test_a_new_process_of_web_starts_where_the_folder_was_cleaned_away(web: Web) -> None:
    """Some machines take from `/tmp` what nobody has written to for days."""

    def processes() -> list[str]:
        pid = web.process.popen.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    web.process.until(lambda: len(processes()) == 2)
    for folder in (web.process.log.parent / "temporary").glob("codebuddies-counts-*"):
        shutil.rmtree(folder)
    gone, _ = processes()
    os.kill(int(gone), signal.SIGKILL)
    web.process.until(lambda: gone not in (now := processes()) and len(now) == 2)
    web.process.until(lambda: scrape(web.port).status_code == 200)
    acted(web)
    assert web.process.popen.poll() is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("web", [False], indirect=True)
def test_without_the_shared_folder_each_says_its_own_under_its_own_label(web: Web) -> None:
    acted(web)
    met: dict[str, float] = {}

    labelled: set[str] = set()

    def both() -> bool:
        met.update([web.who_and_how_many()])
        labelled.update(
            re.findall(r'ack_seconds_count\{payload="command",process="(\d+)"', scrape(web.port).text)
        )
        return len(met) == 2 and bool(labelled)

    web.process.until(both)
    assert sum(met.values()) == ACTS
    assert labelled == {who for who, count in met.items() if count}
    assert "codebuddies_last_tick_timestamp_seconds{" not in scrape(web.port).text, "it does not sweep"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("web", [True], indirect=True)
def test_a_worker_tells_of_its_ticks_and_calls_and_both_of_the_store(web: Web, start: Start) -> None:
    port = free_port()
    worker = start(APP, "worker", **web.given, METRICS_PORT=str(port))
    worker.is_ready()
    acted(web)
    sent = ("codebuddies_calls_total", (("method", "chat.postMessage"), ("outcome", "ok")))
    worker.until(lambda: scraped.samples(scrape(port).text).get(sent, 0) > 0)
    worker.until(lambda: "codebuddies_last_tick_timestamp_seconds{" in scrape(port).text)
    here = ("codebuddies_workspaces", (("state", "at_work"),))
    assert {scraped.samples(scrape(one).text)[here] for one in (port, web.port)} == {1}


# as it is described ------------------------------------------------------------------------------------

NAME = re.compile(r"\bcodebuddies_[a-z_]+")


def expressions() -> list[str]:
    rules: dict[str, Any] = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))
    board = json.loads((DOCS / "dashboard.json").read_text(encoding="utf-8"))
    found = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(found) >= 7
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) >= len(board["panels"]) > 5
    return found + asked


def test_rules_dashboard_and_description_name_what_a_scrape_has_and_all_of_it(school: School) -> None:
    busy(school)
    school.coordinator.deps.metrics.waited("chat.postMessage", apart=False)
    families = list(text_string_to_metric_families(scraped.text(school)))
    samples = {one.name for family in families for one in family.samples}
    assert {name for line in expressions() for name in NAME.findall(line)} <= samples
    described = set(
        re.findall(r"^\| `(codebuddies_[a-z_]+)", (ROOT / "docs/MONITORING.md").read_text(), re.MULTILINE)
    )
    told = {one.name + ("_total" if one.type == "counter" else "") for one in families}
    assert described == told


def test_labels_that_rules_and_dashboard_ask_for_are_there(school: School) -> None:
    busy(school)
    school.coordinator.deps.metrics.called("oauth.v2.access", "refused", time.perf_counter(), apart=False)
    known = scraped.labels(scraped.text(school))
    for line in expressions():
        for name, values in re.findall(r'([a-z]+)=~?"([^"]+)"', line):
            assert name in known, line
            outcomes = {"ok", "rate_limited", "in_doubt", "later", "refused"}
            assert set(values.split("|")) <= known[name] | outcomes, line
        for name in re.findall(r"by \(([a-z, ]+)\)", line):
            assert set(name.split(", ")) <= known.keys(), line


def test_each_rule_says_how_bad_it_is_and_what_to_do() -> None:
    rules = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "warn")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["do"]
        assert re.fullmatch(r"\d+m", rule["for"])
