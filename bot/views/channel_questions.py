"""Questions to the help channel: the form that helps to phrase one, its post, and the form of an answer."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.question import NAMED, PART_MAX, UNNAMED, Words
from bot.services.channel_questions import ENDED, Asked
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from models.enums import QuestionState


def form(channel_id: str, language: str, *, want: str = "", happened: str = "") -> View:
    """Three small questions instead of an empty page. `want`, `happened`: what is there already."""
    say = speech(language)
    return kit.modal(
        ids.MODAL_QUESTION,
        say.text("Ask a question"),
        [
            kit.section(
                "about",
                say.text(
                    "I post your question in <#{channel}> and tell you when somebody answers. No question is too small.",
                    channel=channel_id,
                ),
            ),
            kit.field(
                "want",
                say.text("What do you want to do?"),
                kit.paragraph(initial=want[:PART_MAX], max_length=PART_MAX),
                hint=say.text("For example: I want to show a list in React."),
            ),
            kit.field(
                "tried",
                say.text("What have you tried?"),
                kit.paragraph(max_length=PART_MAX),
                hint=say.text("If you have not tried anything yet, leave it empty."),
                optional=True,
            ),
            kit.field(
                "happened",
                say.text("What happened?"),
                kit.paragraph(initial=happened[:PART_MAX], max_length=PART_MAX),
                hint=say.text("For example the text of the error. Please leave passwords out."),
                optional=True,
            ),
            kit.field(
                "name",
                say.text("Who asks?"),
                kit.one_of(
                    {
                        NAMED: say.text("With my name"),
                        UNNAMED: say.text("Without my name: nobody sees who asks"),
                    },
                    initial=NAMED,
                    radio=True,
                ),
            ),
        ],
        submit=say.text("Post"),
        close=say.text("Cancel"),
    )


def sent(asked: Asked, language: str) -> Message:
    """The answer to the form."""
    say = speech(language)
    text = say.text(
        "Thank you. I post your question in <#{channel}> and write to you when somebody answers.",
        channel=asked.channel_id,
    )
    if asked.asked_by is None:
        text += " " + say.text("Your name is not shown to anybody.")
    return Message(text, (kit.section("sent", text),))


def place(asked: Asked, language: str) -> Message:
    """Where the question will stand: nothing of it yet. It may stay so, where Slack has lost an answer."""
    say = speech(language)
    title = _title(asked, say)
    soon = say.text("The question follows in a moment: here, or in my next message.")
    return Message(title, (kit.section("title", f"*{title}*"), kit.context("soon", soon)))


def post(asked: Asked, language: str) -> Message:
    """In the help channel, as it stands now."""
    say = speech(language)
    if asked.words is None:
        text = say.text("A question stood here. Whoever asked has taken it back.")
        return Message(text, (kit.section("withdrawn", text),))
    title = _title(asked, say)
    blocks = [kit.section("title", f"*{title}*"), *_parts(asked.words, say)]
    if stands := _stands(asked, say):
        blocks.append(kit.context("stands", stands))
    if asked.state not in ENDED:
        blocks.append(kit.buttons("question_do", *_buttons(asked, say)))
    return Message(title, tuple(blocks))


def answer_form(asked: Asked, language: str) -> View:
    """The question again, and room for an answer."""
    say = speech(language)
    shown = [] if asked.words is None else _parts(asked.words, say)
    return kit.modal(
        ids.MODAL_QUESTION_ANSWER,
        say.text("Answer"),
        [
            *shown,
            kit.field(
                "answer",
                say.text("Your answer"),
                kit.paragraph(max_length=PART_MAX),
                hint=say.text("I post it in the thread with your name, and tell whoever asked."),
            ),
        ],
        submit=say.text("Post"),
        close=say.text("Cancel"),
        meta={"question": asked.id},
    )


def answer_kept(language: str) -> Message:
    return Message(speech(language).text("Thank you. I post it in the thread and tell whoever asked."))


def noted(language: str) -> Message:
    return Message(speech(language).text("Thank you. I tell whoever asked where it is."))


def answer_post(answered_by: str, words: str, language: str) -> Message:
    """In the question's thread."""
    text = speech(language).text("<@{user}> answers:", user=answered_by)
    return Message(text, (kit.quote("answer", words, text),))


def hello(language: str) -> Message:
    """To the channel that was chosen."""
    text = speech(language).text(
        "Hello. From now on I post questions of students here when their buddy is not there. If you can help: press “Answer”, and I bring it back, or write in the thread and press “I answered in the thread”. I read no messages, so I need the button."
    )
    return Message(text, (kit.section("hello", text),))


def home(channel_id: str | None, say: Speech, *, has_buddy: bool) -> list[Block]:
    """On a student's Home; nothing where no channel is chosen. `has_buddy`: else she waits for one."""
    if channel_id is None:
        return []
    text = (
        say.text(
            "Is your buddy not there? Ask in <#{channel}>, with your name or without. I help you to write it.",
            channel=channel_id,
        )
        if has_buddy
        else say.text(
            "A coding question? You can ask before you have a buddy: in <#{channel}>, with your name or without. I help you to write it.",
            channel=channel_id,
        )
    )
    return [kit.section("ask", text, kit.button(say.text("Ask a question"), ids.QUESTION_OPEN))]


def _title(asked: Asked, say: Speech) -> str:
    if asked.asked_by is None:
        return say.text("A question, without a name")
    return say.text("<@{user}> has a question", user=asked.asked_by)


def _parts(words: Words, say: Speech) -> list[Block]:
    parts = (
        ("want", say.text("What I want to do"), words.want),
        ("tried", say.text("What I have tried"), words.tried),
        ("happened", say.text("What happened"), words.happened),
    )
    return [kit.quote(f"shown_{block}", text, title) for block, title, text in parts if text]


def _stands(asked: Asked, say: Speech) -> str:
    if asked.state is QuestionState.HELPED:
        return say.text("An answer has helped. Thank you.")
    if asked.state is QuestionState.CLOSED:
        return say.text("This was answered.")
    if asked.state is QuestionState.ANSWERED:
        return say.text("There is an answer in the thread. You can add another one.")
    return say.text("Help is still needed here.") if asked.rounds > 1 else ""


def _buttons(asked: Asked, say: Speech) -> list[Button]:
    buttons = [kit.button(say.text("Answer"), ids.QUESTION_ANSWER, asked.id, style="primary")]
    if asked.state is QuestionState.OPEN:
        buttons.append(kit.button(say.text("I answered in the thread"), ids.QUESTION_IN_THREAD, asked.id))
    return buttons
