"""What an organisation's token means: good for each workspace to which it has given the app."""

from __future__ import annotations

from sandbox.webapi.core import METHODS, Call, SlackError, method, page
from sandbox.world import Json, Workspace, World

LISTED, LISTED_AT_MOST = 100, 1000
OF_THE_TOKEN = {"auth.test", "auth.teams.list"}
"""Methods that are about the token itself."""


def meant(world: World, call: Call) -> Workspace:
    """The workspace in which a call is to act: the one that it names, or the one of the channel, view or trigger.

    Where Slack asks for `team_id` with such a token, none is guessed.
    """
    above, named = call.space, call.args.get("team_id")
    if call.method in OF_THE_TOKEN:
        return above
    within = [world.workspaces[one] for one in sorted(above.given)]
    if named:
        found = next((one for one in within if one.id == named), None)
        if found is None:
            raise SlackError("team_access_not_granted")
        return found
    if "team_id" in METHODS[call.method]["args"]:
        raise SlackError("missing_argument")
    asked = {str(value) for value in call.args.values()}
    for one in within:
        here = {*one.channels, *one.people, *one.triggers, *one.files, *(view.id for view in one.views())}
        if asked & here:
            return one
    raise SlackError("team_access_not_granted")


@method("auth.teams.list")
def teams_list(call: Call) -> Json:
    """The workspaces to which the organisation of the token has given the app."""
    limit = call.args.get("limit")
    if limit is not None and not 1 <= limit <= LISTED_AT_MOST:
        raise SlackError("invalid_limit")
    if not call.space.is_organisation:
        raise SlackError("invalid_auth")
    within = [call.hub.world.workspaces[one] for one in sorted(call.space.given)]
    with_icon = {"icon": {"image_default": True}} if call.args.get("include_icon") else {}
    teams = [{"id": one.id, "name": one.name, **with_icon} for one in within]
    return page(call, "teams", teams, default=LISTED, most=LISTED_AT_MOST)
