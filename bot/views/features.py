"""Parts of the program that a programme may do without: their names, their form, and messages without their buttons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.rules.features import OF_ACTION, Feature
from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Answer, Block, OnTop, OpenModal, Say, ShowHome, Unkept, UpdateModal

DO = "_do"
"""How the id of a row of buttons ends; what they are about stands in the block of the same name without it."""


def name(feature: Feature, say: Speech) -> str:
    return _NAMES[feature](say)


def title(say: Speech) -> str:
    return say.text("What you use")


def in_words(intake: Intake, say: Speech) -> str:
    off = [name(one, say) for one in Feature if one in intake.features_off]
    if not off:
        return say.text("Everything.")
    return say.text("Everything but: {parts}.", parts=say.row(off))


def as_typed(intake: Intake) -> dict[str, str]:
    """As the field takes it: those that are on."""
    return {"features": ",".join(one for one in Feature if one not in intake.features_off)}


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "What you do not tick is not shown to anybody, and I ask and remind nobody of it. What was written before still arrives. Tick it again, and all is back. Help is always there."
    )
    choices = {str(one): name(one, say) for one in Feature}
    second = {str(one): words(say) for one, words in _ABOUT.items()}
    boxes = kit.boxes(choices, initial=entered["features"].split(","), about=second)
    return [
        kit.section("about", about),
        kit.field("features", say.text("Your programme uses"), boxes, optional=True),
    ]


def has_any(blocks: Iterable[Block]) -> bool:
    """Whether a button of such a part is among them."""
    return any(action in OF_ACTION for block in blocks for action in _actions(block))


def without(blocks: Sequence[Block], off: Collection[Feature]) -> list[Block]:
    """Blocks without the buttons of what is off, and without what stood there for these alone."""
    kept, empty = [], set()
    for block in blocks:
        elements = block.get("elements")
        if _is_off(block.get("accessory"), off):
            continue
        if block.get("type") != "actions" or not isinstance(elements, list):
            kept.append(block)
            continue
        rest = [one for one in elements if not _is_off(one, off)]
        if rest:
            kept.append({**block, "elements": rest})
        else:
            empty.add(str(block.get("block_id")).removesuffix(DO))
    return [one for one in kept if one.get("block_id") not in empty]


def shown(answer: Answer, off: Callable[[], Collection[Feature]]) -> Answer:
    """An answer without the buttons of what is off; that is asked for only where there is such a button."""
    match answer:
        case Unkept():
            inner = shown(answer.answer, off)
            return Unkept(inner)  # type: ignore[arg-type] # it is of the kind that it was
        case Say() if has_any(answer.message.blocks):
            blocks = tuple(without(answer.message.blocks, off()))
            return replace(answer, message=replace(answer.message, blocks=blocks))
        case OpenModal() | UpdateModal() | OnTop() | ShowHome() if has_any(answer.view["blocks"]):
            return replace(answer, view={**answer.view, "blocks": without(answer.view["blocks"], off())})
    return answer


def sent(arguments: Mapping[str, Any], off: Callable[[], Collection[Feature]]) -> Mapping[str, Any]:
    """The arguments of a call of Slack, as `shown`."""
    view = arguments.get("view")
    if isinstance(view, dict) and has_any(view["blocks"]):
        return {**arguments, "view": {**view, "blocks": without(view["blocks"], off())}}
    if has_any(arguments.get("blocks") or ()):
        return {**arguments, "blocks": without(arguments["blocks"], off())}
    return arguments


def _actions(block: Block) -> Iterable[str]:
    elements = block.get("elements") if block.get("type") == "actions" else ()
    for one in (block.get("accessory"), *(elements or ())):
        if isinstance(one, dict) and "action_id" in one:
            yield one["action_id"]


def _is_off(element: Any, off: Collection[Feature]) -> bool:
    return isinstance(element, dict) and OF_ACTION.get(element.get("action_id", "")) in off


_NAMES: dict[Feature, Callable[[Speech], str]] = {
    Feature.QUESTIONS: lambda say: say.text("Questions to the help channel"),
    Feature.STAND_INS: lambda say: say.text("Stand-ins"),
    Feature.PULSES: lambda say: say.text("How it is going"),
    Feature.BROADCASTS: lambda say: say.text("Write to many"),
    Feature.THANKS: lambda say: say.text("Thanks at the end"),
    Feature.CERTIFICATE: lambda say: say.text("Certificates for buddies"),
    Feature.JOB_SEARCH: lambda say: say.text("Going on while looking for a job"),
    Feature.LATER: lambda say: say.text("Question long after the end"),
}
_ABOUT: dict[Feature, Callable[[Speech], str]] = {
    Feature.QUESTIONS: lambda say: say.text("Students ask in a channel, with or without a name"),
    Feature.STAND_INS: lambda say: say.text("Another volunteer while a buddy is away"),
    Feature.PULSES: lambda say: say.text("I ask each of the two, once a month"),
    Feature.BROADCASTS: lambda say: say.text("A text of yours to all students or buddies"),
    Feature.THANKS: lambda say: say.text("Words from one of the two to the other"),
    Feature.CERTIFICATE: lambda say: say.text("With their hours, after the end of a team"),
    Feature.JOB_SEARCH: lambda say: say.text("After graduation, without hours to reach"),
    Feature.LATER: lambda say: say.text("I ask a student once, months later"),
}
"""At most 75 characters each; tests hold the tables against `Feature`."""
