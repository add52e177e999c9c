"""The Web API refuses and answers as Slack does."""

from __future__ import annotations

import httpx
import pytest

from sandbox.client import NO_TLS
from sandbox.people import Person, Sandbox, Workspace
from tests.sandbox.robot import Api


def test_without_a_token_or_with_a_strange_one_nothing_works(sandbox: Sandbox, school: Workspace) -> None:
    def ask(**headers: str) -> str:
        return str(
            httpx.post(sandbox.api_url + "auth.test", headers=headers, trust_env=False, verify=NO_TLS).json()[
                "error"
            ]
        )

    assert ask() == "not_authed"
    assert ask(Authorization="Bearer xoxb-no") == "invalid_auth"
    assert ask(Authorization=f"Bearer {school.app_token}") == "not_allowed_token_type"


def test_the_token_may_also_be_a_form_field(sandbox: Sandbox, school: Workspace) -> None:
    said = httpx.post(
        sandbox.api_url + "auth.test", data={"token": school.bot_token}, trust_env=False, verify=NO_TLS
    ).json()
    assert (said["team_id"], said["user_id"]) == (school.id, school.bot_user)


def test_a_method_nobody_knows(api: Api) -> None:
    assert api.error("conversations.history", channel="C1") == "unknown_method"


def test_an_unknown_argument_fails_the_call_and_is_named(api: Api, ana: Person) -> None:
    said = api("chat.postMessage", channel=ana.id, text="hi", colour="red")
    assert said["error"] == "invalid_arguments"
    assert "colour" in said["response_metadata"]["messages"][0]


def test_a_body_of_json_is_overlooked_where_a_method_takes_none(api: Api, ana: Person) -> None:
    said = api.http.post("users.info", json={"user": ana.id}).json()
    assert said["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]
    assert api.http.get("users.info", params={"user": ana.id}).json()["user"]["id"] == ana.id


def test_a_body_that_is_no_json_object_is_refused(api: Api) -> None:
    kind = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b"7", b'{"text": "\\ud83d"}', b"[" * 100_000, b"\xff"):
        assert api.http.post("chat.postMessage", content=body, headers=kind).json()["error"] == "invalid_json"


def test_arguments_of_the_wrong_type_or_missing_are_named(api: Api) -> None:
    said = api("conversations.invite", channel="C1", users=["U1", "U2"])
    assert said["response_metadata"]["messages"] == ["[ERROR] must be a string [json-pointer:/users]"]
    said = api("chat.postMessage", text="hi")
    assert said["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_a_scope_the_bot_lacks_is_named(school: Workspace, api: Api) -> None:
    school.revoke_scope("groups:write")
    said = api("conversations.create", name="a", is_private=True)
    assert (said["error"], said["needed"]) == ("missing_scope", "groups:write")
    assert "groups:write" not in said["provided"].split(",")
    assert api.error("conversations.create", name="a", is_private=False) == "missing_scope"
    school.grant_scope("groups:write")
    assert api.ok("conversations.create", name="a", is_private=True)


def test_a_private_scope_opens_no_public_channel(api: Api) -> None:
    said = api("conversations.create", name="a", is_private=False)
    assert (said["error"], said["needed"]) == ("missing_scope", "channels:manage")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("x" * 81, "invalid_name_maxlength"),
        ("Team", "invalid_name_specials"),
        ("año", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
    ],
)
def test_channel_names_have_rules(api: Api, name: str, error: str) -> None:
    assert api.error("conversations.create", name=name, is_private=True) == error


def test_a_name_is_taken_by_archived_and_by_unseen_channels_too(
    school: Workspace, api: Api, ana: Person, ben: Person
) -> None:
    school.channel("secret", ben)
    gone = api.channel("old")
    api.ok("conversations.archive", channel=gone)
    for name in ("secret", "old", "general"):
        assert api.error("conversations.create", name=name, is_private=True) == "name_taken"


def test_the_bot_is_creator_and_only_member_of_what_it_makes(school: Workspace, api: Api) -> None:
    made = api.ok("conversations.create", name="team", is_private=True)["channel"]
    assert (made["creator"], made["is_member"], made["is_private"]) == (school.bot_user, True, True)
    assert api.ok("conversations.members", channel=made["id"])["members"] == [school.bot_user]


def test_one_bad_id_fails_an_invitation_whole_unless_forced(api: Api, school: Workspace, ana: Person) -> None:
    team = api.channel("team")
    users = f"{ana.id},U0NOBODY,{school.bot_user}"
    said = api("conversations.invite", channel=team, users=users)
    assert said["error"] == "user_not_found"
    assert [(e["user"], e["error"]) for e in said["errors"]] == [
        ("U0NOBODY", "user_not_found"),
        (school.bot_user, "cant_invite_self"),
    ]
    assert ana.id not in api.ok("conversations.members", channel=team)["members"]
    assert len(api.ok("conversations.invite", channel=team, users=users, force=True)["errors"]) == 2
    assert ana.id in api.ok("conversations.members", channel=team)["members"]
    assert api.error("conversations.invite", channel=team, users=ana.id, force=True) == "already_in_channel"


def test_guests_have_their_limits(api: Api, school: Workspace) -> None:
    single = school.person("Gil", guest="single")
    assert api.ok("conversations.invite", channel=api.channel("one"), users=single.id)
    assert (
        api.error("conversations.invite", channel=api.channel("two"), users=single.id) == "ura_max_channels"
    )
    multi = school.person("Mia", guest=True)
    school.grant_scope("channels:manage")
    public = api.channel("open", private=False)
    assert api.error("conversations.invite", channel=public, users=multi.id) == "user_is_restricted"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    api: Api, school: Workspace, ana: Person
) -> None:
    secret = school.channel("secret", ana)
    for method, more in {
        "chat.postMessage": {"text": "hi"},
        "conversations.info": {},
        "conversations.members": {},
        "conversations.setTopic": {"topic": "x"},
    }.items():
        assert api.error(method, channel=secret.id, **more) == "channel_not_found"


def test_in_a_public_channel_without_the_bot_it_may_not_post(
    api: Api, school: Workspace, ana: Person
) -> None:
    public = school.channel("square", ana, private=False)
    assert api.error("chat.postMessage", channel=public.id, text="hi") == "not_in_channel"


def test_archiving_ejects_the_bot_and_ends_the_talk(api: Api, school: Workspace, ana: Person) -> None:
    team = api.channel("team")
    api.ok("conversations.invite", channel=team, users=ana.id)
    api.ok("conversations.archive", channel=team)
    assert api.error("chat.postMessage", channel=team, text="hi") == "is_archived"
    assert api.error("conversations.invite", channel=team, users=ana.id) == "is_archived"
    assert api.error("conversations.archive", channel=team) == "already_archived"
    assert school.bot_user not in school.channel_of(ana).members
    assert api.ok("users.conversations", types="private_channel")["channels"] == []


def test_topic_and_purpose_have_250_characters(api: Api, school: Workspace) -> None:
    team = api.channel("team")
    assert api.ok("conversations.setTopic", channel=team, topic="t" * 250)
    assert api.error("conversations.setTopic", channel=team, topic="t" * 251) == "too_long"
    assert api.ok("conversations.setPurpose", channel=team, purpose="why")
    assert [c.purpose for c in school.channels() if c.id == team] == ["why"]


def test_a_message_to_a_person_opens_the_direct_message(api: Api, ana: Person) -> None:
    first = api.ok("chat.postMessage", channel=ana.id, text="hello")
    again = api.ok("conversations.open", users=ana.id)
    assert first["channel"] == again["channel"]["id"]
    assert first["channel"].startswith("D")
    assert ana.last_dm() == "hello"


def test_who_cannot_be_written_to(api: Api, school: Workspace, ana: Person) -> None:
    assert api.error("conversations.open", users=school.bot_user) == "cannot_dm_bot"
    assert api.error("conversations.open", users="U0NOBODY") == "user_not_found"
    assert api.error("conversations.open") == "users_list_not_supplied"
    ana.is_deactivated()
    assert api.error("conversations.open", users=ana.id) == "user_disabled"
    assert api.error("chat.postMessage", channel=ana.id, text="hi") == "channel_not_found"


def test_messages_have_lengths(api: Api, ana: Person) -> None:
    assert api.error("chat.postMessage", channel=ana.id, text="") == "no_text"
    cut = api.ok("chat.postMessage", channel=ana.id, text="x" * 40_001)
    assert cut["message"]["text"] == "x" * 40_000
    api.ok("chat.delete", channel=cut["channel"], ts=cut["ts"])
    posted = api.ok("chat.postMessage", channel=ana.id, text="x" * 4_001)
    here = {"channel": posted["channel"], "ts": posted["ts"]}
    assert api.error("chat.update", **here, text="x" * 4_001) == "msg_too_long"
    api.ok("chat.update", **here, text="short")
    assert ana.last_dm() == "short"
    assert api.error("chat.update", channel=ana.id, ts=posted["ts"], text="x") == "channel_not_found"
    api.ok("chat.delete", **here)
    assert ana.dm_texts() == []
    assert api.error("chat.delete", **here) == "message_not_found"


def test_pins(api: Api, school: Workspace) -> None:
    team = api.channel("team")
    ts = api.ok("chat.postMessage", channel=team, text="hello")["ts"]
    assert api.error("pins.add", channel=team) == "no_item_specified"
    assert api.error("pins.add", channel=team, timestamp="yesterday") == "bad_timestamp"
    assert api.error("pins.add", channel=team, timestamp="1.000000") == "message_not_found"
    assert api.ok("pins.add", channel=team, timestamp=ts)
    assert api.error("pins.add", channel=team, timestamp=ts) == "already_pinned"
    assert [c.pins for c in school.channels() if c.id == team] == [[ts]]


def test_a_permalink_names_the_message(api: Api) -> None:
    team = api.channel("team")
    ts = api.ok("chat.postMessage", channel=team, text="hello")["ts"]
    link = api.ok("chat.getPermalink", channel=team, message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/{team}/p{ts.replace('.', '')}")


def test_ephemerals_need_both_in_the_channel_and_are_seen_by_one(api: Api, ana: Person, ben: Person) -> None:
    team = api.channel("team")
    api.ok("conversations.invite", channel=team, users=f"{ana.id},{ben.id}")
    api.ok("chat.postEphemeral", channel=team, user=ana.id, text="psst")
    assert ana.sees_privately("psst")
    assert ben.does_not_see("psst")
    empty = api.channel("empty")
    assert api.error("chat.postEphemeral", channel=empty, user=ana.id, text="x") == "user_not_in_channel"


def test_locale_and_email_only_when_asked_and_allowed(api: Api, school: Workspace, ana: Person) -> None:
    user = api.ok("users.info", user=ana.id)["user"]
    assert "locale" not in user
    assert "email" not in user["profile"]
    assert api.ok("users.info", user=ana.id, include_locale=True)["user"]["locale"] == "es-ES"
    school.grant_scope("users:read.email")
    assert api.ok("users.info", user=ana.id)["user"]["profile"]["email"] == "ana@example.org"
    assert api.error("users.info", user="U0NOBODY") == "user_not_found"


def test_lists_come_in_pages(api: Api, school: Workspace) -> None:
    for number in range(5):
        school.person(f"P{number}")
    names: list[str] = []
    cursor = ""
    for _ in range(10):
        page = api.ok("users.list", limit=2, cursor=cursor)
        names += [m["name"] for m in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["codebuddies", "slackbot", "p0", "p1", "p2", "p3", "p4"]
    assert api.error("users.list", cursor="nonsense") == "invalid_cursor"


def test_users_conversations_by_type(api: Api, school: Workspace, ana: Person) -> None:
    team = api.channel("team")
    listed = api.ok("users.conversations", types="private_channel")["channels"]
    assert [c["id"] for c in listed] == [team]
    assert api.error("users.conversations", types="secret_channel") == "invalid_types"
    said = api("users.conversations", types="private_channel,im")
    assert (said["error"], said["needed"]) == ("missing_scope", "im:read")


def test_workspaces_of_one_server_do_not_see_each_other(
    sandbox: Sandbox, school: Workspace, api: Api, ana: Person
) -> None:
    other = sandbox.workspace("Other School", app="Other")
    with Api(other) as theirs:
        assert theirs.error("users.info", user=ana.id) == "user_not_found"
        assert theirs.error("chat.postMessage", channel=api.channel("team"), text="x") == "channel_not_found"
    assert other.bot_token != school.bot_token


def test_calls_are_kept_without_the_token(api: Api, school: Workspace, ana: Person) -> None:
    api.ok("chat.postMessage", channel=ana.id, text="hi", token=school.bot_token)
    (call,) = school.calls("chat.postMessage")
    assert call["args"] == {"channel": ana.id, "text": "hi"}
    assert (call["ok"], call["at"]) == (True, "2026-03-02T09:00:00+00:00")
    assert school.bot_token not in str(school.calls())
