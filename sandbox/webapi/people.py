"""auth.*, api.test, apps.connections.open, team.info, users.info, users.list."""

from __future__ import annotations

import secrets

from sandbox import payloads
from sandbox.webapi.core import Call, SlackError, method, page
from sandbox.world import Json, Person


@method("api.test")
def api_test(call: Call) -> Json:
    if call.args.get("error"):
        return {"ok": False, "error": call.args["error"], "args": call.args}
    return {"args": call.args}


@method("auth.test")
def auth_test(call: Call) -> Json:
    space = call.space
    return {
        "url": f"https://{space.domain}.slack.com/",
        "team": space.name,
        "user": space.people[space.bot_user].name,
        "team_id": space.id,
        "user_id": space.bot_user,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open")
def connections_open(call: Call) -> Json:
    """The ticket in the URL is the app's id and a random part; it opens one socket of that app."""
    base = call.hub.base_url.replace("http://", "ws://", 1)
    return {"url": f"{base}/link/?ticket={secrets.token_hex(8)}&app_id={call.app.id}"}


@method("team.info")
def team_info(call: Call) -> Json:
    space = call.space
    if call.args.get("team") not in (None, space.id):
        raise SlackError("team_not_found")
    domain = f"https://{space.domain}.slack.com/"
    return {
        "team": {
            "id": space.id,
            "name": space.name,
            "url": domain,
            "domain": space.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def _user(call: Call, person: Person) -> Json:
    return payloads.user(
        person,
        call.space,
        call.hub.clock.now(),
        locale=bool(call.args.get("include_locale")),
        email="users:read.email" in call.space.scopes,
    )


@method("users.info")
def users_info(call: Call) -> Json:
    person = call.person(call.args["user"])
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _user(call, person)}


@method("users.list")
def users_list(call: Call) -> Json:
    members = [_user(call, person) for person in call.space.people.values()]
    return {**page(call, "members", members, default=len(members) or 1), "cache_ts": call.now_int()}
