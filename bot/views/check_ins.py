"""What managers read behind a task about how it is going, and feedback: written by anybody, at any time."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.pulses import SENTENCE_MAX
from bot.rules.question import NAMED, UNNAMED
from bot.services.check_ins import Behind, Line
from bot.services.feedback import Said
from bot.services.tasks import OpenTask
from bot.speech import Speech, speech
from bot.views import kit, tasks
from bot.views.answer import Block, Message, View
from models.enums import TaskKind


def form(seen: Behind, language: str, timezone: str) -> View:
    """What there is to read, and room for a line; sent in, it is done."""
    say = speech(language)
    task = seen.task
    blocks: list[Block] = [kit.section("task", tasks.line(task, say))]
    if seen.said is not None:
        blocks.append(_said(seen.said, say))
    blocks += [line_block(number, line, say, timezone) for number, line in enumerate(seen.lines)]
    if task.kind is not TaskKind.FEEDBACK:
        hint = say.text("You and the others who run CodeBuddies can read it here next time; nobody else.")
        field = kit.paragraph(max_length=SENTENCE_MAX)
        blocks.append(kit.field("line", say.text("A line about it"), field, hint=hint, optional=True))
    return kit.modal(
        ids.MODAL_CHECK_IN,
        say.text("How it is going") if seen.said is None else say.text("Feedback"),
        blocks,
        submit=say.text("Done"),
        close=say.text("Close"),
        meta={"task": task.id},
    )


def told(task: OpenTask, language: str) -> Message:
    """To a manager: there is something new on her list."""
    say = speech(language)
    text = tasks.line(task, say)
    return Message(text, (kit.section("task", text), kit.buttons("task_do", *tasks.buttons(task, say))))


def wrote(user_id: str, words: str, language: str) -> Message:
    """To a manager: a sentence that she may read."""
    text = speech(language).text(
        "<@{user}> has written how it is going, and would like you to read it:", user=user_id
    )
    return Message(text, (kit.quote("wrote", words, text),))


def feedback_form(readers: Sequence[str], language: str, *, words: str = "") -> View:
    say = speech(language)
    about = (
        say.text(
            "Whatever you want to say: what is good, what is missing. {people} will read it.",
            people=say.list(f"<@{user}>" for user in readers),
        )
        if readers
        else say.text(
            "Whatever you want to say: what is good, what is missing. The people who run CodeBuddies will read it."
        )
    )
    choices = {
        NAMED: say.text("With my name"),
        UNNAMED: say.text("Without my name: nobody sees who wrote it, so nobody can answer"),
    }
    return kit.modal(
        ids.MODAL_FEEDBACK,
        say.text("Feedback"),
        [
            kit.section("about", about),
            kit.field(
                "words",
                say.text("Your feedback"),
                kit.paragraph(initial=words[:SENTENCE_MAX], max_length=SENTENCE_MAX),
            ),
            kit.field("name", say.text("Who says it?"), kit.one_of(choices, initial=NAMED, radio=True)),
        ],
        submit=say.text("Send"),
        close=say.text("Cancel"),
    )


def feedback_sent(language: str) -> Message:
    return Message(speech(language).text("Thank you. The people who run CodeBuddies can read it now."))


def feedback(said: Said, language: str) -> Message:
    """To a manager."""
    say = speech(language)
    block = _said(said, say)
    return Message(_title(said, say), (block,))


def _said(said: Said, say: Speech) -> Block:
    return kit.quote("said", said.words, _title(said, say))


def _title(said: Said, say: Speech) -> str:
    if said.said_by is None:
        return say.text("Somebody has feedback for you, without a name:")
    return say.text("<@{user}> has feedback for you:", user=said.said_by)


def line_block(mark: object, line: Line, say: Speech, timezone: str) -> Block:
    when = say.short_moment(line.at, timezone)
    if line.by is None:
        title = say.text("Wrote to you with the answer of {when}:", when=when)
    else:
        title = say.text("<@{user}> noted on {when}:", user=line.by, when=when)
    return kit.quote(f"line_{mark}", line.words, title)
