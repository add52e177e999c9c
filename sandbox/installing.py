"""/oauth/v2/authorize: the page on which somebody allows an app into a workspace."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.hub import Hub
from sandbox.world import App, Leave, Person, Workspace

CODE_LASTS = timedelta(minutes=10)
_PAGE = Environment(autoescape=True).from_string(
    """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Allow {{ app.name }}? A pretend Slack</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
select,button{font:inherit;padding:.4rem .7rem;margin:.3rem .3rem .3rem 0;max-width:100%}</style></head><body>
<h1>{{ app.name }} asks to come into a workspace</h1><p>This is a pretend Slack.</p>
<p>It wants: {% for scope in scopes %}<code>{{ scope }}</code> {% endfor %}</p>
{% if who %}<form method="post"><label>You are <select name="who">
{% for space, person in who %}<option value="{{ space.id }}/{{ person.id }}">{{ person.real_name }} in {{ space.name }}</option>
{% endfor %}</select></label><p><button name="do" value="allow">Allow</button><button name="do" value="cancel">Cancel</button></p>
</form>{% else %}<p>Nobody is there who could allow it.</p>{% endif %}</body></html>"""
)


class Installing:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def routes(self) -> list[Route]:
        return [Route("/oauth/v2/authorize", self.page, methods=["GET", "POST"])]

    async def page(self, request: Request) -> Response:
        asked = request.query_params
        app = next((a for a in self.hub.world.apps.values() if a.client_id == asked.get("client_id")), None)
        if app is None:
            return HTMLResponse("<p>Slack knows no app with this client id.</p>", status_code=400)
        scopes = tuple(one for one in asked.get("scope", "").split(",") if one)
        if request.method == "GET":
            who = self._members(app, asked.get("team"))
            return HTMLResponse(_PAGE.render(app=app, scopes=scopes, who=who))
        return self._answer(app, scopes, asked, dict(parse_qsl((await request.body()).decode())))

    def _members(self, app: App, team: str | None) -> list[tuple[Workspace, Person]]:
        """Everybody who may allow it; for a whole organisation, the admins of its workspaces."""
        alone = [
            (space, person)
            for space in self.hub.world.workspaces.values()
            if space.app is app and team in (None, "", space.id)
            for person in space.people.values()
            if not (person.is_bot or person.is_guest or person.deleted)
        ]
        for_all = [
            (space.organisation, person)
            for space, person in alone
            if space.organisation is not None and person.is_admin
        ]
        return alone + for_all

    def _answer(self, app: App, scopes: tuple[str, ...], asked: Any, form: dict[str, Any]) -> Response:
        """Back to the app, with a code or with a refusal."""
        back = str(
            asked.get("redirect_uri") or f"{app.url or ''}".replace("/slack/events", "/slack/oauth_redirect")
        )
        answer = {"state": asked.get("state", "")}
        if form.get("do") != "allow":
            return _back(back, {"error": "access_denied", **answer})
        team, _, user = str(form.get("who")).partition("/")
        if not any((space.id, person.id) == (team, user) for space, person in self._members(app, None)):
            return HTMLResponse("<p>That person cannot allow it.</p>", status_code=400)
        code = secrets.token_hex(16)
        until = self.hub.clock.now() + CODE_LASTS
        app.leaving[code] = Leave(team, user, scopes, str(asked.get("redirect_uri") or ""), until)
        return _back(back, {"code": code, **answer})


def _back(url: str, answer: dict[str, str]) -> Response:
    return RedirectResponse(f"{url}{'&' if '?' in url else '?'}{urlencode(answer)}", status_code=303)
