"""After the end of a team: thanks, three questions, the channel, a certificate, and how it is going months later."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules import ending as rule
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.ended import Seen
from bot.services.goodbyes import QUESTIONS, Written
from bot.services.settings import Intake
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message, View
from bot.views.endings import reason_names
from bot.views.own_texts import said as own_said
from models.enums import ChannelWish, EndReason, EndWords


def thanks_form(seen: Seen, user: str, language: str) -> View:
    say = speech(language)
    words = say.text("I pass your words on to <@{partner}>, and keep no copy.", partner=seen.partner_of(user))
    field = kit.paragraph(max_length=rule.THANKS_MAX)
    return kit.modal(
        ids.MODAL_THANKS,
        say.text("Say thanks"),
        [kit.section("page", words), kit.field("thanks", say.text("Your words"), field)],
        submit=say.text("Send"),
        close=say.text("Cancel"),
        meta={"ending": seen.id},
    )


def thanked(seen: Seen, user: str, language: str) -> Message:
    text = speech(language).text("Thank you. I pass it on to <@{partner}>.", partner=seen.partner_of(user))
    return Message(text)


def thanks(by: str, words: str, language: str) -> Message:
    """To the other of the two."""
    say = speech(language)
    title = say.text("<@{user}> says thanks, at the end of your time together:", user=by)
    return Message(title, (kit.quote("thanks", words, title),))


def closing(
    seen: Seen,
    reader: str,
    language: str,
    *,
    answered: bool,
    thanked: bool,
    is_volunteer: bool,
    own: Own = NONE,
) -> Message:
    """The day after the end: what each may do, and need not."""
    say = speech(language)
    title = own_said(own, OwnText.CLOSING, say, partner=f"<@{seen.partner_of(reader)}>")
    blocks = [kit.section("closing", title)]
    do: list[Button] = []
    if not thanked:
        do.append(kit.button(say.text("Say thanks"), ids.THANKS_OPEN, seen.id))
    if not answered:
        do.append(kit.button(say.text("Three short questions"), ids.GOODBYE_OPEN, seen.id))
    if reader == seen.buddy_id and seen.minutes:
        do.append(kit.button(say.text("My certificate"), ids.CERTIFICATE_OPEN, seen.id))
    if do:
        blocks.append(kit.buttons("closing_do", *do))
    if seen.channel_id and seen.channel is not ChannelWish.ARCHIVE:
        blocks += channel_question(seen, say)
    if seen.reason is EndReason.GRADUATED and not (seen.goes_on or seen.went_on):
        blocks += _going_on(seen, reader, say)
    if seen.reason in rule.HAPPY and reader == seen.student_id and not is_volunteer:
        offer = kit.button(say.text("Be a buddy"), ids.VOLUNTEER_OPEN)
        words = say.text(
            "You know how the beginning feels. Would you like to be a buddy for somebody who begins now?"
        )
        blocks.append(kit.section("be_a_buddy", words, offer))
    return Message(title, tuple(blocks))


def channel_question(seen: Seen, say: Speech) -> list[Block]:
    text = say.text(
        "Your channel <#{channel}>: if one of you would like to keep it, it stays. If you both prefer, I archive it; everything in it can still be read. I write nothing more in it.",
        channel=seen.channel_id,
    )
    keep = kit.button(say.text("Keep the channel"), ids.CHANNEL_KEEP, seen.id)
    archive = kit.button(say.text("Archive it"), ids.CHANNEL_ARCHIVE, seen.id)
    return [kit.section("channel", text), kit.buttons("channel_do", keep, archive)]


def channel_wished(seen: Seen, wish: ChannelWish, user: str, language: str) -> Message:
    say = speech(language)
    if seen.channel is ChannelWish.ARCHIVE:
        return Message(say.text("You both prefer it so: I archive the channel. It can still be read."))
    if wish is ChannelWish.KEEP:
        return Message(say.text("The channel stays. I write nothing more in it."))
    if seen.channel is ChannelWish.KEEP:
        return Message(
            say.text("Noted. <@{partner}> would like to keep it, so it stays.", partner=seen.partner_of(user))
        )
    return Message(
        say.text(
            "Noted. I archive it when <@{partner}> prefers it so, too, or in 30 days if there is no answer.",
            partner=seen.partner_of(user),
        )
    )


def _going_on(seen: Seen, reader: str, say: Speech) -> list[Block]:
    text = (
        say.text(
            "Would you two like to go on while you look for a job? Without hours to reach and without reminders; I ask once a month, and you stop when you like."
        )
        if reader == seen.student_id
        else say.text(
            "Would you two like to go on while <@{student}> looks for a job? Without hours to reach and without reminders; I ask once a month, and you stop when you like.",
            student=seen.student_id,
        )
    )
    return [
        kit.section("going_on", text),
        kit.buttons("going_on_do", kit.button(say.text("Yes, go on"), ids.GO_ON_YES, seen.id)),
    ]


def go_on_asked(seen: Seen, reader: str, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "<@{partner}> would like to go on with you for the time of looking for a job: no hours to reach, no reminders. Would you, too? Both answers are fine.",
        partner=seen.partner_of(reader),
    )
    do = (
        kit.button(say.text("Yes, gladly"), ids.GO_ON_YES, seen.id, style="primary"),
        kit.button(say.text("I would rather leave it here"), ids.GO_ON_NO, seen.id),
    )
    return Message(text, (kit.section("go_on_asked", text), kit.buttons("go_on_asked_do", *do)))


def go_on_said(seen: Seen, user: str, language: str) -> Message:
    """To whoever said yes."""
    if user in seen.goes_on and seen.partner_of(user) in seen.goes_on:
        return go_on_begun(seen, user, language)
    return Message(speech(language).text("I ask <@{partner}>, and tell you.", partner=seen.partner_of(user)))


def go_on_begun(seen: Seen, reader: str, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "You and <@{partner}> go on, for as long as it is good for both. There are no hours to reach; once a month I ask whether you still meet.",
        partner=seen.partner_of(reader),
    )
    done = kit.button(say.text("We are done"), ids.GO_ON_DONE, seen.id)
    return Message(text, (kit.section("go_on_begun", text), kit.buttons("go_on_begun_do", done)))


def go_on_declined(seen: Seen, reader: str, language: str) -> Message:
    text = speech(language).text(
        "<@{partner}> would rather leave it here. This says nothing about you: it was a good time, and it has its end.",
        partner=seen.partner_of(reader),
    )
    return Message(text)


def left_here(language: str) -> Message:
    return Message(speech(language).text("That is fine. I tell it kindly."))


def monthly(seen: Seen, reader: str, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "How are you and <@{partner}>? You go on while looking for a job, without any hours to reach. Nothing needs doing if you still meet.",
        partner=seen.partner_of(reader),
    )
    do = (
        kit.button(say.text("Still going"), ids.GO_ON_STILL, seen.id),
        kit.button(say.text("We are done"), ids.GO_ON_DONE, seen.id),
    )
    return Message(text, (kit.section("go_on_monthly", text), kit.buttons("go_on_monthly_do", *do)))


def ask_to_end(seen: Seen, language: str) -> Message:
    """To a manager, of two who go on."""
    say = speech(language)
    text = say.text(
        "<@{student}> and <@{buddy}> go on while <@{student}> looks for a job, without any hours to reach. You can end it for them; both read that it has come to its end.",
        student=seen.student_id,
        buddy=seen.buddy_id,
    )
    end = kit.button(say.text("End this team"), ids.GO_ON_DONE, seen.id)
    return Message(text, (kit.section("go_on_end", text), kit.buttons("go_on_end_do", end)))


def still_going(language: str) -> Message:
    return Message(speech(language).text("Good to hear. I ask again in a month."))


def all_done(seen: Seen, user: str, language: str) -> Message:
    say = speech(language)
    if user not in seen.members:
        return Message(say.text("Done. I tell both kindly."))
    text = say.text(
        "Then it ends here. Thank you for your time together. I tell <@{partner}> kindly.",
        partner=seen.partner_of(user),
    )
    return Message(text)


def go_on_over(seen: Seen, reader: str, language: str) -> Message:
    text = speech(language).text(
        "Your time with <@{partner}> has come to its end, job search included. Thank you for all of it.",
        partner=seen.partner_of(reader),
    )
    return Message(text)


def survey(seen: Seen, language: str) -> View:
    say = speech(language)
    people = say.list(f"<@{one}>" for one in seen.readers)
    intro = (
        say.text(
            "Only {people} can read this; the other of you two never does. Leave open what you like.",
            people=people,
        )
        if people
        else say.text("Nobody is named who reads this by name; it is only counted. Leave open what you like.")
    )
    fields = [
        kit.field(
            question,
            label,
            kit.one_of({one: answer_names(say)[question, one] for one in QUESTIONS[question]}, radio=True),
            optional=True,
        )
        for question, label in question_names(say).items()
    ]
    sentence = kit.field(
        "sentence",
        say.text("One sentence for the managers, if you like"),
        kit.paragraph(max_length=rule.SENTENCE_MAX),
        optional=True,
    )
    return kit.modal(
        ids.MODAL_GOODBYE,
        say.text("Three short questions"),
        [kit.section("page", intro), *fields, sentence],
        submit=say.text("Send"),
        close=say.text("Cancel"),
        meta={"ending": seen.id},
    )


def answered(language: str) -> Message:
    return Message(speech(language).text("Thank you. It helps those who come after you."))


def question_names(say: Speech) -> dict[str, str]:
    return {
        "helped": say.text("Was the time together good for you?"),
        "hours": say.text("Were the hours right?"),
        "support": say.text("Did the programme support you enough?"),
    }


def answer_names(say: Speech) -> dict[tuple[str, str], str]:
    yes, partly, no = say.text("Yes"), say.text("Partly"), say.text("No")
    return {
        ("helped", "yes"): yes,
        ("helped", "partly"): partly,
        ("helped", "no"): no,
        ("hours", "right"): say.text("Just right"),
        ("hours", "too_few"): say.text("Too few"),
        ("hours", "too_many"): say.text("Too many"),
        ("support", "yes"): yes,
        ("support", "partly"): partly,
        ("support", "no"): no,
    }


def someone_answered(seen: Seen, by: str, language: str) -> Message:
    """To a manager: the words are behind the button."""
    say = speech(language)
    text = say.text("<@{user}> has answered the closing questions.", user=by)
    read = kit.button(say.text("Read the answers"), ids.END_READ, seen.id)
    return Message(text, (kit.section("answered", text), kit.buttons("answered_do", read)))


def for_managers(seen: Seen, written: Sequence[Written], language: str) -> View:
    """What was said to the managers; words are kept for thirty days."""
    say = speech(language)
    head = say.text(
        "The team of <@{student}> and <@{buddy}>. Reason: {reason}. What is written here is for you alone, and is kept for 30 days after the end.",
        student=seen.student_id,
        buddy=seen.buddy_id,
        reason=reason_names(say)[seen.reason],
    )
    blocks = [kit.section("page", head)]
    for number, one in enumerate(written):
        who = say.text("*<@{user}>*", user=one.user_id)
        lines = [who]
        if one.kind is EndWords.SURVEY:
            questions, names = question_names(say), answer_names(say)
            lines += [
                f"{questions[question]} {names[question, said]}" for question, said in one.answers.items()
            ]
        blocks.append(kit.section(f"by_{number}", "\n".join(lines)))
        if one.text:
            blocks.append(kit.quote(f"words_{number}", one.text))
    if not written:
        blocks.append(kit.section("nothing", say.text("Nothing is written here any more.")))
    return kit.modal("message", say.text("At the end"), blocks, close=say.text("Close"))


def certificate_form(seen: Seen, language: str) -> View:
    say = speech(language)
    words = say.text(
        "Your certificate says {hours} with one student, from {first} to {last}. I do not keep the name that you write here.",
        hours=say.hours(seen.minutes),
        first=say.day_and_year(seen.began_on),
        last=say.day_and_year(seen.ended_on or seen.began_on),
    )
    field = kit.line(max_length=rule.NAME_MAX)
    return kit.modal(
        ids.MODAL_CERTIFICATE,
        say.text("My certificate"),
        [kit.section("page", words), kit.field("name", say.text("Name on your certificate"), field)],
        submit=say.text("Make it"),
        close=say.text("Cancel"),
        meta={"ending": seen.id},
    )


def certificate_coming(language: str) -> Message:
    return Message(speech(language).text("Your certificate comes in a moment, as a message from me."))


def certificate(language: str) -> Message:
    return Message(
        speech(language).text(
            "Your certificate comes with this message. Thank you for every hour. If you see no file, or something is not right, press “My certificate” again."
        )
    )


def later_question(seen: Seen, language: str) -> Message:
    """Months after the end, once."""
    say = speech(language)
    text = say.text(
        "It is a while since your time with a buddy. How is it going? One click is enough, I ask only once, and no name is shown with the answers."
    )
    names = later_names(say)
    do = [kit.button(names[one], action, seen.id) for one, action in _LATER.items()]
    return Message(text, (kit.section("later", text), kit.buttons("later_do", *do)))


def later_names(say: Speech) -> dict[str, str]:
    return {
        "tech": say.text("Working in tech"),
        "studying": say.text("Studying"),
        "looking": say.text("Looking"),
        "rather_not": say.text("I would rather not say"),
    }


def later_said(language: str) -> Message:
    return Message(speech(language).text("Thank you for telling me. I wish you well."))


_LATER = {
    "tech": ids.LATER_TECH,
    "studying": ids.LATER_STUDYING,
    "looking": ids.LATER_LOOKING,
    "rather_not": ids.LATER_RATHER_NOT,
}


def later_in_words(intake: Intake, say: Speech) -> str:
    """As the settings say it."""
    if not intake.later_months:
        asks = say.text("Nobody is asked how it is going after the end of a team.")
    else:
        asks = say.count(
            intake.later_months,
            "One month after the end of a team its student is asked once how it is going.",
            "{n} months after the end of a team its student is asked once how it is going.",
        )
    names = later_names(say)
    counted = [
        say.joined(": ", names[one], str(number))
        for one, number in intake.later_answers.items()
        if one in names
    ]
    if not counted:
        return asks
    so_far = say.text("Answers so far: {answers}.", answers=say.row(sorted(counted)))
    return f"{asks} {so_far}"
