"""A school whose Slack speaks Spanish meets no English sentence, from the set-up to the digest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.speech import speech
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.house.sentences import extracted

MADRID = ZoneInfo("Europe/Madrid")
CAST = ("Ada", "Petra", "Mateo", "Bea", "Wanda", "Samira", "Bruno", "Omar")


def english() -> Iterator[str]:
    """What no Spanish text contains: the fixed parts of every sentence, where its translation differs."""
    for message in extracted():
        for form in (message.id,) if isinstance(message.id, str) else message.id:
            said = speech("es").text(form)
            for part in re.split(r"\{\w+\}|[*`<>]|\n", form):
                if re.search(r"\w\w+ \w\w+", part.strip()) and part.strip() not in said:
                    yield part.strip()


class Reader:
    """Collects what people see as they see it: a modal is gone a moment later."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.read: dict[str, set[str]] = {person.name: set() for person in people}

    def look(self) -> None:
        for person in self.people:
            self.read[person.name].update(person.everything_visible().split("\n"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_meets_an_english_sentence(school: School) -> None:
    cast = {name: school.person(name, locale="es-ES", admin=name == "Ada") for name in CAST}
    reader = Reader(list(cast.values()))
    for act in story(school, cast):
        act()
        reader.look()
    left = sorted({part for part in english() for lines in reader.read.values() if part in "\n".join(lines)})
    assert left == []
    seen = "\n".join(line for lines in reader.read.values() for line in lines)
    for said in (
        "Configurar CodeBuddies",
        "Gracias por pedirlo. Ya estás en la lista.",
        "este es el canal de vuestro equipo",
        "Anotado: 1 h 30 el lunes 2 de marzo",
        "pide ayuda",
        "Alguien pide apoyo.",
        "Lo que tienes pendiente",
    ):
        assert said in seen, said


def story(school: School, cast: dict[str, Person]) -> Iterator[object]:
    """Everything a school does in a month, act by act."""
    yield lambda: cast["Omar"].types("/codebuddy")
    yield from set_up(cast)
    yield from become_a_team(school, cast)
    yield from work_together(school, cast)
    yield from ask_for_help(school, cast)
    for name in CAST:
        yield cast[name].opens_home
        yield lambda name=name: cast[name].types("/codebuddy")
        yield lambda name=name: cast[name].types("/codebuddy status")
    yield lambda: cast["Omar"].types("/codebuddy contacts")
    yield lambda: cast["Omar"].types("/codebuddy matsch")
    yield lambda: cast["Omar"].types("/logsession 2h")
    yield lambda: cast["Petra"].types("/codebuddy match")
    yield lambda: school.sandbox.advance_to(datetime(2026, 3, 30, 9, 5, tzinfo=MADRID))


def set_up(cast: dict[str, Person]) -> Iterator[object]:
    yield lambda: cast["Ada"].types("/codebuddy setup")
    yield lambda: cast["Ada"].submits(
        {
            "Coordinación del proyecto": cast["Petra"],
            "Correo de la coordinación del proyecto": "petra@school.example",
            "Coordinación del programa": cast["Mateo"],
            "Correo de la coordinación del programa": "mateo@school.example",
            "Suplencias": [cast["Bea"]],
            "Idioma del programa": "Español",
        }
    )
    yield lambda: cast["Ada"].closes(all=True)


def become_a_team(school: School, cast: dict[str, Person]) -> Iterator[object]:
    yield lambda: cast["Samira"].types("/codebuddy request")
    yield lambda: cast["Samira"].submits({"class": "Estoy en otra clase"})
    yield lambda: cast["Samira"].presses("Atrás")
    yield lambda: cast["Samira"].submits(
        {
            "class": "Web Development en español",
            "fluent": ["Español", "Árabe"],
            "topics": ["JavaScript"],
            "wish": "Me pierdo cuando la clase va rápido.",
        }
    )
    yield lambda: cast["Samira"].submits({"place": "En persona"})
    yield lambda: cast["Samira"].submits(
        {"city": "Barcelona", "traits": ["una mujer"], "place": "Las dos cosas me van bien"}
    )
    yield lambda: cast["Samira"].presses("Retirar")
    yield lambda: cast["Samira"].presses("Recuperarla")
    yield lambda: cast["Samira"].closes(all=True)
    yield from offer_and_talk(school, cast)
    yield lambda: cast["Petra"].clicks("Aprobar")
    yield lambda: cast["Bruno"].clicks("offer_accept")
    yield lambda: cast["Samira"].clicks("Aceptar")
    yield lambda: school.sandbox.advance(minutes=2)


def offer_and_talk(school: School, cast: dict[str, Person]) -> Iterator[object]:
    bruno, petra = cast["Bruno"], cast["Petra"]
    yield lambda: bruno.types("/codebuddy volunteer")
    yield lambda: bruno.submits(stories.OFFER | {"capacity": "2"})
    yield lambda: bruno.submits({"capacity": "2", "minutes": "4 h", "hello": "Hola, soy Bruno."})
    yield lambda: bruno.submits(stories.MEETING | {"conduct": ["is"]})
    yield lambda: bruno.presses("Atrás")
    yield lambda: bruno.submits_pages({}, stories.MEETING | {"times": ["mon_evening", "tue_morning"]})
    yield lambda: bruno.closes(all=True)
    yield lambda: petra.clicks("Proponer hablar un rato")
    yield lambda: school.sandbox.advance(minutes=1)
    yield bruno.opens_home
    yield lambda: petra.clicks("Aprobar")
    yield lambda: school.sandbox.advance(minutes=1)
    yield bruno.opens_home
    yield lambda: bruno.clicks_home("Sin sitio por ahora")
    yield lambda: bruno.clicks_home("Volver a aceptar estudiantes")


def work_together(school: School, cast: dict[str, Person]) -> Iterator[object]:
    samira = cast["Samira"]

    def log(text: str) -> None:
        samira.types(f"/logsession {text}", channel=school.team_channel(samira, cast["Bruno"]))

    yield lambda: log("1h30 hoy react")
    yield lambda: samira.clicks("Deshacer")
    yield lambda: log("muchas horas")
    yield lambda: samira.submits({"¿Cuánto tiempo?": "mucho"})
    yield lambda: samira.submits({"¿Cuánto tiempo?": "1h30"})
    yield lambda: samira.closes(all=True)
    yield lambda: school.sandbox.advance_to(datetime(2026, 3, 19, 17, 5, tzinfo=MADRID))
    yield lambda: school.sandbox.advance_to(datetime(2026, 3, 26, 17, 5, tzinfo=MADRID))


def ask_for_help(school: School, cast: dict[str, Person]) -> Iterator[object]:
    yield lambda: cast["Bruno"].types("/escalate")
    yield lambda: cast["Bruno"].submits({"door": "more"})
    yield lambda: cast["Bruno"].submits({"words": "¿Quién puede enseñarnos a probar?"})
    yield lambda: cast["Bruno"].closes(all=True)
    yield lambda: cast["Petra"].clicks("help_acknowledge")
    yield lambda: cast["Samira"].types("/codebuddy support")
    yield lambda: cast["Samira"].submits({"door": "talk"})
    yield lambda: cast["Samira"].submits({"words": "Duermo mal."})
    yield lambda: cast["Samira"].closes(all=True)
    yield lambda: cast["Mateo"].clicks("private_open")
    yield lambda: cast["Mateo"].closes(all=True)
