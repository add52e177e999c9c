"""The fields of each group's form in the settings, and what is set, as they take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.rules.emergency import COUNTRY_MAX, NUMBER_MAX, OUTSIDE_MAX
from bot.rules.intake import DAYS_MAX, NO, OPTIONS_MAX, YES, Group
from bot.rules.worth import in_decimals
from bot.rules.zones import TYPED_MAX
from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import (
    beginnings,
    digest_settings,
    features,
    help_channel,
    kit,
    programme,
    quiet_hours,
    reminders,
    retention,
    venues,
)
from bot.views.answer import Block
from bot.views.emergency import country_name

Entered = Mapping[str, str]
"""Field → what is in it."""


def as_typed(group: Group, intake: Intake, say: Speech) -> dict[str, str]:
    """What is set, as the fields take it."""
    if group is Group.LANGUAGES:
        return {"languages": "\n".join(say.language_name(one) for one in intake.languages)}
    if group is Group.TOPICS:
        return {"topics": "\n".join(programme.topic_name(one, say) for one in intake.topics)}
    if group is Group.TRAITS:
        return {"traits": "\n".join(programme.trait_name(one, say) for one in intake.traits)}
    if group is Group.PROMISE:
        return dict(zip(("still", "listed", "overdue"), map(str, intake.promise_days), strict=True))
    if group is Group.ANSWERS:
        first, last = intake.offer_hours
        return {"remind": str(first), "pass_on": str(last), "student": str(intake.student_hours)}
    if group is Group.IDLE:
        return dict(zip(("idle", "answer"), map(str, intake.idle_days), strict=True))
    if group is Group.WORTH:
        return {"amount": in_decimals(intake.hour_worth), "currency": intake.currency}
    if group is Group.FEATURES:
        return features.as_typed(intake)
    if group is Group.KEPT:
        return retention.as_typed(intake)
    if group is Group.LATER:
        return {"months": str(intake.later_months)}
    if group is Group.EMERGENCY:
        return {**asdict(intake.emergency), "country": country_name(intake.emergency.country, say)}
    if group is Group.VENUES:
        return venues.entered(intake.venues)
    if group is Group.BEGINNINGS:
        return beginnings.entered(intake)
    if group is Group.QUESTIONS:
        return {"support_channel": intake.support_channel_id or ""}
    if group is Group.DIGEST:
        return digest_settings.as_typed(intake)
    if group is Group.ZONE:
        return {"timezone": intake.timezone}
    if group is Group.QUIET:
        return quiet_hours.as_typed(intake.hours)
    if group is Group.HOURS:
        return {"hours": say.hours(intake.weekly_minutes)}
    if group is Group.REMINDERS:
        return reminders.as_typed(intake.reminders)
    return {"minors": YES if intake.has_minors else NO}


def fields(group: Group, intake: Intake, entered: Entered, say: Speech) -> list[Block]:
    """What a group's form asks, with what is `entered` in it."""
    if group is Group.LANGUAGES:
        return _languages(entered, say)
    if group is Group.TOPICS:
        return _topics(entered, say)
    if group is Group.TRAITS:
        return _traits(entered, say)
    if group is Group.PROMISE:
        return _promise(entered, say)
    if group is Group.ANSWERS:
        return _answers(entered, say)
    if group is Group.IDLE:
        return _idle(entered, say)
    if group is Group.EMERGENCY:
        return _emergency(entered, say)
    if group is Group.VENUES:
        return venues.settings_fields(entered, say)
    if group is Group.BEGINNINGS:
        return beginnings.fields(entered, say)
    if group is Group.QUESTIONS:
        return help_channel.fields(entered, say)
    if group is Group.DIGEST:
        return digest_settings.fields(entered, say)
    if group is Group.ZONE:
        return zone(entered, say)
    if group is Group.HOURS:
        return _hours(entered, say)
    if group is Group.REMINDERS:
        return reminders.fields(entered, intake.hours, say)
    if group is Group.QUIET:
        return quiet_hours.fields(entered, say)
    if group is Group.WORTH:
        return _worth(entered, say)
    if group is Group.FEATURES:
        return features.fields(entered, say)
    if group is Group.LATER:
        return _later(entered, say)
    if group is Group.KEPT:
        return retention.fields(entered, say)
    return _minors(intake, entered, say)


def _languages(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "Students and volunteers choose from these languages which ones they speak. You choose from them for a class. When you take one out, people who chose it keep it, and it still counts for them."
    )
    hint = say.text(
        "One language on each line, {most} at most. Write its name or its code, for example Arabic or ar.",
        most=OPTIONS_MAX,
    )
    field = kit.paragraph(initial=entered["languages"])
    return [kit.section("about", about), kit.field("languages", say.text("Languages"), field, hint=hint)]


def _topics(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "What a student can need help with, and a volunteer can help with. When you take one out, people who chose it still see it, but it no longer counts."
    )
    hint = say.text(
        "One topic on each line, {most} at most. The topics I began with I show in each person's language; yours are shown as you write them.",
        most=OPTIONS_MAX,
    )
    return [
        kit.section("about", about),
        kit.field("topics", say.text("Topics"), kit.paragraph(initial=entered["topics"]), hint=hint),
    ]


def _traits(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "A student can wish for a buddy who is one of these, and a volunteer can say so about themselves. When you take one out, it no longer counts, except for students who have made it a must."
    )
    hint = say.text(
        "One on each line, as it goes on after “A buddy who is …”. Leave it empty, and I do not ask."
    )
    field = kit.paragraph(initial=entered["traits"])
    return [
        kit.section("about", about),
        kit.field("traits", say.text("A buddy who is …"), field, hint=hint, optional=True),
    ]


def _numbers(fields: Sequence[tuple[str, str, str | None]], entered: Entered) -> list[Block]:
    return [
        kit.field(block, label, kit.number(initial=entered[block]), hint=hint)
        for block, label, hint in fields
    ]


def _promise(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "Days count from the request, without those on which we wait for the student's own answer. New numbers count at once for everybody who waits. What I have said already I do not say again."
    )
    days = say.text("Each number is more than the one before, {most} at most.", most=DAYS_MAX)
    return [
        kit.section("about", about),
        *_numbers(
            [
                (
                    "still",
                    say.text("Day on which a student hears that I am still looking"),
                    say.text("Also the first number in “It usually takes …”."),
                ),
                ("listed", say.text("Day on which managers have the student on their list"), None),
                ("overdue", say.text("Day on which the promised time is over"), days),
            ],
            entered,
        ),
    ]


def _answers(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "Hours count from the question: 24 are a day, 336 are two weeks. New numbers count at once, also for people who have been asked already. A volunteer who was reminded keeps the time that the reminder named."
    )
    return [
        kit.section("about", about),
        *_numbers(
            [
                ("remind", say.text("Hours until a volunteer is reminded"), None),
                (
                    "pass_on",
                    say.text("Hours until I ask another volunteer"),
                    say.text("More than the number above."),
                ),
                ("student", say.text("Hours until you hear that a student has not answered"), None),
            ],
            entered,
        ),
    ]


def _idle(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "A volunteer who has had no student for long is asked once whether the offer still holds. New numbers count at once, for every volunteer."
    )
    return [
        kit.section("about", about),
        *_numbers(
            [
                ("idle", say.text("Days without a student until I ask"), None),
                (
                    "answer",
                    say.text("Days to answer"),
                    say.text("After that I suggest the volunteer to nobody, until they write again."),
                ),
            ],
            entered,
        ),
    ]


def _hours(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "How long a buddy and a student meet each week, on average. It counts for teams that begin from now on, and for what volunteers are asked to give. Running teams keep their hours: they change them with /codebuddy hours."
    )
    hint = say.text("From 15 min to 40 h a week, like 2h or 1h30.")
    line = kit.line(initial=entered["hours"], max_length=20)
    return [kit.section("about", about), kit.field("hours", say.text("Hours a week"), line, hint=hint)]


def zone(entered: Entered, say: Speech) -> list[Block]:
    hint = say.text("For example Europe/Madrid. Each person is written to in the zone of their own Slack.")
    line = kit.line(initial=entered["timezone"], max_length=TYPED_MAX)
    return [kit.field("timezone", say.text("Time zone of the programme"), line, hint=hint)]


def _worth(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "Reports say what the volunteers' hours are worth, at the rate that your programme or your funder uses. Leave the amount empty, and they say that it is not known."
    )
    amount, currency = (
        kit.line(initial=entered["amount"]),
        kit.line(initial=entered["currency"], max_length=3),
    )
    return [
        kit.section("about", about),
        kit.field("amount", say.text("An hour is worth"), amount, optional=True),
        kit.field(
            "currency", say.text("Currency"), currency, hint=say.text("Three letters, for example EUR.")
        ),
    ]


def _later(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "So long after the end of a team I ask its student one question: working in tech, studying, looking, or rather not say. Only once, and without a reminder. A new number counts for teams that end from now on."
    )
    label = ("months", say.text("Months after the end"), say.text("0: nobody is asked."))
    return [kit.section("about", about), *_numbers([label], entered)]


def _minors(intake: Intake, entered: Entered, say: Speech) -> list[Block]:
    lines = [
        say.text("If you answer yes:"),
        say.text(
            "• Everybody who asks for a buddy says that they are 18, or that a parent or guardian agrees. I write at once to each student who waits already and has not said so; if it is night, in the morning. I look for no buddy for them until they answer."
        ),
        say.text(
            "• A possible team that is on its way ends if the student has not said so, or if the volunteer has no background check. Whoever has said yes to it is told."
        ),
        say.text("• You enter the date of a background check. Only then can you approve a volunteer."),
        say.text("• I suggest no volunteer without that date, even if you approved them before."),
    ]
    if intake.unchecked:
        lines.append(
            say.count(
                intake.unchecked,
                "Today this is one approved volunteer.",
                "Today these are {n} approved volunteers.",
            )
        )
    if intake.ageless:
        lines.append(
            say.count(
                intake.ageless,
                "Today I would write to one student.",
                "Today I would write to {n} students.",
            )
        )
    choices = {YES: say.text("Yes, some are younger than 18"), NO: say.text("No, everybody is 18 or older")}
    return [
        kit.section("about", "\n".join(lines)),
        kit.field(
            "minors",
            say.text("Are there minors among your students?"),
            kit.one_of(choices, initial=entered["minors"], radio=True),
        ),
    ]


def _emergency(entered: Entered, say: Speech) -> list[Block]:
    about = say.text(
        "Everybody who asks for help reads these numbers, before and after. Please call none of them to try it: look at the official page of your country. What you leave empty is not shown. The numbers I began with are those of Spain."
    )
    numbers = (
        ("danger", say.text("In danger, for everything"), False),
        ("suicide", say.text("Thoughts of suicide"), True),
        ("partner", say.text("Violence by a partner"), True),
    )
    hint = say.text(
        "One line: a group near you and its number, for example. Everybody reads it as you write it."
    )
    return [
        kit.section("about", about),
        kit.field(
            "country", say.text("Country"), kit.line(initial=entered["country"], max_length=COUNTRY_MAX)
        ),
        *(
            kit.field(
                block, label, kit.line(initial=entered[block], max_length=NUMBER_MAX), optional=optional
            )
            for block, label, optional in numbers
        ),
        kit.field(
            "outside",
            say.text("Help outside your school"),
            kit.line(initial=entered["outside"], max_length=OUTSIDE_MAX),
            hint=hint,
            optional=True,
        ),
    ]
