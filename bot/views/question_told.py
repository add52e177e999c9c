"""What becomes of a question to the help channel: messages to whoever asked, and to managers."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.services.channel_answers import Answer
from bot.services.channel_questions import Asked
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message


def posted(asked: Asked, language: str) -> Message:
    """It is in the channel; here it can be taken back."""
    say = speech(language)
    text = say.text(
        "Your question is posted: {where}. I write to you when somebody answers.",
        where=_where(asked.link, asked, say),
    )
    if asked.asked_by is None:
        text += "\n" + _own_name(say)
    return Message(
        text, (kit.section("posted", text), *_which(asked), kit.buttons("posted_do", _take_back(asked, say)))
    )


def stuck(asked: Asked, manager: str | None, language: str) -> Message:
    """Slack did not take it."""
    say = speech(language)
    lines = [
        say.text(
            "I could not post your question in <#{channel}>. It is kept, and it is not your fault.",
            channel=asked.channel_id,
        ),
        say.text(
            "The people who run CodeBuddies can see this on their list. When it works again, I post it by myself."
        ),
    ]
    if manager is not None:
        lines.append(say.text("If it is urgent, please write to <@{manager}>.", manager=manager))
    text = "\n".join(lines)
    again = kit.button(say.text("Try again"), ids.QUESTION_AGAIN, asked.id, style="primary")
    return Message(
        text,
        (kit.section("stuck", text), *_which(asked), kit.buttons("stuck_do", again, _take_back(asked, say))),
    )


def told(asked: Asked, answer: Answer, language: str) -> Message:
    """Somebody has answered: where, or, where the thread could not be reached, the words themselves."""
    say = speech(language)
    blocks: list[Block]
    if answer.link is None and answer.words is not None:
        text = say.text("<@{user}> has answered your question:", user=answer.answered_by)
        blocks = [kit.quote("answer", answer.words, text)]
    else:
        text = say.text(
            "<@{user}> has answered your question: {where}.",
            user=answer.answered_by,
            where=_where(answer.link, asked, say),
        )
        blocks = [kit.section("told", text)]
    helped = kit.button(say.text("That helped"), ids.QUESTION_HELPED, asked.id, style="primary")
    still = kit.button(say.text("I still need help"), ids.QUESTION_STILL, asked.id)
    return Message(
        text, (*_which(asked), *blocks, kit.buttons("told_do", helped, still, _take_back(asked, say)))
    )


def helped(language: str) -> Message:
    return Message(
        speech(language).text("Good to hear. In the channel it now says that an answer has helped.")
    )


def still(language: str, *, named: bool) -> Message:
    say = speech(language)
    again = say.text("Your question is open again, and its post says so.")
    more = say.text("You can write more in its thread.") if named else _own_name(say)
    return Message(f"{again} {more}")


def withdrawn(language: str) -> Message:
    return Message(
        speech(language).text(
            "Your question is taken back. What you wrote is gone from the channel and from here."
        )
    )


def tries_again(language: str) -> Message:
    return Message(speech(language).text("I try once more, and write to you what became of it."))


def waiting(asked: Asked, language: str) -> Message:
    """To a manager: nobody has answered."""
    say = speech(language)
    text = say.text(
        "A question in <#{channel}> has had no answer for four working hours: {where}. Please look who could help.",
        channel=asked.channel_id,
        where=_where(asked.link, asked, say),
    )
    return Message(text, (kit.section("waiting", text),))


def not_in_channel(channel_id: str, language: str) -> Message:
    """To whoever has chosen the channel."""
    say = speech(language)
    text = say.text(
        "I cannot write in <#{channel}>: I am not in it, or it is archived. Please open that channel and type `/invite @CodeBuddies`, then press “Try again” here. Until then questions are kept.",
        channel=channel_id,
    )
    again = channel_again_button(channel_id, say)
    return Message(text, (kit.section("not_in", text), kit.buttons("not_in_do", again)))


def channel_again_button(channel_id: str, say: Speech) -> Button:
    """Somebody has let the program into the channel, or should have."""
    return kit.button(say.text("Try again"), ids.HELP_CHANNEL_AGAIN, channel_id, style="primary")


def channel_tries_again(channel_id: str, language: str) -> Message:
    return Message(
        speech(language).text(
            "I try to say hello in <#{channel}>. If it does not work, I write to you again.",
            channel=channel_id,
        )
    )


def _which(asked: Asked) -> list[Block]:
    """The beginning of the question: she may have asked several."""
    if asked.words is None:
        return []
    return [kit.quote("which", kit.cut(" ".join(asked.words.want.split()), 150))]


def _own_name(say: Speech) -> str:
    """To somebody who has asked without a name."""
    return say.text(
        "If you write in the thread yourself, people see your name there. To add something without it, ask a new question: `/codebuddy ask`."
    )


def _take_back(asked: Asked, say: Speech) -> Button:
    sure = (
        say.text("Take it back?"),
        say.text("What you wrote is deleted in the channel. Answers in the thread stay."),
        say.text("Take it back"),
        say.text("Keep it"),
    )
    return kit.button(say.text("Take the question back"), ids.QUESTION_WITHDRAW, asked.id, sure=sure)


def _where(link: str | None, asked: Asked, say: Speech) -> str:
    """A link with words; the channel alone where Slack did not tell the link."""
    if link is None:
        return f"<#{asked.channel_id}>"
    words = say.text("read it here")
    return f"<{link}|{words}>"
