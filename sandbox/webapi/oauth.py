"""oauth.v2.access: what somebody has allowed on the page of an installation becomes a token."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sandbox.webapi.core import Call, SlackError, method
from sandbox.world import App, Json, Leave, Workspace

LASTS = timedelta(hours=12)
"""Of a token, where the app's end."""


@method("oauth.v2.access")
def access(call: Call) -> Json:
    """A code is good once, for ten minutes, and for the app that it was given for; so is what a token is renewed with."""
    app = _app(call)
    if call.args.get("grant_type") == "refresh_token":
        return _renew(call, app)
    leave = app.leaving.pop(str(call.args.get("code")), None)
    if leave is None or leave.until <= call.hub.clock.now():
        raise SlackError("invalid_code")
    if str(call.args.get("redirect_uri") or "") != leave.redirect_uri:
        raise SlackError("bad_redirect_uri")
    return _install(call, app, leave)


def _app(call: Call) -> App:
    if call.args.get("grant_type", "authorization_code") not in ("authorization_code", "refresh_token"):
        raise SlackError("invalid_grant_type")
    app = next((a for a in call.hub.world.apps.values() if a.client_id == call.args.get("client_id")), None)
    if app is None:
        raise SlackError("invalid_client_id")
    if call.args.get("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    return app


def _install(call: Call, app: App, leave: Leave) -> Json:
    space = {**call.hub.world.workspaces, **call.hub.world.organisations}[leave.team]
    space.scopes = set(leave.scopes)
    space.ends.clear()
    return {"authed_user": {"id": leave.user}, **_given(call, app, space), "scope": ",".join(leave.scopes)}


def _renew(call: Call, app: App) -> Json:
    """The token of before still holds until its end."""
    asked = str(call.args.get("refresh_token") or "")
    spaces = (*call.hub.world.workspaces.values(), *call.hub.world.organisations.values())
    space = next((one for one in spaces if asked and one.app is app and one.refresh_token == asked), None)
    if space is None:
        raise SlackError("invalid_refresh_token")
    return _given(call, app, space)


def _given(call: Call, app: App, space: Workspace) -> Json:
    space.bot_token = f"xox{'e.xoxb' if app.rotates else 'b'}-{space.id}-{secrets.token_hex(12)}"
    above = space if space.is_organisation else space.organisation
    lasting: Json = {}
    if app.rotates:
        space.refresh_token = f"xoxe-1-{secrets.token_hex(12)}"
        space.ends[space.bot_token] = call.hub.clock.now() + LASTS
        lasting = {"refresh_token": space.refresh_token, "expires_in": int(LASTS.total_seconds())}
    return {
        "app_id": app.id,
        "scope": ",".join(sorted(space.scopes)),
        **lasting,
        "token_type": "bot",  # its kind # nosec
        "access_token": space.bot_token,
        "bot_user_id": space.bot_user,
        "team": None if space.is_organisation else {"id": space.id, "name": space.name},
        "enterprise": None if above is None else {"id": above.id, "name": above.name},
        "is_enterprise_install": space.is_organisation,
    }
