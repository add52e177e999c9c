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
