"""The code of conduct and the checklist that a volunteer ticks before the first student, in words.

Whoever changes what they ask of people gives them a new `VERSION` in `rules/conduct.py`.
"""

from __future__ import annotations

from bot.speech import Speech


def text(say: Speech) -> str:
    """The code of conduct."""
    return "\n".join(
        [
            say.text("*Code of conduct*"),
            say.text("• Be kind and patient. Every question is welcome, and none is too small."),
            say.text(
                "• Treat all people with respect. It does not matter where they come from, how old they are or what they know. Language, gender and religion do not matter, either."
            ),
            say.text(
                "• What your student tells you stays with you. If you fear that somebody is in danger, tell the people who run CodeBuddies at once."
            ),
            say.text("• Meet online or in a public place."),
            say.text("• No flirting, no money, no advertising."),
            say.text(
                "• Something is not right, for you or for your student? Press “I need help”: nobody has to stay in a team that does not do them good."
            ),
        ]
    )


def points(weekly_minutes: int, say: Speech) -> dict[str, str]:
    """What is ticked; the keys are those of `rules.conduct.POINTS`. Slack shows 75 characters of each."""
    return {
        "is": say.text("A buddy explains, listens and gives courage. The student sets the pace."),
        "is_not": say.text("A buddy is no teacher or therapist, and does nobody's homework."),
        "hours": say.text(
            "Each student gets about {hours} a week. I say when I cannot.", hours=say.hours(weekly_minutes)
        ),
        "pass_on": say.text("What is too much for me I pass on: I press “I need help”."),
        "conduct": say.text("I have read the code of conduct above and keep to it."),
    }
