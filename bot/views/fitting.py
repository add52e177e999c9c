"""Why two people fit, in words: to managers, to the volunteer, to the student; and what a choice bends or costs."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.rules.matching import Bent, Cost, Level, Reasons
from bot.speech import Speech, escape
from bot.views import programme

Levels = Callable[[str, Speech], dict[str, str]]


def to_managers(fit: Reasons, student_id: str, volunteer_id: str, say: Speech) -> str:
    """`Both speak Spanish (fluent / fluent). 4 shared evenings a week. React, Git. …`"""
    who = {"student": student_id, "volunteer": volunteer_id}
    parts = []
    if fit.languages:
        spoken = _languages(fit, _seen_by_managers, say)
        parts.append(say.text("Both speak {languages}.", languages=spoken))
    parts += [*_times(fit, say), *_topics(fit, say)]
    if fit.place != "remote":
        parts.append(say.text("Both can meet in {city}.", city=escape(fit.city)))
    if fit.traits:
        is_ = say.list(escape(programme.trait_name(one, say)) for one in fit.traits)
        parts.append(say.text("<@{volunteer}> is {traits}, as wished.", traits=is_, **who))
    waited = say.count(
        fit.days, "<@{student}> has waited {n} day.", "<@{student}> has waited {n} days.", **who
    )
    parts.append(waited if fit.days else say.text("<@{student}> asked today.", **who))
    return " ".join([*parts, places(fit.taken, fit.capacity, volunteer_id, say)])


def places(taken: int, capacity: int, volunteer_id: str, say: Speech) -> str:
    """How many students a volunteer has, of how many he takes."""
    return say.text(
        "{taken} of {capacity} places of <@{volunteer}> are taken.",
        taken=taken,
        capacity=capacity,
        volunteer=volunteer_id,
    )


def to_volunteer(fit: Reasons, bent: Collection[Bent], say: Speech) -> list[str]:
    """Lines; the times are by his clock, for her evening may be his morning. `bent`: rules that do not hold here."""
    lines = []
    if fit.languages:
        spoken = _languages(fit, _seen_by_volunteer, say)
        lines.append(say.text("You both speak {languages}.", languages=spoken))
    if fit.topics:
        lines.append(say.text("You both named: {topics}.", topics=programme.topics(fit.topics, say)))
    hours = int(fit.hours)
    if fit.slots:
        times = programme.times(fit.slots, say)
        lines.append(say.text("You both have time, by your clock: {times}.", times=times))
    elif hours:
        lines.append(
            say.count(
                hours,
                "You both have time in the same {n} hour of a week.",
                "You both have time in the same {n} hours of a week.",
            )
        )
    return lines + _meeting(fit, bent, say)


def to_student(fit: Reasons, bent: Collection[Bent], say: Speech) -> list[str]:
    """Lines; the parts of the day are hers. `bent`: rules that do not hold here."""
    lines = []
    if fit.languages:
        spoken = _languages(fit, _seen_by_student, say)
        lines.append(say.text("You both speak {languages}.", languages=spoken))
    if fit.topics:
        lines.append(say.text("You both named: {topics}.", topics=programme.topics(fit.topics, say)))
    if fit.parts:
        lines.append(say.text("You have {times} a week.", times=_parts(fit, say)))
    return lines + _meeting(fit, bent, say)


def against(rule: Bent, student_id: str, say: Speech) -> str:
    """A rule that a choice bends, as a sentence."""
    return {
        Bent.LANGUAGE: say.text("They share no language."),
        Bent.LEVEL: say.text("Neither of them is fluent in a language that they share."),
        Bent.PLACE: say.text("They cannot meet in the same place: one of them wants to meet in person only."),
        Bent.TRAITS: say.text(
            "<@{student}> has said what a buddy must be, and this person does not say so.", student=student_id
        ),
        Bent.HOURS: say.text("They have no hour a week in common."),
        Bent.DECLINED: say.text(
            "These two were a team before. Or they were proposed before, and it ended with a no or without an answer."
        ),
    }[rule]


def cost(price: Cost, measure: str | None, say: Speech) -> str:
    """What another volunteer costs, against the one who is proposed; `measure`: None where nobody is."""
    sentences = []
    if measure is not None and price.gains:
        gains = say.list(_gain(one, say) for one in price.gains)
        sentences.append(say.text("Better than <@{volunteer}>: {gains}.", volunteer=measure, gains=gains))
    if measure is not None and price.loses:
        losses = say.list(_loss(one, say) for one in price.loses)
        sentences.append(
            say.text("Less good than <@{volunteer}>: {losses}.", volunteer=measure, losses=losses)
        )
    elif measure is not None:
        sentences.append(say.text("In nothing worse than <@{volunteer}>.", volunteer=measure))
    if price.only_for:
        sentences.append(
            say.count(
                price.only_for,
                "{n} other student who waits can have nobody else.",
                "{n} other students who wait can have nobody else.",
            )
        )
    return " ".join(sentences)


def _loss(word: str, say: Speech) -> str:
    return {
        "language_level": say.text("the shared language is spoken less well"),
        "hours": say.text("fewer hours in common"),
        "topics": say.text("fewer topics in common"),
        "place": say.text("no city in common"),
        "trait": say.text("not what the student wished a buddy to be"),
        "load": say.text("has more students already"),
    }[word]


def _gain(word: str, say: Speech) -> str:
    return {
        "language_level": say.text("the shared language is spoken better"),
        "hours": say.text("more hours in common"),
        "topics": say.text("more topics in common"),
        "place": say.text("a city in common"),
        "trait": say.text("what the student wished a buddy to be"),
        "load": say.text("has fewer students"),
    }[word]


def _languages(fit: Reasons, levels: Levels, say: Speech) -> str:
    """`Spanish (fluent / fluent) and English`; without levels where an older proposal has none."""
    known = (*fit.levels, *[""] * len(fit.languages))
    named = [
        levels(say.language_in_text(code), say).get(level, say.language_in_text(code))
        for code, level in zip(fit.languages, known, strict=False)
    ]
    return say.list(named)


def _seen_by_managers(language: str, say: Speech) -> dict[str, str]:
    return {
        Level.FLUENT_FLUENT: say.text("{language} (fluent / fluent)", language=language),
        Level.FLUENT_SOME: say.text("{language} (student fluent, volunteer gets by)", language=language),
        Level.SOME_FLUENT: say.text("{language} (student gets by, volunteer fluent)", language=language),
    }


def _seen_by_volunteer(language: str, say: Speech) -> dict[str, str]:
    return {
        Level.FLUENT_FLUENT: say.text("{language} (both fluently)", language=language),
        Level.FLUENT_SOME: say.text("{language} (the student fluently, you get by)", language=language),
        Level.SOME_FLUENT: say.text("{language} (you fluently, the student gets by)", language=language),
    }


def _seen_by_student(language: str, say: Speech) -> dict[str, str]:
    return {
        Level.FLUENT_FLUENT: say.text("{language} (both fluently)", language=language),
        Level.FLUENT_SOME: say.text("{language} (you fluently, your buddy gets by)", language=language),
        Level.SOME_FLUENT: say.text("{language} (your buddy fluently, you get by)", language=language),
    }


def _times(fit: Reasons, say: Speech) -> list[str]:
    if fit.parts:
        return [say.text("{times} a week.", times=_parts(fit, say))]
    hours = int(fit.hours)
    return [say.count(hours, "{n} shared hour a week.", "{n} shared hours a week.")] if hours else []


def _parts(fit: Reasons, say: Speech) -> str:
    """`4 shared evenings and 1 shared morning`."""
    words = {
        "morning": lambda n: say.count(n, "{n} shared morning", "{n} shared mornings"),
        "afternoon": lambda n: say.count(n, "{n} shared afternoon", "{n} shared afternoons"),
        "evening": lambda n: say.count(n, "{n} shared evening", "{n} shared evenings"),
    }
    return say.list(words[part](number) for part, number in fit.parts)


def _topics(fit: Reasons, say: Speech) -> list[str]:
    return [say.text("Topics: {topics}.", topics=programme.topics(fit.topics, say))] if fit.topics else []


def _meeting(fit: Reasons, bent: Collection[Bent], say: Speech) -> list[str]:
    """Online or where; nothing where a manager paired two who do not meet in the same place."""
    if Bent.PLACE in bent:
        return []
    if fit.place == "remote":
        return [say.text("You would meet online.")]
    city = escape(fit.city)
    if fit.place == "in_person":
        return [say.text("You would meet in person, in {city}.", city=city)]
    return [say.text("You can meet online, or in person in {city}.", city=city)]
