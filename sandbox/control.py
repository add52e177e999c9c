"""The control API under /sandbox: making the world, acting as people, reading, faults, time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import organisations, seen, trouble, workspaces
from sandbox.acts import Actor
from sandbox.clockport import ClockError
from sandbox.fields import CannotDo
from sandbox.given import in_its_years, of_its_kind
from sandbox.hub import Hub
from sandbox.reading import read_object
from sandbox.world import Json, Person, Workspace


class Control:
    """All control endpoints. What cannot be done is answered with 400 and the reason."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def routes(self) -> list[Route]:
        team = "/sandbox/workspaces/{team}"
        table: list[tuple[str, str, Callable[[Request, Json], Awaitable[Any]]]] = [
            ("GET", "/sandbox/state", self.state),
            ("POST", "/sandbox/reset", self.reset),
            ("POST", "/sandbox/settings", self.settings),
            ("POST", "/sandbox/workspaces", self.make_workspace),
            ("POST", "/sandbox/organisations", self.make_organisation),
            ("POST", "/sandbox/organisations/{organisation}", self.change_organisation),
            ("GET", "/sandbox/organisations/{organisation}/calls", self.calls_of_organisation),
            ("GET", team, self.workspace),
            ("POST", team + "/scopes", self.scopes),
            ("POST", team + "/uninstall", self.uninstall),
            ("GET", team + "/calls", self.calls),
            ("GET", team + "/deliveries", self.deliveries),
            ("GET", team + "/rejections", self.rejections),
            ("POST", team + "/people", self.add_person),
            ("GET", team + "/people", self.people),
            ("POST", team + "/people/{user}", self.change_person),
            ("GET", team + "/people/{user}/seen", self.seen),
            ("GET", team + "/people/{user}/files", self.files),
            ("POST", team + "/people/{user}/acts", self.act),
            ("POST", team + "/channels", self.add_channel),
            ("GET", team + "/channels", self.channels),
            ("POST", team + "/channels/{channel}", self.channel_act),
            ("POST", "/sandbox/faults", self.fault),
            ("POST", "/sandbox/sockets", self.sockets),
            ("POST", "/sandbox/clock", self.clock),
        ]
        return [Route(path, self._endpoint(work), methods=[verb]) for verb, path, work in table]

    def _endpoint(
        self, work: Callable[[Request, Json], Awaitable[Any]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                raw = await request.body()
                body = of_its_kind(read_object(raw)) if raw else {}
                return JSONResponse(await work(request, body))
            except KeyError as missing:
                return JSONResponse({"error": f"{missing} is missing or not known"}, status_code=400)
            except (CannotDo, ClockError, ValueError, TypeError, OSError, OverflowError) as problem:
                return JSONResponse({"error": str(problem)}, status_code=400)
            except RecursionError:
                return JSONResponse({"error": "the body is nested too deeply"}, status_code=400)

        return endpoint

    def _space(self, request: Request) -> Workspace:
        found = self.hub.world.workspaces.get(request.path_params["team"])
        if found is None:
            raise CannotDo(f"no workspace {request.path_params['team']}")
        return found

    def _person(self, request: Request) -> tuple[Workspace, Person]:
        space = self._space(request)
        found = space.people.get(request.path_params["user"])
        if found is None:
            raise CannotDo(f"no person {request.path_params['user']} in {space.name}")
        return space, found

    # the server -----------------------------------------------------------------------------------

    async def state(self, _: Request, __: Json) -> Json:
        hub = self.hub
        spaces = [workspaces.describe(s, hub.port.address) for s in hub.world.workspaces.values()]
        return {
            "now": hub.clock.now().isoformat(),
            "running": hub.clock.running,
            "clock_address": hub.port.address,
            "programs": sum(not p.gone for p in hub.port.programs),
            "sockets": [s.app.name for s in hub.delivery.sockets],
            "retries": len(hub.delivery.retries),
            "workspaces": spaces,
        }

    async def reset(self, _: Request, __: Json) -> Json:
        await self.hub.delivery.idle()
        self.hub.reset()
        return {}

    async def settings(self, _: Request, body: Json) -> Json:
        """`ack_timeout`, `trigger_life` (real seconds), `rate_limits` (true or false)."""
        unknown = set(body) - {"ack_timeout", "trigger_life", "rate_limits"}
        if unknown:
            raise CannotDo(f"no such setting: {', '.join(sorted(unknown))}")
        self.hub.delivery.ack_timeout = body.get("ack_timeout", self.hub.delivery.ack_timeout)
        self.hub.trigger_life = body.get("trigger_life", self.hub.trigger_life)
        self.hub.rates.on = body.get("rate_limits", self.hub.rates.on)
        return {}

    async def sockets(self, _: Request, body: Json) -> Json:
        """`do`: "drop", "refresh" (Slack first says disconnect: refresh_requested) or "warn" (only says that it
        will); of one `app` or all.
        """
        if body["do"] not in ("drop", "refresh", "warn"):
            raise CannotDo("do must be drop, refresh or warn")
        if body["do"] == "warn":
            return {"warned": await self.hub.delivery.warn(body.get("app"))}
        reason = "refresh_requested" if body["do"] == "refresh" else None
        return {"dropped": await self.hub.delivery.drop(reason, body.get("app"))}

    async def fault(self, _: Request, body: Json) -> Json:
        await trouble.cause(self.hub, body)
        return {}

    async def clock(self, _: Request, body: Json) -> Json:
        """`do`: "set" (`now`, `running`), "advance" (days=…), "advance_to" (`to`), "settle", "next_due"."""
        do, hub = body.pop("do"), self.hub
        if do == "set":
            await hub.set_clock(_moment(body["now"]), running=bool(body.get("running")))
        elif do == "advance":
            await hub.advance_to(in_its_years(hub.clock.now() + timedelta(**body)))
        elif do == "advance_to":
            await hub.advance_to(_moment(body["to"]))
        elif do == "settle":
            await hub.settle()
        elif do == "next_due":
            due = await hub.port.next_due()
            return {"due": due[0].isoformat() if due else None, "what": due[1] if due else None}
        else:
            raise CannotDo(f"the clock cannot {do}")
        return {"now": hub.clock.now().isoformat()}

    # a workspace ----------------------------------------------------------------------------------

    async def make_workspace(self, _: Request, body: Json) -> Json:
        return workspaces.describe(workspaces.make(self.hub, body), self.hub.port.address)

    async def make_organisation(self, _: Request, body: Json) -> Json:
        return {"id": organisations.make(self.hub, body).id}

    async def change_organisation(self, request: Request, body: Json) -> Json:
        found = self.hub.world.organisations[request.path_params["organisation"]]
        return {"acks": await organisations.change(self.hub, found, body)}

    async def calls_of_organisation(self, request: Request, _: Json) -> Any:
        return self.hub.world.organisations[request.path_params["organisation"]].calls

    async def workspace(self, request: Request, _: Json) -> Json:
        return workspaces.describe(self._space(request), self.hub.port.address)

    async def scopes(self, request: Request, body: Json) -> Json:
        """`revoke` and `grant`: lists of scopes; `subscribe`: event types the app hears from now on."""
        space = self._space(request)
        space.scopes -= set(body.get("revoke") or [])
        space.scopes |= set(body.get("grant") or [])
        if "subscribe" in body:
            space.events = (space.events or set()) | set(body["subscribe"])
        return {"scopes": sorted(space.scopes)}

    async def uninstall(self, request: Request, body: Json) -> Json:
        """The app is taken out: its token is nobody's. `silently`: Slack's word of it is lost. `user`: only the token
        of this person is revoked. `token_alone`: the bot's token is revoked, and nothing says the app is out. `late`:
        the word comes when the app is installed again."""
        space = self._space(request)
        bots = [] if body.get("user") else [space.bot_user]
        people = [body["user"]] if body.get("user") else []
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": people, "bot": bots}}
        events: list[Json] = [
            revoked,
            *([{"type": "app_uninstalled"}] if bots and not body.get("token_alone") else []),
        ]
        if bots and not body.get("late"):
            space.forget_tokens()
        acks = [] if body.get("silently") else [await self.hub.emit_now(space, event) for event in events]
        return {"acks": [ack for some in acks for ack in some]}

    async def calls(self, request: Request, _: Json) -> Any:
        wanted = request.query_params.get("method")
        return [c for c in self._space(request).calls if wanted in (None, c["method"])]

    async def deliveries(self, request: Request, _: Json) -> Any:
        wanted = request.query_params.get("type")
        return [d for d in self._space(request).deliveries if wanted in (None, d["type"])]

    async def rejections(self, request: Request, _: Json) -> Any:
        return self._space(request).rejections

    async def add_channel(self, request: Request, body: Json) -> Json:
        return {"id": workspaces.add_channel(self.hub, self._space(request), body).id}

    async def channels(self, request: Request, _: Json) -> Any:
        return [
            {"id": c.id, "name": c.name, "kind": c.kind, "archived": c.archived, "topic": c.topic}
            | {"purpose": c.purpose, "members": c.members, "pins": c.pins, "creator": c.creator}
            for c in self._space(request).channels.values()
        ]

    async def channel_act(self, request: Request, body: Json) -> Json:
        space = self._space(request)
        channel = space.channels.get(request.path_params["channel"])
        if channel is None:
            raise CannotDo(f"no channel {request.path_params['channel']}")
        return {"acks": await workspaces.channel_act(self.hub, space, channel, body)}

    # people ---------------------------------------------------------------------------------------

    async def add_person(self, request: Request, body: Json) -> Json:
        person = workspaces.add_person(self.hub, self._space(request), body)
        return {"id": person.id, "name": person.real_name}

    async def people(self, request: Request, _: Json) -> Any:
        return [
            {
                "id": p.id,
                "name": p.real_name,
                "locale": p.locale,
                "tz": p.tz,
                "bot": p.is_bot,
                "deleted": p.deleted,
            }
            for p in self._space(request).people.values()
        ]

    async def change_person(self, request: Request, body: Json) -> Json:
        space, person = self._person(request)
        return {"acks": await workspaces.change_person(self.hub, space, person, body)}

    async def seen(self, request: Request, _: Json) -> Json:
        space, person = self._person(request)
        return seen.everything(self.hub, space, person)

    async def files(self, request: Request, _: Json) -> list[Json]:
        space, person = self._person(request)
        return seen.files(space, person)

    async def act(self, request: Request, body: Json) -> Json:
        """Act as a person; what she cannot do is refused together with what she sees."""
        space, person = self._person(request)
        try:
            return await self._act(Actor(self.hub, space, person), space, person, body)
        except CannotDo as problem:
            sees = seen.everything(self.hub, space, person)["text"]
            raise CannotDo(f"{problem}\n--- {person.real_name} sees ---\n{sees}") from None

    def _texts(self, space: Workspace, person: Person) -> dict[str, str]:
        """Every message she sees, as she reads it."""
        eyes = seen.reader(self.hub, space, person)
        shown = [m for c in seen.visible_channels(space, person) for m in seen.visible_messages(c, person)]
        return {m.ts: seen.message(space, m, eyes)["text"] for m in shown}

    async def _act(self, actor: Actor, space: Workspace, person: Person, body: Json) -> Json:
        do = body["do"]
        if do == "command":
            return await actor.command(str(body["text"]), body.get("channel"))
        if do == "shortcut":
            return await actor.shortcut(str(body["callback_id"]))
        if do == "say":
            return {"said": actor.say(str(body["text"]), str(body["channel"])).ts}
        if do == "shortcut_on":
            return await actor.shortcut_on(
                str(body["callback_id"]), self._texts(space, person), str(body["with"])
            )
        if do == "click":
            texts = self._texts(space, person)
            return await actor.click(str(body["label"]), texts, body.get("with"), int(body.get("nth", -1)))
        if do == "choose":
            return await actor.choose(str(body["field"]), body.get("value"))
        if do == "press":
            return await actor.press(str(body["label"]), str(body.get("place", "modal")))
        if do == "fill":
            return await actor.fill(dict(body["values"]), str(body.get("place", "modal")))
        if do == "submit":
            return await actor.submit()
        if do == "close":
            return await actor.close(whole=bool(body.get("whole")))
        if do == "open_home":
            return await actor.open_home()
        raise CannotDo(f"nobody can {do!r}")


def _moment(said: Any) -> datetime:
    moment = datetime.fromisoformat(str(said))
    if moment.tzinfo is None:
        raise CannotDo(f"{said} has no time zone")
    return in_its_years(moment)
