"""The page: two people's screens side by side, the clock above them, and a stream that says when to look again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import trouble
from sandbox.acts import Actor
from sandbox.clockport import ClockError
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.page import arrivals, bar, handed, inspector, trouble_forms
from sandbox.page.drawing import draw
from sandbox.page.hands import Form, Hands
from sandbox.page.screen import HOME, Eyes, Screen
from sandbox.page.unread import Unread
from sandbox.tour import Tour
from sandbox.world import Person, Workspace

SIDES = ("left", "right")
STATIC = Path(__file__).parent / "static"

AWAY = timedelta(hours=1)
"""Whoever has her Home before her for so long has looked elsewhere meanwhile, and opens it anew as she comes back."""
AT_THE_BEGINNING = Response(status_code=204, headers={"HX-Redirect": "/"})
"""For a page whose workspace is not there any more."""
UNSURE = "unsure"
"""What the page hears of a bar that will be another one in a moment."""
LOOKS_AGAIN = 20
"""Times, at most, while nothing changes: what is just about to happen may fail again and again."""


class NotThere(Exception):
    """An address of the page that leads to nothing; the words say what is missing."""


class Page:
    """All endpoints of the page. What cannot be done is said in the pane where somebody tried."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.unread = Unread()
        self._tours: dict[str, Tour] = {}
        self._opened: dict[tuple[str, str], datetime] = {}
        """Workspace and person → when she opened her Home last."""
        self._unsure: Counter[int] = Counter()
        """State of the school → how often a page has been told to look again."""

    def routes(self) -> list[BaseRoute]:
        pane = "/page/{team}/{side}"
        acts = {
            "press": self._press,
            "change": self._change,
            "submit": self._submit,
            "keep": self._keep,
            "close": self._close,
        }
        return [
            Route("/", self.whole),
            Route("/page/events", self.events),
            Route("/page/{team}/bar", self.bar),
            Route("/page/{team}/clock", self.clock, methods=["POST"]),
            Route("/page/{team}/tour", self.tour, methods=["POST"]),
            Route("/page/{team}/tour/on", self.tour_on, methods=["POST"]),
            Route("/page/{team}/anew", self.anew, methods=["POST"]),
            Route("/page/{team}/inspector", self.inspector),
            Route("/page/{team}/fault", self.fault, methods=["POST"]),
            Route(pane, self.pane),
            Route(pane + "/news", self.news),
            Route(pane + "/file", self.file),
            *(Route(f"{pane}/{name}", self._act(work), methods=["POST"]) for name, work in acts.items()),
            Route(pane + "/say", self._act(self._say), methods=["POST"]),
            Route(pane + "/shortcut", self._act(self._shortcut), methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    # whole screens --------------------------------------------------------------------------------

    async def whole(self, request: Request) -> Response:
        """`left`, `right`: who looks; `at`, `there`: where; all of them may be left out."""
        if self.hub.is_opening:
            return HTMLResponse(draw("opening.html"))
        asked = request.query_params
        spaces = list(self.hub.world.workspaces.values())
        space = self.hub.world.workspaces.get(asked.get("team", "")) or (spaces[0] if spaces else None)
        if space is None or not _people(space):
            return HTMLResponse(draw("empty.html", url=self.hub.base_url))
        people = {person.id: person for person in _people(space)}
        left = people.get(asked.get("left", "")) or self._first(space)
        right = people.get(asked.get("right", ""))
        screens = [await self._screen(space, "left", left, asked.get("at", HOME), opens=True)]
        if right is not None:
            screens.append(await self._screen(space, "right", right, asked.get("there", HOME), opens=True))
        return HTMLResponse(
            draw(
                "page.html",
                space=space,
                spaces=spaces,
                people=_people(space),
                screens=screens,
                came=None,
                command=self.hub.command,
                bar=await bar.look(self.hub, space, self._tour(space)),
                rows=inspector.rows(space, "") if "inspect" in asked else None,
                faults=trouble.in_words(self.hub.faults),
            )
        )

    async def pane(self, request: Request) -> Response:
        """One pane anew: another person, or another place. Going to Home opens it, as in Slack."""
        try:
            space, side, who = self._at(request)
        except NotThere as problem:
            return HTMLResponse(str(problem), status_code=404)
        screen = await self._screen(space, side, who, request.query_params.get("place", HOME), opens=True)
        return HTMLResponse(draw("pane.html", space=space, people=_people(space), screen=screen))

    async def file(self, request: Request) -> Response:
        try:
            space, _, who = self._at(request)
        except NotThere as problem:
            return HTMLResponse(str(problem), status_code=404)
        return handed.bring(space, who, request.query_params.get("file", ""))

    async def news(self, request: Request) -> Response:
        """What a pane shows now, to be put in place of what it showed."""
        try:
            space, side, who = self._at(request)
        except NotThere:
            return Response(status_code=204)
        return await self._news(space, side, who, request.query_params.get("place", HOME))

    async def _news(
        self, space: Workspace, side: str, who: Person, place: str, note: str | None = None
    ) -> Response:
        """`note`: what an act was answered ("": it worked). News that come by themselves leave the last one."""
        headers = {"Page-Version": str(self.hub.changes.number)} | ({"Page-Refused": "1"} if note else {})
        screen = await self._screen(space, side, who, place, opens=note is None and self._is_back(space, who))
        return HTMLResponse(draw("news.html", space=space, screen=screen, note=note), headers=headers)

    async def _screen(self, space: Workspace, side: str, who: Person, place: str, *, opens: bool) -> Screen:
        eyes = Eyes(self.hub, space, who, side, self.unread)
        if place == HOME and opens and not who.deleted:
            self._opened[space.id, who.id] = self.hub.clock.now()
            await Actor(self.hub, space, who).open_home()
        return eyes.screen(place)

    def _is_back(self, space: Workspace, who: Person) -> bool:
        now = self.hub.clock.now()
        return now - self._opened.get((space.id, who.id), now) >= AWAY

    # acts -----------------------------------------------------------------------------------------

    def _act(
        self, work: Callable[[Workspace, Person, Request, Form], Awaitable[None]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                space, side, who = self._at(request)
            except NotThere as problem:
                return HTMLResponse(str(problem), status_code=404)
            form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
            note = ""
            try:
                await work(space, who, request, form)
            except (CannotDo, ClockError, ValueError) as problem:
                note = str(problem)
            self.hub.changes.note()
            return await self._news(space, side, who, request.query_params.get("place", HOME), note)

        return endpoint

    async def _press(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        await Hands(self.hub, space, who).press(request.query_params, form)

    async def _change(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        await Hands(self.hub, space, who).change(request.query_params, form)

    async def _submit(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        await Hands(self.hub, space, who).submit(request.query_params.get("view", ""), form)

    async def _keep(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        await Hands(self.hub, space, who).keep(request.query_params.get("view", ""), form)

    async def _close(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        view, whole = request.query_params.get("view", ""), "whole" in request.query_params
        await Hands(self.hub, space, who).close(view, whole=whole)

    async def _say(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        text, channel = form.get("text", [""])[0], request.query_params.get("place", HOME)
        actor = Actor(self.hub, space, who)
        if text.startswith("/"):
            await actor.command(text, channel)
        else:
            actor.say(text, channel)

    async def _shortcut(self, space: Workspace, who: Person, request: Request, form: Form) -> None:
        await Actor(self.hub, space, who).shortcut(form.get("callback", [""])[0])

    # above the panes ------------------------------------------------------------------------------

    async def bar(self, request: Request) -> Response:
        space = self._space(request)
        if space is None or self.hub.is_opening:
            return AT_THE_BEGINNING
        return await self._bar(space)

    async def clock(self, request: Request) -> Response:
        """Move the clock by `by`: hour, day, week or next."""
        space = self._space(request)
        if space is None:
            return Response(status_code=404)
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        note, before, begun, zone = "", space.last_ts, bar.moment(self.hub, space), bar.zone_of(space)
        try:
            await bar.move(self.hub, form.get("by", [""])[0], zone)
        except KeyError:
            note = "The clock moves by an hour, a day, a week, or to what is next."
        except ClockError as problem:
            note = str(problem)
        self.hub.changes.note()
        found = arrivals.since(space, before, zone)
        return await self._bar(space, note, arrivals.Came(begun, bar.moment(self.hub, space), found))

    async def tour(self, request: Request) -> Response:
        """Do the tour's current step for the visitor."""
        space = self._space(request)
        if space is None:
            return Response(status_code=404)
        note = ""
        tour = self._tour(space)
        try:
            await tour.do()
        except (CannotDo, ClockError) as problem:
            note = "" if tour.is_stuck else str(problem)
        self.hub.changes.note()
        return await self._bar(space, note)

    async def tour_on(self, request: Request) -> Response:
        """Go on without the tour's current step."""
        space = self._space(request)
        if space is None:
            return Response(status_code=404)
        self._tour(space).leave_out()
        self.hub.changes.note()
        return await self._bar(space, "")

    async def anew(self, _: Request) -> Response:
        """Everything begins again, where whoever holds the sandbox open can do that."""
        if self.hub.anew is None:
            return Response(status_code=404)
        self.hub.is_opening = True
        self.hub.anew()
        return AT_THE_BEGINNING

    async def _bar(
        self, space: Workspace, note: str | None = None, came: arrivals.Came | None = None
    ) -> Response:
        """`note`: what an act was answered ("": it worked); `came`: what arrived while the clock was moved."""
        number = self.hub.changes.number
        headers = {"Page-Version": str(number)}
        looked = await bar.look(self.hub, space, self._tour(space))
        if looked.guide is not None and looked.guide.is_unsure:
            self._unsure = Counter({number: self._unsure[number] + 1})
            if self._unsure[number] <= LOOKS_AGAIN:
                headers["HX-Trigger"] = UNSURE
        return HTMLResponse(draw("bar.html", space=space, bar=looked, note=note, came=came), headers=headers)

    async def inspector(self, request: Request) -> Response:
        space = self._space(request)
        if space is None:
            return Response(status_code=404)
        wanted = request.query_params.get("find", "")
        rows = draw("inspector_rows.html", rows=inspector.rows(space, wanted), wanted=wanted)
        faults = draw("faults_set.html", faults=trouble.in_words(self.hub.faults), beside=True)
        return HTMLResponse(rows + faults)

    async def fault(self, request: Request) -> Response:
        """Something goes wrong with the pretend Slack, or no longer."""
        space = self._space(request)
        if space is None:
            return Response(status_code=404)
        note, form = "", parse_qs((await request.body()).decode("utf-8", "replace"))
        try:
            await trouble_forms.cause(self.hub, space, form)
        except (CannotDo, ValueError) as problem:
            note = str(problem)
        self.hub.changes.note()
        if "from" in form:
            return await self._bar(space)
        words = trouble.in_words(self.hub.faults)
        return HTMLResponse(draw("faults.html", space=space, faults=words, note=note, oob=True))

    async def events(self, _: Request) -> Response:
        """Server-sent events: "change" whenever something has changed."""
        return StreamingResponse(
            self._stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _stream(self) -> AsyncIterator[str]:
        number = self.hub.changes.number
        yield ": the page is connected\n\n"
        while True:
            number = await self.hub.changes.after(number)
            yield f"event: change\ndata: {json.dumps(number)}\n\n"

    # who and where --------------------------------------------------------------------------------

    def _space(self, request: Request) -> Workspace | None:
        return self.hub.world.workspaces.get(request.path_params["team"])

    def _at(self, request: Request) -> tuple[Workspace, str, Person]:
        space, side = self._space(request), request.path_params["side"]
        if space is None or side not in SIDES:
            raise NotThere("There is no such workspace or pane. Reload the page.")
        who = space.people.get(request.query_params.get("who", ""))
        if who is None or who.is_bot:
            raise NotThere("There is no such person. Reload the page.")
        return space, side, who

    def _tour(self, space: Workspace) -> Tour:
        if space.id not in self._tours:
            self._tours[space.id] = Tour(self.hub, space)
        return self._tours[space.id]

    def _first(self, space: Workspace) -> Person:
        """Who a visitor is at first: the person of the tour's step, else the first by name."""
        guide = bar.guide(space, self._tour(space))
        return (guide.who if guide else None) or _people(space)[0]


def _people(space: Workspace) -> list[Person]:
    return sorted((p for p in space.people.values() if not p.is_bot), key=lambda p: p.real_name)
