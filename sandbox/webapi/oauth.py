"""oauth.v2.access: what somebody has allowed on the page of an installation becomes a token."""

from __future__ import annotations

import secrets

from sandbox.webapi.core import Call, SlackError, method
from sandbox.world import App, Json, Leave


@method("oauth.v2.access")
def access(call: Call) -> Json:
    """A code is good once, for ten minutes, and for the app that it was given for. An older token ends."""
    app = _app(call)
    leave = app.leaving.pop(str(call.args.get("code")), None)
    if leave is None or leave.until <= call.hub.clock.now():
        raise SlackError("invalid_code")
    if str(call.args.get("redirect_uri") or "") != leave.redirect_uri:
        raise SlackError("bad_redirect_uri")
    return _install(call, app, leave)


def _app(call: Call) -> App:
    if call.args.get("grant_type", "authorization_code") != "authorization_code":
        raise SlackError("invalid_grant_type")
    app = next((a for a in call.hub.world.apps.values() if a.client_id == call.args.get("client_id")), None)
    if app is None:
        raise SlackError("invalid_client_id")
    if call.args.get("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    return app


def _install(call: Call, app: App, leave: Leave) -> Json:
    space = call.hub.world.workspaces[leave.team]
    space.bot_token = f"xoxb-{space.id}-{secrets.token_hex(12)}"
    space.scopes = set(leave.scopes)
    return {
        "app_id": app.id,
        "authed_user": {"id": leave.user},
        "scope": ",".join(leave.scopes),
        "token_type": "bot",  # its kind # nosec
        "access_token": space.bot_token,
        "bot_user_id": space.bot_user,
        "team": {"id": space.id, "name": space.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
