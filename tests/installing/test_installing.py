"""From the page's button to the first command, and every way in which it can go wrong."""

from __future__ import annotations

from datetime import timedelta
from http.client import IncompleteRead
from unittest.mock import Mock
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from slack_sdk import WebClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.services import installations
from bot.speech import LANGUAGES
from handlers.installing import scopes
from models import Installation, InstallState
from tests.installing.conftest import Network


def test_a_school_installs_it_and_its_admin_sets_it_up(network: Network) -> None:
    space = network.workspace("Made-up School")
    petra = space.person("Petra", admin=True)
    page = network.install(petra)
    assert page.status_code == 200
    assert "Next, open Slack and type /codebuddy setup." in page.text
    petra.types("/codebuddy setup")
    assert "Set up" in petra.modal().title


def test_whoever_installed_it_begins_the_set_up_and_hands_it_to_the_managers(network: Network) -> None:
    space = network.workspace("Made-up School")
    ola, ana, petra, mateo = (space.person(name) for name in ("Ola", "Ana", "Petra", "Mateo"))
    network.install(ola)
    ana.types("/codebuddy setup")
    assert "Only the people who run CodeBuddies can do this." in ana.everything_visible()
    assert "Set up" in ola.opens_home()
    ola.types("/codebuddy setup")
    ola.submits({"Project manager": petra.id, "Programme manager": mateo.id})
    assert "The other questions are theirs now: they type /codebuddy setup." in ola.everything_visible()
    ola.closes(all=True)
    ola.types("/codebuddy setup")
    assert "Only the people who run CodeBuddies can do this." in ola.everything_visible()
    petra.types("/codebuddy setup")
    assert "Set up" in petra.modal().title


def test_two_schools_are_served_each_with_its_own_token(network: Network) -> None:
    spaces = [network.workspace(name) for name in ("One School", "Other School")]
    people = [space.person("Ana", admin=True) for space in spaces]
    for person in people:
        network.install(person)
        person.types("/codebuddy help")
    for space, person in zip(spaces, people, strict=True):
        assert "I need help" in person.everything_visible()
        assert {call["ok"] for call in space.calls()} == {True}


def test_whoever_installs_it_again_gets_a_new_token_and_the_old_one_is_forgotten(network: Network) -> None:
    space = network.workspace("Made-up School")
    petra = space.person("Petra", admin=True)
    network.install(petra)
    petra.types("/codebuddy setup")
    network.install(petra)
    petra.opens_home()
    assert {call["ok"] for call in space.calls()} == {True}
    with network.coordinator.deps.store.read(space.id) as db:
        [row] = db.query(Installation).all()
        assert row.scopes == scopes()


def test_the_token_lies_sealed(network: Network) -> None:
    space = network.workspace("Made-up School")
    network.install(space.person("Petra", admin=True))
    token = network.sandbox.wire.get(f"/sandbox/workspaces/{space.id}")["bot_token"]
    with network.coordinator.deps.store.everywhere_reading() as db:
        rows = db.execute(text("select * from installations")).all()
    assert rows
    assert token not in repr(rows)
    assert token.encode() not in b"".join(value for row in rows for value in row if isinstance(value, bytes))


@pytest.mark.parametrize(
    ("do", "says"), [("cancel", "You did not allow it in Slack, so nothing was changed.")]
)
def test_whoever_does_not_allow_it_hears_that_nothing_was_changed(
    network: Network, do: str, says: str
) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    browser = network.browser()
    page = browser.comes_back(browser.allows(browser.leaves(), petra, "cancel"))
    assert "You did not allow it in Slack, so nothing was changed." in page.text
    assert installed(network) == 0


def test_another_browser_cannot_finish_it(network: Network) -> None:
    """Somebody who is sent a link with another's code would install it in that one's workspace."""
    petra = network.workspace("Made-up School").person("Petra")
    browser, other = network.browser(), network.browser()
    back = browser.allows(browser.leaves(), petra)
    other.leaves()
    for one in (other, network.browser()):
        page = one.comes_back(back)
        assert page.status_code == 400
        assert "Please begin again" in page.text
    assert installed(network) == 0
    assert "That worked" in browser.comes_back(back).text


def left(network: Network) -> int:
    with network.coordinator.deps.store.everywhere_reading() as db:
        return db.query(InstallState).count()


def test_who_only_looks_at_the_page_leaves_nothing_in_the_store(network: Network) -> None:
    for _ in range(20):
        network.browser().leaves()
    assert left(network) == 0


def test_what_is_kept_of_who_came_back_goes_with_the_next_one(network: Network) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    for _ in range(3):
        network.install(petra)
        network.sandbox.set_clock(network.sandbox.now + timedelta(minutes=10, seconds=1))
    assert left(network) == 1


@pytest.mark.parametrize("part", [0, 1, 2])
def test_nobody_makes_up_that_she_has_left_from_here(network: Network, part: int) -> None:
    """Her browser says the same, for the cookie is hers to write."""
    petra = network.workspace("Made-up School").person("Petra")
    browser = network.browser()
    back = browser.allows(browser.leaves(), petra)
    state = parse_qs(urlsplit(back).query)["state"][0]
    parts = state.split(".")
    parts[part] = f"{int(parts[part]) + 600}" if part == 0 else parts[part][:-2] + "xx"
    other = ".".join(parts)
    browser.cookie = browser.cookie.replace(state, other)
    for made_up in (other, "1", "..", "é.é.é", "9" * 5000 + ".a.b"):
        browser.cookie = f"slack-app-oauth-state={quote(made_up)}"
        page = browser.comes_back(back.replace(quote(state), quote(made_up)))
        assert page.status_code in (400, 401), made_up
    assert installed(network) == left(network) == 0


def test_coming_back_counts_once(network: Network) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    browser = network.browser()
    back = browser.allows(browser.leaves(), petra)
    cookie = browser.cookie
    assert browser.comes_back(back).status_code == 200
    browser.cookie = cookie
    assert browser.comes_back(back).status_code == 401


def test_coming_back_counts_for_ten_minutes(network: Network) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    browser = network.browser()
    slack = browser.leaves()
    network.sandbox.set_clock(network.sandbox.now + timedelta(minutes=10, seconds=1))
    assert browser.comes_back(browser.allows(slack, petra)).status_code == 401
    assert installed(network) == 0


@pytest.mark.parametrize("query", ["", "?code=1", "?state=1", "?code=1&state=1", "?error=%3Cscript%3E"])
def test_who_comes_from_nowhere_gets_a_page_and_nothing_happens(network: Network, query: str) -> None:
    page = network.browser().get("/slack/oauth_redirect" + query)
    assert page.status_code in (200, 400, 401)
    assert "CodeBuddies was not added" in page.text
    assert "<script>" not in page.text
    assert installed(network) == 0


def test_fewer_rights_than_it_needs_are_refused_and_nothing_is_kept(network: Network) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    browser = network.browser()
    slack = browser.leaves()
    asked = parse_qs(urlsplit(slack).query)["scope"][0]
    assert asked.split(",") == scopes()
    page = browser.comes_back(browser.allows(slack.replace("pins:write", ""), petra))
    assert "Slack allowed less than CodeBuddies needs" in page.text
    assert installed(network) == 0


def test_where_the_database_does_not_answer_she_reads_that_she_begins_again(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As she comes back, and as what Slack gave is to be kept: Slack shows the program then, and no harm is done."""
    petra = network.workspace("Made-up School").person("Petra")
    away = OperationalError("SELECT", None, Exception("the server closed the connection"))
    for step in ("come_back", "keep"):
        with monkeypatch.context() as broken:
            broken.setattr(installations, step, Mock(side_effect=away))
            page = network.install(petra)
        assert page.status_code == 503
        assert "I could not finish: my database does not answer." in page.text
        assert 'href="/slack/install"' in page.text
        assert installed(network) == 0
    assert network.install(petra).status_code == 200
    assert installed(network) == 1


def test_where_slacks_answer_breaks_off_she_reads_that_she_begins_again(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    petra = network.workspace("Made-up School").person("Petra")
    with monkeypatch.context() as broken:
        broken.setattr(WebClient, "oauth_v2_access", Mock(side_effect=IncompleteRead(b"{")))
        page = network.install(petra)
    assert "Slack did not confirm it, so nothing was kept." in page.text
    assert installed(network) == 0


def test_a_workspace_that_has_not_installed_it_is_told_so(network: Network) -> None:
    space = network.workspace("Made-up School")
    ana = space.person("Ana")
    ana.types("/codebuddy help")
    assert "install" in ana.everything_visible().lower()


def test_the_pages_speak_the_languages_of_the_browser_and_take_nothing_from_elsewhere(
    network: Network,
) -> None:
    browser = network.browser()
    for path in ("/", "/privacy", "/slack/install"):
        page = browser.get(path, **{"accept-language": "tlh,es-ES;q=0.8,en;q=0.5"})
        assert '<html lang="es"' in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert page.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/style.css").headers["content-type"].startswith("text/css")
    for wishes in ("", "*", "x" * 5000, "en;q=much", ";q=1"):
        assert '<html lang="en"' in browser.get("/", **{"accept-language": wishes}).text


def test_what_is_stored_can_be_read_before_anybody_installs_it(network: Network) -> None:
    browser = network.browser()
    assert 'href="/privacy"' in browser.get("/").text
    page = browser.get("/privacy").text
    assert "CodeBuddies reads no messages" in page
    assert "type /codebuddy privacy" in page
    assert "*" not in page.partition("<main>")[2], "marks of Slack's messages"
    for language in LANGUAGES:
        said = browser.get("/privacy", **{"accept-language": language}).text
        assert f'<html lang="{language}"' in said
        assert (page == said) is (language == "en")


def test_it_says_whether_it_is_ready(network: Network) -> None:
    browser = network.browser()
    assert browser.get("/readyz").status_code == 200
    network.coordinator.deps.store.engine.dispose()
    with network.coordinator.deps.store.everywhere() as db:
        db.execute(text("update alembic_version set version_num = '0001'"))
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200


def installed(network: Network) -> int:
    with network.coordinator.deps.store.everywhere_reading() as db:
        return db.query(Installation).count()
