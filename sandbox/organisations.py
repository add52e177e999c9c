"""An organisation of several workspaces: it installs an app once, and gives it to some of them."""

from __future__ import annotations

from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.world import Json, Workspace


def make(hub: Hub, body: Json) -> Workspace:
    """An organisation from `name`, `app`, and the workspaces that are in it (`teams`), which have the app's manifest."""
    world = hub.world
    within = [world.workspaces[str(one)] for one in body["teams"]]
    made = world.make_organisation(str(body["name"]), world.app(str(body.get("app") or "CodeBuddies")), set())
    for space in within:
        world.join(space, made)
        made.events, made.commands = space.events, space.commands
    return made


async def change(hub: Hub, above: Workspace, body: Json) -> list[Json]:
    """`do`: "give" or "take_back" (`teams`), or "uninstall"; the bot hears of it, unless `silently`; or "tell" (`event`),
    where Slack says something and nothing has changed, or comes late with it. Returns the acks."""
    do, teams = body["do"], [str(one) for one in body.get("teams") or []]
    if do not in ("give", "take_back", "uninstall", "tell"):
        raise CannotDo("do must be give, take_back, uninstall or tell")
    events: list[Json] = []
    if do == "tell":
        events = [{"type": str(body["event"]), "team_ids": teams}]
    elif do == "give":
        above.given |= set(teams)
        for one in teams:
            hub.world.workspaces[one].scopes = above.scopes
        events = [{"type": "team_access_granted", "team_ids": teams}]
    elif do == "take_back":
        above.given -= set(teams)
        events = [{"type": "team_access_revoked", "team_ids": teams}]
    else:
        above.forget_tokens()
        above.given = set()
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [above.bot_user]}}
        events = [revoked, {"type": "app_uninstalled"}]
    return [] if body.get("silently") else [ack for one in events for ack in await hub.emit_now(above, one)]
