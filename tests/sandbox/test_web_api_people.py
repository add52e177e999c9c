"""Looking people and bots up, as Slack does."""

from __future__ import annotations

import pytest

from sandbox.people import Impossible, Person, Workspace
from tests.sandbox.robot import Api


@pytest.fixture(autouse=True)
def may_read_addresses(school: Workspace) -> None:
    school.grant_scope("users:read.email")


def test_somebody_is_found_by_her_address_in_capitals_or_not(school: Workspace, api: Api) -> None:
    mia = school.person("Mia", email="mia.novak@example.net")
    for said in ("mia.novak@example.net", "Mia.Novak@Example.net"):
        user = api.ok("users.lookupByEmail", email=said)["user"]
        assert (user["id"], user["profile"]["email"]) == (mia.id, "mia.novak@example.net")


def test_nobody_is_found_by_a_strange_address_nor_who_has_left(api: Api, ana: Person) -> None:
    assert api.error("users.lookupByEmail", email="nobody@example.net") == "users_not_found"
    assert api.ok("users.lookupByEmail", email="ana@example.org")
    ana.is_deactivated()
    assert api.error("users.lookupByEmail", email="ana@example.org") == "users_not_found"


def test_looking_up_by_address_needs_its_scope(school: Workspace, api: Api, ana: Person) -> None:
    school.revoke_scope("users:read.email")
    said = api("users.lookupByEmail", email="ana@example.org")
    assert (said["error"], said["needed"]) == ("missing_scope", "users:read.email")
    assert api.error("users.lookupByEmail") == "missing_scope"


def test_no_two_people_share_an_address_and_some_have_none(school: Workspace, api: Api, ana: Person) -> None:
    other, none = school.person("Ana"), school.person("Noor", email="")
    assert api.ok("users.lookupByEmail", email="ana1@example.org")["user"]["id"] == other.id
    assert "email" not in api.ok("users.info", user=none.id)["user"]["profile"]
    assert api.error("users.lookupByEmail", email="") == "invalid_arguments"
    with pytest.raises(Impossible, match=r"ANA@example\.org is the address of Ana already"):
        school.person("Anabel", email="ANA@example.org")
    with pytest.raises(Impossible, match="is the address of Ana already"):
        school.wire.post(f"{school.path}/people/{none.id}", {"email": "ana@example.org"})


def test_the_bot_is_told_about_itself(school: Workspace, api: Api) -> None:
    own = api.ok("auth.test")["bot_id"]
    bot = api.ok("bots.info", bot=own)["bot"]
    assert (bot["user_id"], bot["app_id"], bot["deleted"]) == (school.bot_user, school.app_id, False)
    assert api.error("bots.info", bot="B0NOBODY") == "bot_not_found"
    assert api.error("bots.info") == "missing_argument"
    school.revoke_scope("users:read")
    assert api.error("bots.info", bot=own) == "missing_scope"
