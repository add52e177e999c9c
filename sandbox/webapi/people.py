"""auth.*, api.test, apps.connections.open, bots.info, team.info, users.info, users.list, users.lookupByEmail."""

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
        "user": "codebuddies",
        "team_id": space.id,
        "user_id": space.bot_user,
        "bot_id": space.bot_id,
        "is_enterprise_install": call.hub.world.organisations.get(space.id) is not None,
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


@method("users.lookupByEmail")
def lookup_by_email(call: Call) -> Json:
    """Whoever is active under that address; Slack overlooks capitals."""
    person = call.space.by_email(str(call.args["email"]))
    if person is None or person.deleted:
        raise SlackError("users_not_found")
    return {"user": _user(call, person)}


@method("bots.info")
def bots_info(call: Call) -> Json:
    """Only the app's own bot is a bot that has an id of its own here."""
    space = call.space
    if not call.args.get("bot"):
        raise SlackError("missing_argument")
    if call.args["bot"] != space.bot_id:
        raise SlackError("bot_not_found")
    bot = space.people[space.bot_user]
    return {
        "bot": {
            "id": space.bot_id,
            "deleted": bot.deleted,
            "name": bot.real_name,
            "updated": bot.updated,
            "app_id": space.app.id,
            "user_id": bot.id,
            "icons": {},
        }
    }
