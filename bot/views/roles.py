"""The roles of those who run a programme, by name."""

from bot.speech import Speech
from models.enums import Role


def names(say: Speech) -> dict[Role, str]:
    return {
        Role.PROJECT_MANAGER: say.text("Project manager"),
        Role.PROGRAMME_MANAGER: say.text("Programme manager"),
        Role.BACKUP: say.text("Backup"),
        Role.WELLBEING: say.text("Wellbeing contact"),
        Role.PRACTICAL: say.text("Practical help"),
        Role.STAND_IN: say.text("Stand-in"),
    }


def of_student(user_id: str, say: Speech) -> str:
    """To whoever gives a role to a student: it may be, and is said."""
    return say.text(
        "⚠️ <@{user}> is a student of this programme. Managers see everybody's hours, and notes about people. That may be right: it is for you to decide.",
        user=user_id,
    )


def student_in_confidence(user_id: str, say: Speech) -> str:
    """To the programme manager, who names a student for help in confidence."""
    return say.text(
        "⚠️ <@{user}> is a student of this programme, and can now be sent what other students ask in confidence. That may be right: it is for you to decide.",
        user=user_id,
    )
