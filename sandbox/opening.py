"""The little school opens: played up to today, its clock running, until it is ended."""

from __future__ import annotations

import os
import sys
import webbrowser
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from sandbox import school
from sandbox.backstage import Backstage, NoProgram, performance, pretend_slack

A_MOMENT = 0.1
"""Real seconds between two looks at the program."""


def hold_open(ended: Event, *, played: bool) -> int:
    """Open the school, hold it open until `ended`, and open it anew as often as a visitor asks. An exit status.

    `played` False: the same people, and nothing has happened. This thread only waits, so that it can end
    everything at any moment; another one makes the people act.
    """
    print("The school opens in a few seconds ...", flush=True)
    with ThreadPoolExecutor(1) as people, pretend_slack() as server:
        asked = Event()
        greets = True
        server.hub.anew = asked.set
        while not ended.is_set():
            asked.clear()
            server.hub.is_opening = True
            with performance(server, school.BEGINS, "Little School") as behind:
                opening = people.submit(_open, behind, played)
                while not ended.wait(A_MOMENT) and not opening.done() and behind.program.exit_status is None:
                    pass
                if not ended.is_set() and (not opening.done() or opening.exception()):
                    return _failed(behind, opening)
                server.hub.is_opening = False
                if greets and not ended.is_set():
                    _greet(behind.sandbox.url, played)
                greets = False
                _watch(behind, ended, asked)
    return 0


def _open(behind: Backstage, played: bool) -> None:
    behind.program.wait_until_connected()
    little = school.found(behind.sandbox, behind.school)
    if played:
        school.play(little)
    behind.sandbox.set_clock(school.TODAY, running=True)


def _greet(url: str, played: bool) -> None:
    print(f"A made-up school in a pretend Slack, with the real program at work in it: {url}/")
    if played:
        print(
            "Be anybody, press anything, move the clock; the tour shows the whole programme in eight steps."
        )
    else:
        print("Nothing has happened in it yet: be Ada, an admin, and type /codebuddy setup.")
    print("Ctrl-C ends everything; nothing is kept.", flush=True)
    if sys.stdout.isatty() and _has_display():
        webbrowser.open(url)


def _has_display() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _watch(behind: Backstage, ended: Event, asked: Event) -> None:
    """Until the end, or until it is to begin anew; should the program end before, say so."""
    told = False
    while not ended.wait(A_MOMENT) and not asked.is_set():
        if behind.program.exit_status is not None and not told:
            told = True
            print(f"\n{_died(behind)}\nAll it wrote is in {behind.program.log} until you press Ctrl-C.")
            print("The pretend Slack stays up without it. To begin anew: Ctrl-C, then make demo.", flush=True)


def _died(behind: Backstage) -> str:
    status, words = behind.program.exit_status, behind.program.last_words
    return f"The program has ended by itself (exit status {status}). The last lines it wrote:\n{words}"


def _failed(behind: Backstage, opening: Future[None]) -> int:
    """Say why the school could not be opened; what is no fault of the program is raised."""
    trouble = opening.exception() if opening.done() else None
    if behind.program.exit_status is not None:
        print(_died(behind), file=sys.stderr)
    elif isinstance(trouble, NoProgram):
        print(trouble, file=sys.stderr)
    elif trouble is not None:
        raise trouble
    return 1
