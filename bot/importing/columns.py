"""What a column of the file may be called: in English or Spanish, as forms and spreadsheets name it."""

from __future__ import annotations

from enum import StrEnum

from bot.speech import alphabetic


class Field(StrEnum):
    """What is read from a row."""

    KIND = "kind"
    PERSON = "person"
    CLASS = "class"
    FLUENT = "fluent"
    GETTING_BY = "getting_by"
    TOPICS = "topics"
    WISH = "wish"
    NOTE = "note"
    TIMES = "times"
    PLACE = "place"
    CITY = "city"
    SINCE = "since"
    GUARDIAN = "guardian"
    CAPACITY = "capacity"
    HOURS = "hours"
    HELLO = "hello"
    APPROVED = "approved"


CALLED: dict[Field, tuple[str, ...]] = {
    Field.KIND: ("kind", "type", "role", "tipo", "rol"),
    Field.PERSON: (
        "e-mail", "email", "mail", "e-mail address", "email address", "slack id", "slack user id", "user id",
        "slack", "person", "correo", "correo electrónico", "persona",
    ),
    Field.CLASS: ("class", "course", "cohort", "group", "clase", "curso", "grupo", "cohorte"),
    Field.FLUENT: (
        "languages", "language", "fluent", "languages spoken well", "idiomas", "idioma", "lenguas",
    ),
    Field.GETTING_BY: ("getting by", "other languages", "some", "languages getting by", "otros idiomas"),
    Field.TOPICS: ("topics", "topic", "skills", "technologies", "temas", "tema", "tecnologías"),
    Field.WISH: (
        "wish", "help wanted", "what would you like help with", "message",
        "ayuda", "mensaje", "con qué necesitas ayuda",
    ),
    Field.NOTE: ("note", "notes", "notes for managers", "nota", "notas"),
    Field.TIMES: ("times", "when", "availability", "available", "cuándo", "disponibilidad", "horario"),
    Field.PLACE: ("place", "where", "remote or in person", "modality", "lugar", "dónde", "modalidad"),
    Field.CITY: ("city", "town", "ciudad"),
    Field.SINCE: (
        "date", "since", "asked on", "offered on", "created", "created time", "submitted", "timestamp",
        "fecha", "fecha de petición", "fecha de solicitud", "fecha de creación", "marca temporal",
    ),
    Field.GUARDIAN: ("guardian", "age", "edad", "tutor"),
    Field.CAPACITY: ("capacity", "students", "how many students", "capacidad", "estudiantes"),
    Field.HOURS: ("hours", "hours a week", "hours per week", "weekly hours", "horas", "horas por semana"),
    Field.HELLO: ("hello", "introduction", "bio", "about you", "about me", "presentación", "sobre mí"),
    Field.APPROVED: ("approved", "screened", "aprobado", "aprobada", "aprobación"),
}  # fmt: skip
"""The first name is the one that the program says; docs/IMPORT.md names them all."""


def field_of(name: str) -> Field | None:
    """The field that a column's name stands for; None for one that is not read."""
    return _FIELDS.get(_plain(name))


def _plain(name: str) -> str:
    return " ".join(alphabetic(name).replace("_", " ").strip(" ?¿*:").split())


_FIELDS = {_plain(name): field for field, names in CALLED.items() for name in names}
