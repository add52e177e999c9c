"""`/codebuddy report`: figures of a time, as a message or a file; and the numbers of the classes that it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import class_numbers as numbers_rule
from bot.rules import period_words, periods
from bot.rules.access import require_reader, require_set_up
from bot.rules.period_words import Asked, Form
from bot.rules.periods import Period, When
from bot.services import home, report, report_orders, rosters
from bot.views import class_numbers, report_form
from bot.views.answer import Answer, Back, OpenModal, Say, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def typed(visit: Visit, said: Command | Click, rest: str) -> Answer:
    """What was typed after the word, where all of it is sure; else the form with what was understood."""
    _require(visit)
    today = report.today(visit.db, visit.now)
    asked = period_words.understand(rest, today, report.course(visit.db))
    if asked.form is Form.JSON and asked.is_sure:
        return _send(visit, periods.year(today.year), Form.JSON)
    wrong = _wrong(asked, today)
    if asked.period is None or not asked.is_sure or wrong is not None:
        return OpenModal(_form(visit, asked, wrong))
    return _send(visit, asked.period, asked.form or Form.MESSAGE)


def chosen(visit: Visit, said: Submission) -> Answer:
    """The form. Days beside a ready-made time are refused, not passed over."""
    _require(visit)
    form = next((one for one in Form if one == said.text("form")), None)
    when = next((one for one in When if one == said.text("when")), None)
    if form is None or when is None:
        raise UserError(Wrong.UNKNOWN_CHOICE, block="form" if form is None else "when")
    today = report.today(visit.db, visit.now)
    if form is Form.JSON:
        return _send(visit, periods.year(today.year), form)
    first, last = _day(said, "first"), _day(said, "last")
    period = periods.chosen(when, first, last, today, report.course(visit.db))
    return _send(visit, period, form)


def as_file(form: Form) -> Callable[[Visit, Click], Answer]:
    """The button under a report that sends the same as a file."""

    def send(visit: Visit, said: Click) -> Answer:
        first, _, last = said.value.partition(":")
        try:
            period = Period(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            raise UserError(Wrong.GONE) from None
        return _send(visit, period, form)

    return send


def list_numbers(visit: Visit, said: Click) -> Answer:
    return OpenModal(class_numbers.listed(rosters.all_classes(visit.db, visit.who), visit.who.language))


def open_numbers(visit: Visit, said: Click) -> Answer:
    """From the list of numbers, or from the form of the class, which then stays as it is."""
    one = rosters.one_class(visit.db, visit.who, said.value)
    was, today = rosters.version(visit.db, said.value), report.today(visit.db, visit.now)
    return OpenModal(class_numbers.form(one, today, was, visit.who.language, above="class" in said.meta))


def enter_numbers(visit: Visit, said: Submission) -> Answer:
    """Where others of the same day are in the way, the form comes again with these, and what she has typed."""
    key, who = str(said.meta.get("class") or ""), visit.who
    rosters.one_class(visit.db, who, key)
    typed = {block: said.text(block) for block in numbers_rule.FIELDS}
    today = report.today(visit.db, visit.now)
    day, numbers = numbers_rule.read(typed, today, rosters.first_day(visit.db, key))
    if there := rosters.in_the_way(visit.db, key, day, str(said.meta.get("was") or "")):
        return UpdateModal(_overtaken(visit, said, there, today, typed))
    one = rosters.enter(visit.db, visit.now, who, key, numbers, day)
    home.refresh(visit.db, who.user_id, said.view_id, visit.now)
    later = rosters.has_later(visit.db, key, day)
    told = class_numbers.kept(one, day, numbers, today, who.language, has_later=later)
    if said.meta.get("above"):
        return Say(class_numbers.kept_message(told))
    return Back(class_numbers.listed(rosters.all_classes(visit.db, who), who.language, told=told))


def _overtaken(
    visit: Visit, said: Submission, there: rosters.Entry, today: date, typed: class_numbers.Entered
) -> View:
    who, day, above = visit.who, there.numbers.as_of, bool(said.meta.get("above"))
    one = rosters.one_class(visit.db, who, there.numbers.class_key)
    told = class_numbers.overtaken(there, today, who.language, who.timezone)
    return class_numbers.form(one, day, there.mark, who.language, above=above, typed=typed, told=told)


def _send(visit: Visit, period: Period, form: Form) -> Answer:
    report_orders.order(visit.db, visit.now, visit.who, period, form)
    return Say(report_form.coming(period, form, visit.who.language))


def _form(visit: Visit, asked: Asked, wrong: UserError | None) -> View:
    has_course = report.course(visit.db) is not None
    return report_form.form(asked, wrong, visit.who.language, has_course=has_course)


def _wrong(asked: Asked, today: date) -> UserError | None:
    """Why the days that were typed cannot be, as the form says it; None where none were typed, or they can."""
    if asked.days == (None, None):
        return None
    try:
        periods.check(*asked.days, today)
    except UserError as wrong:
        return wrong
    return None


def _day(said: Submission, block: str) -> date | None:
    try:
        return date.fromisoformat(said.text(block))
    except ValueError:
        return None


def _require(visit: Visit) -> None:
    require_reader(visit.who)
    require_set_up(visit.who)


def register(door: Door) -> None:
    door.click(ids.REPORT_XLSX, as_file(Form.XLSX))
    door.click(ids.REPORT_CSV, as_file(Form.CSV))
    door.click(ids.CLASS_NUMBERS_LIST, list_numbers)
    door.click(ids.CLASS_NUMBERS_OPEN, open_numbers)
    door.submission(ids.MODAL_REPORT, chosen)
    door.submission(ids.MODAL_CLASS_NUMBERS, enter_numbers)
