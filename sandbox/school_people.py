"""The made-up people of the little school, and what they say of themselves in the program's forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MADRID = "Europe/Madrid"


@dataclass(frozen=True)
class Member:
    """Somebody of the workspace, as Slack knows her."""

    name: str
    title: str
    locale: str = "en-US"
    tz: str = MADRID
    admin: bool = False


@dataclass(frozen=True)
class Form:
    """What somebody fills into a form, in the words that she reads there. `then`: its further pages."""

    who: str
    values: dict[str, Any]
    then: tuple[dict[str, Any], ...] = ()


ADMIN, PROJECT_MANAGER, PROGRAMME_MANAGER, BACKUP, WELLBEING = "Ada", "Petra", "Mateo", "Bea", "Wanda"

HELP_CHANNEL = "coding-help"
"""Where everybody asks who has a question of the course."""

MEMBERS = (
    Member(ADMIN, "admin of this workspace", admin=True),
    Member(PROJECT_MANAGER, "project manager"),
    Member(PROGRAMME_MANAGER, "programme manager", locale="es-ES"),
    Member(BACKUP, "backup"),
    Member(WELLBEING, "wellbeing contact"),
    Member("Samira", "student"),
    Member("Leyla", "student"),
    Member("Oksana", "student"),
    Member("Pilar", "student", locale="es-ES"),
    Member("Farid", "student"),
    Member("Yusuf", "student", locale="ar-EG"),
    Member("Bruno", "volunteer", locale="es-ES"),
    Member("Emre", "volunteer", tz="Europe/Istanbul"),
    Member("Inés", "volunteer", locale="es-ES"),
    Member("Kasia", "volunteer", tz="Europe/Warsaw"),
    Member("Tom", "volunteer", tz="Europe/London"),
    Member("Omar", "volunteer"),
)

SET_UP = Form(
    ADMIN,
    {
        "Project manager": PROJECT_MANAGER,
        "E-mail of the project manager": "petra@school.example",
        "Programme manager": PROGRAMME_MANAGER,
        "E-mail of the programme manager": "mateo@school.example",
        "Backups": [BACKUP],
        "Channel for coding questions": HELP_CHANNEL,
    },
)

IN_CONFIDENCE = {"Contactos de bienestar": [WELLBEING]}
"""What the programme manager alone fills in."""

EVERY_POINT = ["is", "is_not", "hours", "pass_on", "conduct"]
"""All boxes of the code of conduct, by what they stand for."""

OFFERS = (
    Form(
        "Bruno",
        {
            "¿Qué idiomas hablas bien?": ["Español", "Inglés"],
            "¿Con qué puedes ayudar?": ["React", "Git"],
            "¿Cuántas personas como máximo?": "1",
            "¿Cuánto tiempo tienes por semana, para todas?": "3 h",
            "Unas palabras de presentación": "Hola, soy Bruno. Llegué a esta ciudad hace ocho años y sé cómo es el primer año.",
        },
        (
            {
                "¿Cuándo podrías quedar?": [
                    "Martes por la noche",
                    "Jueves por la noche",
                    "Sábado por la mañana",
                ],
                "¿Dónde te gustaría quedar?": "Las dos cosas me van bien",
                "¿En qué ciudad?": "Barcelona",
                "Sobre mí, si quieres": ["alguien que vino de otro país"],
                "Léelo y marca cada punto": EVERY_POINT,
            },
        ),
    ),
    Form(
        "Emre",
        {
            "Which languages do you speak well?": ["Turkish"],
            "In which others do you get by?": ["English"],
            "What can you help with?": ["JavaScript", "Node", "Finding errors"],
            "How many students at most?": "2",
            "How much time do you have a week, for all of them?": "5 h",
            "A few words to your student": "Hello, I am Emre. I learned to code at night, after work, and I like questions.",
        },
        (
            {
                "When could you meet?": ["Monday evening", "Wednesday evening", "Saturday morning"],
                "Where would you like to meet?": "Online",
                "About me, if you like": ["somebody who changed careers"],
                "Please read and tick each": EVERY_POINT,
            },
        ),
    ),
    Form(
        "Inés",
        {
            "¿Qué idiomas hablas bien?": ["Español", "Catalán"],
            "¿Con qué puedes ayudar?": ["HTML y CSS", "Ánimo"],
            "¿Cuántas personas como máximo?": "1",
        },
        (
            {
                "¿Cuándo podrías quedar?": ["Miércoles por la mañana", "Viernes por la mañana"],
                "¿Dónde te gustaría quedar?": "En persona",
                "¿En qué ciudad?": "Girona",
                "Sobre mí, si quieres": ["una mujer", "madre o padre"],
                "Léelo y marca cada punto": EVERY_POINT,
            },
        ),
    ),
)
"""Of volunteers whom Petra has approved."""

LAST_OFFER = Form(
    "Kasia",
    {
        "Which languages do you speak well?": ["Polish"],
        "In which others do you get by?": ["Ukrainian"],
        "What can you help with?": ["HTML and CSS", "Databases"],
        "How many students at most?": "1",
        "A few words to your student": "Hello, I am Kasia. We will find the error together.",
    },
    (
        {
            "When could you meet?": ["Monday evening", "Sunday afternoon"],
            "Where would you like to meet?": "Both are fine",
            "In which city?": "Kraków",
            "About me, if you like": ["a woman"],
            "Please read and tick each": EVERY_POINT,
        },
    ),
)
"""Petra has not approved it yet; it would fit Oksana."""

FIRST_REQUEST = Form(
    "Samira",
    {
        "Which class are you in?": "Web Development in English",
        "Which languages do you speak well?": ["Arabic", "English"],
        "In which others do you get by?": ["Spanish"],
        "What is it about?": ["JavaScript", "React"],
        "What would you like help with?": "I get lost when the class goes fast, and I do not dare to ask.",
    },
    (
        {
            "When could you meet?": ["Tuesday evening", "Thursday evening", "Saturday morning"],
            "Where would you like to meet?": "Both are fine",
            "In which city?": "Barcelona",
        },
    ),
)

LAST_REQUEST = Form(
    "Oksana",
    {
        "Which class are you in?": "Web Development in English",
        "Which languages do you speak well?": ["Ukrainian", "Polish"],
        "What is it about?": ["Databases"],
        "What would you like help with?": "I would like to look at my project with somebody.",
    },
    (
        {
            "When could you meet?": ["Monday evening", "Sunday afternoon"],
            "Where would you like to meet?": "Online",
        },
    ),
)
"""Nobody who is approved speaks her languages."""
