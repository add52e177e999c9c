"""A file is announced, sent and shared, and refused as Slack refuses it."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.client import NO_TLS
from sandbox.people import Person, Workspace
from tests.sandbox.robot import Api, section

WORDS = b"hours;team\n2;Ana"


@pytest.fixture(autouse=True)
def may_upload(school: Workspace) -> None:
    school.grant_scope("files:write")


def announced(api: Api, **more: object) -> dict[str, str]:
    return api.ok("files.getUploadURLExternal", filename="hours.csv", length=len(WORDS), **more)


def sent(url: str, content: bytes = WORDS) -> httpx.Response:
    return httpx.post(url, content=content, trust_env=False, verify=NO_TLS)


def uploaded(api: Api) -> str:
    file = announced(api)
    assert sent(file["upload_url"]).text == f"OK - {len(WORDS)}"
    return file["file_id"]


def test_the_sdk_uploads_and_shares_a_file(school: Workspace, api: Api, ana: Person, ben: Person) -> None:
    team = api.channel("team")
    api.ok("conversations.invite", channel=team, users=ana.id)
    client = WebClient(school.bot_token, base_url=school.sandbox.api_url, retry_handlers=[])
    client.files_upload_v2(
        content=WORDS, filename="hours.csv", title="Hours", channel=team, initial_comment="This week"
    )
    assert ana.sees("This week\n[Hours]")
    assert ben.does_not_see("Hours")


def test_a_file_without_a_channel_is_seen_by_nobody(api: Api, ana: Person) -> None:
    done = api.ok("files.completeUploadExternal", files=[{"id": uploaded(api)}])
    assert done["files"][0]["title"] == "hours.csv"
    assert ana.dm_texts() == []


def test_a_file_can_go_to_a_person_with_words_for_who_cannot_see_it(api: Api, ana: Person) -> None:
    file = announced(api, alt_txt="A table of hours")
    sent(file["upload_url"])
    entry = {"id": file["file_id"], "title": "Hours"}
    api.ok("files.completeUploadExternal", files=[entry], channels=ana.id, blocks=[section("Look:")])
    assert ana.dm_texts() == ["Look:\n[Hours] A table of hours"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"length": 0}, "missing_argument"),
        ({"length": 1_000_001, "snippet_type": "text"}, "snippet_too_large"),
        ({"length": 10**10}, "file_upload_size_restricted"),
        ({"length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"length": "much"}, "invalid_arguments"),
    ],
)
def test_what_cannot_be_announced(api: Api, given: dict[str, object], error: str) -> None:
    assert api.error("files.getUploadURLExternal", filename="x.csv", **given) == error


def test_only_what_was_announced_can_be_sent_and_only_once(api: Api) -> None:
    file = announced(api)
    assert sent(file["upload_url"], WORDS + b"!").status_code == 400
    assert sent(file["upload_url"]).status_code == 200
    assert sent(file["upload_url"]).status_code == 404
    assert sent(file["upload_url"] + "x").status_code == 404


def test_only_what_was_sent_can_be_completed_and_only_once(api: Api) -> None:
    def complete(file_id: str, **more: object) -> str:
        return api.error("files.completeUploadExternal", files=[{"id": file_id}], **more)

    assert complete(announced(api)["file_id"]) == "file_not_found"
    file_id = uploaded(api)
    assert complete(file_id, channel_id="C0NOWHERE") == "channel_not_found"
    assert complete(file_id, channels=",".join(["C1"] * 101)) == "channels_limit_exceeded"
    assert complete(file_id, blocks=[section("")]) == "invalid_blocks"
    api.ok("files.completeUploadExternal", files=[{"id": file_id}])
    assert complete(file_id) == "file_not_found"


def test_a_file_needs_membership_and_a_scope(school: Workspace, api: Api, ana: Person) -> None:
    public = school.channel("square", ana, private=False)
    entry = [{"id": uploaded(api)}]
    assert api.error("files.completeUploadExternal", files=entry, channel_id=public.id) == "not_in_channel"
    school.revoke_scope("files:write")
    said = api("files.getUploadURLExternal", filename="x", length=1)
    assert (said["error"], said["needed"]) == ("missing_scope", "files:write")
