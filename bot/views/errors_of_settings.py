"""What a person reads when a change of the settings cannot be put back, or cannot be at all."""

from __future__ import annotations

from bot.errors import Wrong
from bot.rules.features import Feature
from bot.speech import Speech
from bot.views import features
from bot.views.wording import Wording, plain


def _named(say: Speech, names: object) -> str:
    """`{buddy}, {hours}`."""
    return say.row(f"{{{one}}}" for one in names) if isinstance(names, list) else ""


def _unknown(say: Speech, values: dict[str, object]) -> str:
    if not values["may"]:
        return say.text(
            "Line {line}: I fill in nothing in this text. Please take the curly brackets out.",
            line=values["line"],
        )
    return say.text(
        "Line {line}: I do not know what to fill in there. In this text I know: {may}.",
        line=values["line"],
        may=_named(say, values["may"]),
    )


def _no_language(say: Speech, values: dict[str, object]) -> str:
    if values["like"]:
        return say.text(
            "Line {line}: I do not know “{word}” as a language. Did you mean {name}? Please correct it, or take it out.",
            line=values["line"],
            word=values["word"],
            name=say.language_name(str(values["like"])),
        )
    return say.text(
        "Line {line}: I do not know “{word}” as a language. Please write one name or code on each line, for example Arabic or ar.",
        line=values["line"],
        word=values["word"],
    )


WORDINGS: dict[Wrong, Wording] = {
    Wrong.HANDOVER_OVER: plain(
        lambda say: say.text(
            "This handover is over: it is done, or it was taken back, answered with no, or is older than a week. Nothing was changed now."
        )
    ),
    Wrong.HANDOVER_ONE: plain(
        lambda say: say.text(
            "You have asked somebody already. Take that back first: /codebuddy handover. Nothing was changed."
        )
    ),
    Wrong.HANDOVER_SELF: plain(lambda say: say.text("This is you. Please choose somebody else.")),
    Wrong.HANDOVER_HAS_IT: plain(
        lambda say: say.text("This person has the same role already. Please choose somebody else.")
    ),
    Wrong.CLONE_UNREADABLE: plain(
        lambda say: say.text(
            "This is not the whole text of a file of settings. Please copy it from the first line to the last. Nothing was changed."
        )
    ),
    Wrong.CLONE_NEWER: plain(
        lambda say: say.text(
            "These settings come from a newer version of CodeBuddies than this one. Please bring this one up to date first. Nothing was changed."
        )
    ),
    Wrong.CLONE_BAD: lambda say, values: say.text(
        "I cannot use what stands at “{where}” in this text. Nothing was changed.", where=values["where"]
    ),
    Wrong.CLONE_NOTHING: plain(
        lambda say: say.text(
            "There is nothing to take over any more: I keep the text for a week, and only until it is used. Nothing was changed."
        )
    ),
    Wrong.UNKNOWN_ZONE: plain(
        lambda say: say.text(
            "I do not know this time zone. Please write it with its part of the world, for example Europe/Madrid or America/Bogota."
        )
    ),
    Wrong.LINE_NO_LANGUAGE: _no_language,
    Wrong.CHANGED_SINCE: plain(
        lambda say: say.text(
            "This was changed again since then, so I did not put it back. Nothing was changed. Please look at what is set now."
        )
    ),
    Wrong.CLASS_REMOVED: plain(
        lambda say: say.text(
            "This class was removed since then. Nothing was changed. Put the removal back first, or add the class again."
        )
    ),
    Wrong.NOT_USED_HERE: lambda say, values: say.text(
        "This programme does not use this: {feature}. Nothing was changed. Whoever runs CodeBuddies here can turn it on in /codebuddy settings, “What you use”.",
        feature=features.name(Feature(str(values["feature"])), say),
    ),
    Wrong.TEXT_BRACE: lambda say, values: say.text(
        "Line {line}: a curly bracket is missing or too many. What I fill in stands between two of them, as in the list above.",
        line=values["line"],
    ),
    Wrong.TEXT_UNKNOWN: _unknown,
    Wrong.TEXT_LACKS: lambda say, values: say.text(
        "This must stand in the text: {must}. I fill it in.", must=_named(say, values["must"])
    ),
    Wrong.TEXT_CALLS: lambda say, values: say.text(
        "Line {line}: a text cannot call people or channels by itself. Please take out what begins with @ or <.",
        line=values["line"],
    ),
    Wrong.TEXT_FILLED_TOO_LONG: lambda say, values: say.text(
        "This is too long: {most} characters at most, with names and hours filled in. Please shorten it a little.",
        most=values["most"],
    ),
    Wrong.TEXTS_TOO_LONG: lambda say, values: say.text(
        "All texts of your own together may have {most} characters. Please shorten this one, or reset another one to the default first.",
        most=values["most"],
    ),
    Wrong.TEXT_NOTHING: plain(
        lambda say: say.text(
            "There is nothing to save any more: it was saved already, or you have written another text since then. Nothing was changed."
        )
    ),
    Wrong.TEXT_UNFIT: plain(
        lambda say: say.text(
            "I cannot say this text any more: a newer version of me fills in other things. Nothing was changed. Please write it anew under “Texts”."
        )
    ),
}
