"""`make story`: four weeks of a made-up school, told while they happen in a pretend Slack.

Everything is real but Slack: the program runs in a process of its own, on SQLite in a temporary folder. Each
screen is printed as the person named above it has it, and as nobody else does.
"""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console

from sandbox.people import Channel, Person
from sandbox.stage import ZONE, Stage, stage


@dataclass(frozen=True)
class Cast:
    """Made-up people of a made-up school."""

    ada: Person
    petra: Person
    mateo: Person
    bea: Person
    wanda: Person
    samira: Person
    bruno: Person
    omar: Person


def enter(at: Stage) -> Cast:
    school, madrid = at.school, "Europe/Madrid"
    return Cast(
        ada=school.person("Ada", admin=True, tz=madrid),
        petra=school.person("Petra", tz=madrid),
        mateo=school.person("Mateo", locale="es-ES", tz=madrid),
        bea=school.person("Bea", tz=madrid),
        wanda=school.person("Wanda", tz=madrid),
        samira=school.person("Samira", tz=madrid),
        bruno=school.person("Bruno", locale="es-ES", tz=madrid),
        omar=school.person("Omar", tz=madrid),
    )


def set_up(at: Stage, cast: Cast) -> None:
    at.scene("A school begins")
    at.tells(
        "Ada is an admin of the workspace. Petra, a volunteer, leads the buddy programme; Mateo is the second "
        "contact, and the door to help in confidence; Bea stands in when both are away."
    )
    at.does(cast.ada, "types /codebuddy setup, and says who answers for what")
    cast.ada.types("/codebuddy setup")
    cast.ada.submits(
        {
            "Project manager": cast.petra,
            "E-mail of the project manager": "petra@school.example",
            "Programme manager": cast.mateo,
            "E-mail of the programme manager": "mateo@school.example",
            "Backups": [cast.bea],
        }
    )
    at.modal(cast.ada, "the form, saved")
    cast.ada.closes(all=True)
    at.news(cast.mateo)


def ask(at: Stage, cast: Cast) -> None:
    at.scene("Samira asks for a buddy")
    at.does(cast.samira, "types /codebuddy request")
    cast.samira.types("/codebuddy request")
    at.modal(cast.samira)
    cast.samira.submits(
        {
            "class": "Web Development in English",
            "fluent": ["Arabic", "English"],
            "topics": ["JavaScript", "React"],
            "wish": "I get lost when the class goes fast, and I do not dare to ask.",
        }
    )
    at.modal(cast.samira, "the second page")
    cast.samira.submits({"times": ["Tuesday evening", "Thursday evening"], "place": "Online"})
    at.modal(cast.samira, "the form, sent")
    cast.samira.closes(all=True)


def offer(at: Stage, cast: Cast) -> None:
    at.scene("Bruno offers to be a buddy")
    at.does(cast.bruno, "types /codebuddy volunteer (his Slack speaks Spanish)")
    cast.bruno.types("/codebuddy volunteer")
    cast.bruno.submits(
        {
            "fluent": ["Español"],
            "getting_by": ["Inglés"],
            "topics": ["React", "Git"],
            "capacity": "2",
            "minutes": "4 h",
            "hello": "Hola, soy Bruno. Llegué a esta ciudad hace ocho años y sé cómo es el primer año.",
        }
    )
    at.modal(cast.bruno, "the second page: when and where, and the code of conduct")
    cast.bruno.submits(
        {
            "times": ["Martes por la noche", "Jueves por la noche"],
            "place": "Las dos cosas me van bien",
            "city": "Barcelona",
            "conduct": ["is", "is_not", "hours", "pass_on", "conduct"],
        }
    )
    at.modal(cast.bruno, "the form, sent")
    cast.bruno.closes(all=True)
    at.tells("\nNobody is proposed to a student before a manager has looked.")
    at.news(cast.petra)
    at.does(cast.petra, "presses Approve")
    cast.petra.clicks("Approve")
    at.news(cast.bruno)


def match(at: Stage, cast: Cast) -> Channel:
    at.news(cast.petra, quietly=True)
    at.sandbox.advance(minutes=1)
    at.scene("A possible team, and three people who say yes")
    at.news(cast.petra)
    at.does(cast.petra, "presses Approve")
    cast.petra.clicks("Approve")
    at.news(cast.bruno)
    at.does(cast.bruno, "accepts")
    cast.bruno.clicks("offer_accept")
    at.news(cast.samira)
    at.does(cast.samira, "accepts")
    cast.samira.clicks("Accept")
    at.sandbox.advance(minutes=2)
    channel = at.school.channel_of(cast.samira, cast.bruno)
    at.channel(cast.samira, channel)
    names = {person.id: person.name for person in at.school.people()}
    at.tells(
        "\nIn the private channel: " + ", ".join(sorted(names.get(m, "CodeBuddies") for m in channel.members))
    )
    at.news(cast.petra)
    return channel


def log(at: Stage, cast: Cast, channel: Channel) -> None:
    at.sandbox.advance_to(_at(4, 12))
    at.scene("The introduction, and a first session")
    at.does(cast.petra, "has met both, and presses “We have met”")
    cast.petra.clicks("We have met")
    at.news(cast.petra)
    at.sandbox.advance_to(_at(5, 18))
    at.does(cast.samira, "types /logsession 1h30 yesterday react hooks")
    cast.samira.types("/logsession 1h30 yesterday react hooks", channel=channel)
    at.answer(cast.samira)
    at.channel(cast.bruno, channel)
    at.does(cast.bruno, "types /logsession 45 min hoy")
    cast.bruno.types("/logsession 45 min hoy", channel=channel)
    at.answer(cast.bruno)


def nudge(at: Stage, cast: Cast, channel: Channel) -> None:
    at.sandbox.advance_to(_at(19, 17, 5))
    at.scene("Two quiet weeks, and one kind nudge")
    at.channel(cast.samira, channel)
    at.does(cast.samira, "types /logsession 2h")
    cast.samira.types("/logsession 2h", channel=channel)
    at.answer(cast.samira)


def more_help(at: Stage, cast: Cast, channel: Channel) -> None:
    at.scene("“I need help”: the first door, more support")
    at.does(cast.bruno, "presses “I need help” in the pinned welcome")
    cast.bruno.clicks("help_open")
    at.modal(cast.bruno)
    cast.bruno.submits({"door": "more"})
    cast.bruno.submits({"words": "Testing libraries are new to me too. Who could show us?"})
    at.modal(cast.bruno, "the form, sent")
    cast.bruno.closes(all=True)
    at.news(cast.petra)
    at.does(cast.petra, "presses “I look after it”")
    cast.petra.clicks("I look after it")
    at.news(cast.bruno)


def in_confidence(at: Stage, cast: Cast, channel: Channel) -> None:
    at.scene("“I need help”: the second door, in confidence")
    others = (cast.bruno, cast.petra, cast.bea, cast.ada, cast.wanda)
    before = {other.id: other.dm_texts() for other in others}
    at.does(cast.samira, "types /escalate")
    cast.samira.types("/escalate")
    at.modal(cast.samira)
    cast.samira.submits({"door": "talk"})
    cast.samira.submits({"words": "I sleep badly and cannot think in class."})
    at.modal(cast.samira, "the form, sent")
    cast.samira.closes(all=True)
    at.news(cast.mateo)
    at.does(cast.mateo, "opens it")
    cast.mateo.clicks("private_open")
    at.modal(cast.mateo, "a form that only he can open")
    cast.mateo.closes(all=True)
    at.tells("\nAnd everybody else, looked up at this moment:")
    for other in others:
        other.does_not_see("sleep badly")
        fresh = [text for text in other.dm_texts() if text not in before[other.id]]
        at.shows(other, "new since then", "\n".join(fresh))


def digest(at: Stage, cast: Cast) -> None:
    at.sandbox.advance_to(_at(30, 8))
    at.news(cast.petra, quietly=True)
    at.sandbox.advance_to(_at(30, 9, 5))
    at.scene("Monday morning: the week in one message")
    at.news(cast.petra)


def home(at: Stage, cast: Cast) -> None:
    at.scene("And everybody's Home")
    for person in (cast.samira, cast.petra, cast.omar):
        person.opens_home()
        at.shows(person, "Home", person.home_text())


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Madrid; the clocks go forward on the 29th."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def play(at: Stage) -> None:
    """The whole story, in order."""
    cast = enter(at)
    set_up(at, cast)
    ask(at, cast)
    offer(at, cast)
    channel = match(at, cast)
    log(at, cast, channel)
    nudge(at, cast, channel)
    more_help(at, cast, channel)
    in_confidence(at, cast, channel)
    digest(at, cast)
    home(at, cast)


def main() -> None:
    console = Console(width=min(Console().width, 100), highlight=False)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _end(ended))
    with stage(console) as at:
        play(at)
        at.sandbox.set_clock(at.sandbox.now, running=True)
        at.scene("The school goes on")
        at.tells(
            f"The pretend Slack stays up at {at.sandbox.url}, with the program in it. Ctrl-C ends both; nothing is kept."
        )
        ended.wait()
    console.print("\nEnded. Nothing was kept.")


def _end(ended: threading.Event) -> None:
    """The first Ctrl-C ends it, in the middle of the story too."""
    if not ended.is_set():
        ended.set()
        raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nEnded. Nothing was kept.")
        sys.exit(0)
