"""After the end of a team: thanks, three questions, the channel, going on, a certificate, how it is going later."""

from __future__ import annotations

from collections.abc import Callable

from bot import ids
from bot.delivery.certificate import can_write
from bot.errors import UserError, Wrong
from bot.services import after_end, ended, goodbyes, home
from bot.services.ended import Seen
from bot.views import errors
from bot.views import goodbyes as views
from bot.views.answer import Answer, Message, OpenModal, Say, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from models.enums import ChannelWish, EndWords


def thanks_form(visit: Visit, said: Click) -> Answer:
    found = _open(visit, said)
    _once(visit, found, EndWords.THANKS)
    return OpenModal(views.thanks_form(found, visit.who.user_id, visit.who.language))


def thanks(visit: Visit, said: Submission) -> Answer:
    found = goodbyes.thank(visit.db, visit.vault, visit.now, visit.who, _number(said), said.text("thanks"))
    return Say(views.thanked(found, visit.who.user_id, visit.who.language))


def survey(visit: Visit, said: Click) -> Answer:
    found = _open(visit, said)
    _once(visit, found, EndWords.SURVEY)
    return OpenModal(views.survey(found, visit.who.language))


def answered(visit: Visit, said: Submission) -> Answer:
    given = {question: said.text(question) for question in goodbyes.QUESTIONS}
    goodbyes.answer(visit.db, visit.vault, visit.now, visit.who, _number(said), given, said.text("sentence"))
    return Say(views.answered(visit.who.language))


def keep_channel(visit: Visit, said: Click) -> Answer:
    return _channel(visit, said, ChannelWish.KEEP)


def archive_channel(visit: Visit, said: Click) -> Answer:
    return _channel(visit, said, ChannelWish.ARCHIVE)


def go_on(visit: Visit, said: Click) -> Answer:
    found = after_end.go_on(visit.db, visit.now, visit.who, said.number)
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return _tell(visit, said, views.go_on_said(found, visit.who.user_id, visit.who.language))


def leave_it(visit: Visit, said: Click) -> Answer:
    after_end.leave_it(visit.db, visit.now, visit.who, said.number)
    return _tell(visit, said, views.left_here(visit.who.language), instead=True)


def still(visit: Visit, said: Click) -> Answer:
    after_end.still(visit.db, visit.who, said.number)
    return _tell(visit, said, views.still_going(visit.who.language), instead=True)


def done(visit: Visit, said: Click) -> Answer:
    found = after_end.done(visit.db, visit.now, visit.who, said.number)
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return _tell(visit, said, views.all_done(found, visit.who.user_id, visit.who.language), instead=True)


def certificate_form(visit: Visit, said: Click) -> Answer:
    found = _open(visit, said)
    if visit.who.user_id != found.buddy_id:
        raise UserError(Wrong.NOT_YOURS)
    if not found.minutes:
        raise UserError(Wrong.NO_HOURS_HELD)
    return OpenModal(views.certificate_form(found, visit.who.language))


def certificate(visit: Visit, said: Submission) -> Answer:
    if not can_write(said.text("name").strip()):
        raise UserError(Wrong.CANNOT_WRITE, block="name")
    goodbyes.certify(visit.db, visit.vault, visit.now, visit.who, _number(said), said.text("name"))
    return Say(views.certificate_coming(visit.who.language))


def later(word: str) -> Callable[[Visit, Click], Answer]:
    """The button that stands for one answer."""

    def say(visit: Visit, said: Click) -> Answer:
        goodbyes.later(visit.db, visit.now, visit.who, said.number, word)
        return _tell(visit, said, views.later_said(visit.who.language), instead=True)

    return say


def _channel(visit: Visit, said: Click, wish: ChannelWish) -> Answer:
    found = after_end.wish_channel(visit.db, visit.now, visit.who, said.number, wish)
    return _tell(visit, said, views.channel_wished(found, wish, visit.who.user_id, visit.who.language))


def _open(visit: Visit, said: Click) -> Seen:
    return ended.of_member(visit.db, visit.who, said.number)


def _once(visit: Visit, found: Seen, kind: EndWords) -> None:
    """Asked before anything is typed."""
    if goodbyes.has_said(visit.db, found.id, visit.who.user_id, kind):
        raise UserError(Wrong.ALREADY_DONE)


def _number(said: Submission) -> int:
    number = said.meta.get("ending")
    if not isinstance(number, int):
        raise UserError(Wrong.GONE)
    return number


def _tell(visit: Visit, said: Click, message: Message, *, instead: bool = False) -> Answer:
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=instead)


def register(door: Door) -> None:
    door.click(ids.THANKS_OPEN, thanks_form)
    door.click(ids.GOODBYE_OPEN, survey)
    door.click(ids.CHANNEL_KEEP, keep_channel)
    door.click(ids.CHANNEL_ARCHIVE, archive_channel)
    door.click(ids.GO_ON_YES, go_on)
    door.click(ids.GO_ON_NO, leave_it)
    door.click(ids.GO_ON_STILL, still)
    door.click(ids.GO_ON_DONE, done)
    door.click(ids.CERTIFICATE_OPEN, certificate_form)
    door.click(ids.LATER_TECH, later("tech"))
    door.click(ids.LATER_STUDYING, later("studying"))
    door.click(ids.LATER_LOOKING, later("looking"))
    door.click(ids.LATER_RATHER_NOT, later("rather_not"))
    door.submission(ids.MODAL_THANKS, thanks)
    door.submission(ids.MODAL_GOODBYE, answered)
    door.submission(ids.MODAL_CERTIFICATE, certificate)
