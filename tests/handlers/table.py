"""Who may do what: one line for each listener and thing it can be asked to do."""

from __future__ import annotations

from bot import ids
from bot.rules.conduct import POINTS
from bot.services import drafts
from tests import texts
from tests.handlers import endings
from tests.handlers.lines import (
    EVERYBODY,
    MANAGERS,
    MEMBERS,
    NOBODY,
    READERS,
    SETTERS,
    Ids,
    Line,
)
from tests.handlers.table_of_asking import of_asking
from tests.handlers.table_of_erasing import of_erasing
from tests.handlers.table_of_lists import of_lists
from tests.handlers.table_of_reports import of_reports
from tests.handlers.table_of_setup import KEPT, first_questions
from tests.handlers.table_of_teams import of_teams
from tests.versions import CLASS, DUTY


def table(here: Ids) -> list[Line]:
    """Who may do what."""
    return [
        *_words(),
        *of_teams(here),
        *endings.lines(here, Line),
        *_managing(here),
        *_matching(here),
        *_helping(here),
        *of_asking(here),
        *of_lists(here),
        *_leftovers(),
    ]


def _words() -> list[Line]:
    return [
        Line("command", ids.CODEBUDDY, EVERYBODY),
        Line("command", ids.CODEBUDDY, EVERYBODY, "contacts"),
        Line("command", ids.CODEBUDDY, EVERYBODY, "status"),
        Line("command", ids.CODEBUDDY, EVERYBODY, "language"),
        Line("command", ids.CODEBUDDY, EVERYBODY, "language es"),
        Line("click", ids.LANGUAGE_OPEN, EVERYBODY),
        Line("click", ids.OWN_DATA_OPEN, EVERYBODY),
        Line("click", ids.OWN_DATA_GET, EVERYBODY),
        Line("click", ids.CORRECT_OPEN, EVERYBODY),
        *of_erasing(),
        Line("submission", ids.MODAL_LANGUAGE, EVERYBODY, fields=(("language", "es"),)),
        Line("command", ids.CODEBUDDY, EVERYBODY, "volunteer"),
        Line("command", ids.CODEBUDDY, EVERYBODY - {"student"}, "request"),
        Line("command", ids.CODEBUDDY, SETTERS, "setup"),
        Line("command", ids.CODEBUDDY, SETTERS, "settings"),
        Line("command", ids.CODEBUDDY, READERS, "report"),
        Line("command", ids.CODEBUDDY, READERS, "report last quarter"),
        Line("command", ids.CODEBUDDY, SETTERS, "doctor"),
        Line("command", ids.CODEBUDDY, MANAGERS, "handover"),
        Line("command", ids.CODEBUDDY, MANAGERS, "match"),
        Line("command", ids.CODEBUDDY, MANAGERS, "digest"),
        Line("command", ids.CODEBUDDY, MANAGERS, "broadcast"),
        Line("command", ids.CODEBUDDY, MANAGERS, "request history"),
        Line("command", ids.CODEBUDDY, MANAGERS, "request history <@U0SOMEBODY|somebody>"),
        Line("command", ids.CODEBUDDY, NOBODY, "request history somebody"),
        Line("command", ids.CODEBUDDY, MEMBERS, "log 1h"),
        Line("click", ids.CODEBUDDY_HELP, EVERYBODY, "help"),
        Line("click", ids.CODEBUDDY_DO, MANAGERS, "match"),
        Line("click", ids.CODEBUDDY_DO, SETTERS, "setup"),
        Line("click", ids.CODEBUDDY_DO, SETTERS, "settings"),
        Line("event", "app_home_opened", EVERYBODY),
    ]


def _managing(here: Ids) -> list[Line]:
    named, team = here.people, str(here.team)
    wish = (
        ("project_manager", named["project manager"]),
        ("programme_manager", named["programme manager"]),
        ("language", "en"),
    )
    return [
        Line("click", ids.SETUP_OPEN, SETTERS),
        Line("submission", ids.MODAL_SETUP, SETTERS, fields=wish, meta=(("was", here.version),), by_id=True),
        *_settings(here),
        *first_questions(here),
        *_routing(here),
        *of_reports(here),
        Line("click", ids.TASK_DONE, MANAGERS, str(here.open_task), by_id=True),
        Line("click", ids.TASK_PUT_BACK, frozenset({"project manager"}), str(here.done_task), by_id=True),
        Line("click", ids.REMEDIES_OPEN, MANAGERS, str(here.waiting), by_id=True),
        Line("click", ids.RECRUIT_OPEN, MANAGERS),
        *_tasks(here),
        Line("click", ids.INTRODUCTION_DONE, MANAGERS, team, by_id=True),
        Line("click", ids.CHANNEL_AGAIN, MANAGERS, team, by_id=True),
        Line("click", ids.CHANNEL_INVITE, MANAGERS, str(here.invite_task), by_id=True),
    ]


def _tasks(here: Ids) -> list[Line]:
    task, petra = here.open_task, here.people["project manager"]
    meta = (("task", task), ("moves", 0))
    return [
        Line("click", ids.TASKS_ALL, MANAGERS, "1"),
        Line("click", ids.TASKS_MINE, MANAGERS, "1"),
        Line("click", ids.TASK_CARD, MANAGERS, str(task), by_id=True),
        Line("click", ids.TASK_LATER, MANAGERS, f"{task}:0:next_week", by_id=True),
        Line("click", ids.TASK_DAY, MANAGERS, "2026-03-20", meta=meta, by_id=True),
        Line("click", ids.TASK_GIVE, MANAGERS, petra, meta=meta, by_id=True),
        Line("click", ids.TASK_MOVE_BACK, frozenset({"project manager"}), str(here.moved_task), by_id=True),
    ]


def _cloning(here: Ids) -> list[Line]:
    sure = (("was", here.settings_mark), ("seen", drafts.mark({"text": here.settings_text})))
    return [
        Line("click", ids.CLONE_EXPORT, SETTERS),
        Line("click", ids.CLONE_OPEN, SETTERS),
        Line("click", ids.CLONE_MORE, SETTERS),
        Line("submission", ids.MODAL_CLONE, SETTERS, fields=(("text", here.settings_text),)),
        Line("submission", ids.MODAL_CLONE_SURE, SETTERS, fields=(("text", ""),), meta=sure),
    ]


def _settings(here: Ids) -> list[Line]:
    entered = KEPT | {
        ids.MODAL_LANGUAGES: (("languages", "English"),),
        ids.MODAL_TOPICS: (("topics", "React"),),
        ids.MODAL_TRAITS: (("traits", "a woman"),),
        ids.MODAL_PROMISE: (("still", "7"), ("listed", "10"), ("overdue", "14")),
        ids.MODAL_ANSWERS: (("remind", "48"), ("pass_on", "72"), ("student", "72")),
        ids.MODAL_IDLE: (("idle", "60"), ("answer", "14")),
        ids.MODAL_MINORS: (("minors", "no"),),
        ids.MODAL_EMERGENCY: (("country", "Spain"), ("danger", "112")),
        ids.MODAL_HELP_CHANNEL: (("support_channel", "C0HELP"),),
        ids.MODAL_REMINDERS: (
            *(("weekday", "3"), ("time", "17:00"), ("where", "channel")),
            *(("class_days", ["0"]), ("class_from", "10:00"), ("class_to", "14:00")),
        ),
        ids.MODAL_BREAKS: (("first", "2026-05-04"), ("last", "2026-05-08"), ("country", "ES")),
        ids.MODAL_HOURS: (("hours", "3h"),),
        ids.MODAL_ZONE: (("timezone", "Europe/Lisbon"),),
        ids.MODAL_QUIET: (("opens", "08:00"), ("closes", "22:00")),
        ids.MODAL_LATER: (("months", "6"),),
        ids.MODAL_WORTH: (("amount", "15"), ("currency", "EUR")),
        ids.MODAL_DIGEST: (("weekday", "0"), ("time", "09:00")),
        ids.MODAL_VENUES: (("free", "Library"),),
        ids.MODAL_FEATURES: (("features", ["questions", "thanks"]),),
        ids.MODAL_BEGINNINGS: (("channel", "launch"), ("house_note", "x")),
    }
    of_class = (("name", "One"), ("course", "One"), ("language", ""), ("standing", "open"))
    return [
        Line("click", ids.SETTINGS_OPEN, SETTERS),
        Line("click", ids.SETTINGS_CHANGE, SETTERS, "topics"),
        Line("click", ids.SETTINGS_CHANGE, NOBODY, "something"),
        Line("click", ids.DOCTOR, SETTERS),
        *_handing_over(here),
        *_cloning(here),
        Line("click", ids.SETTINGS_HISTORY, SETTERS, "1"),
        Line("click", ids.SETTINGS_PUT_BACK, SETTERS, str(here.school_break_change), by_id=True),
        *_own_texts(),
        Line("click", ids.BREAKS_OPEN, SETTERS),
        Line("click", ids.BREAK_REMOVE, SETTERS, str(here.school_break), by_id=True),
        Line("click", ids.CLASSES_OPEN, SETTERS),
        Line("click", ids.CLASS_OPEN, SETTERS),
        Line("click", ids.CLASS_OPEN, NOBODY, "web-nowhere"),
        Line(
            "submission",
            ids.MODAL_CLASS,
            SETTERS,
            fields=of_class,
            meta=(("was", here.versions[ids.MODAL_CLASS]), ("class", CLASS)),
        ),
        *(
            Line("submission", modal, SETTERS, fields=fields, meta=(("was", here.versions[modal]),))
            for modal, fields in entered.items()
        ),
    ]


def _own_texts() -> list[Line]:
    meta = (*texts.OWN.items(), ("was", texts.OWN_WAS))
    return [
        Line("click", ids.TEXTS_OPEN, MANAGERS),
        Line("click", ids.TEXT_OPEN, MANAGERS, "welcome"),
        Line("click", ids.TEXT_OPEN, NOBODY, "private"),
        Line("click", ids.TEXT_CHANGE, MANAGERS, "welcome:en"),
        Line("click", ids.TEXT_CHANGE, NOBODY, "welcome:tlh"),
        Line("click", ids.TEXT_BACK, MANAGERS, meta=meta),
        Line("click", ids.TEXT_RESET, MANAGERS, "welcome:en"),
        Line("submission", ids.MODAL_TEXT, MANAGERS, fields=(("words", texts.OWN_WORDS),), meta=meta),
        Line("submission", ids.MODAL_TEXT_SAVE, MANAGERS, meta=(*meta, ("seen", texts.OWN_SEEN))),
        Line("submission", ids.MODAL_TEXT_RESET, MANAGERS, meta=meta),
    ]


def _handing_over(here: Ids) -> list[Line]:
    petra, mateo = here.people["project manager"], here.people["programme manager"]
    two = frozenset({"project manager", "wellbeing"})
    successor = (("successor", here.people["wellbeing"]),)
    return [
        Line("click", ids.HANDOVER_OPEN, MANAGERS),
        Line("submission", ids.MODAL_HANDOVER, frozenset({"backup"}), fields=successor),
        Line("click", ids.HANDOVER_YES, frozenset({"wellbeing"}), mateo, by_id=True),
        Line("click", ids.HANDOVER_NO, two, petra, by_id=True),
        Line("click", ids.HANDOVER_FINISH, frozenset({"project manager"})),
    ]


def _routing(here: Ids) -> list[Line]:
    """The project manager's own hours are a manager's business; the wellbeing contact's, the programme manager's."""
    petra, wanda = here.people["project manager"], here.people["wellbeing"]
    theirs = frozenset({"programme manager"})
    times, was = tuple(DUTY.items()), ("was", here.versions[ids.MODAL_DUTY])
    named = (("stand_ins", [wanda]), ("wellbeing", [wanda]), ("kept_days", "30"))
    was_named = (("was", here.versions[ids.MODAL_CONFIDENCE]),)
    return [
        Line("click", ids.ROUTING_OPEN, MANAGERS),
        Line("click", ids.DUTY_OPEN, MANAGERS | {"wellbeing"}),
        Line("click", ids.DUTY_OPEN, MANAGERS, petra, by_id=True),
        Line("click", ids.DUTY_OPEN, theirs | {"wellbeing"}, wanda, by_id=True),
        Line("click", ids.DUTY_OPEN, NOBODY, here.people["waiting"]),
        Line("submission", ids.MODAL_DUTY, MANAGERS, fields=times, meta=(("user", petra), was), by_id=True),
        Line("click", ids.CONFIDENCE_OPEN, theirs),
        Line("submission", ids.MODAL_CONFIDENCE, theirs, fields=named, meta=was_named),
    ]


def _matching(here: Ids) -> list[Line]:
    vera, proposal = here.people["volunteer"], str(here.proposal)
    asked = (("class", "web-en"), ("fluent", ["en"]), ("topics", []), ("wish", ""))
    meeting = (("times", []), ("place", "remote"), ("city", ""), ("traits", []), ("agreed", ["unnamed"]))
    offered = (("fluent", ["en"]), ("topics", []), ("capacity", "1"), ("minutes", "120"), ("hello", ""))
    meets = (("times", []), ("place", "remote"), ("city", ""), ("traits", []), ("conduct", list(POINTS)))
    return [
        Line("shortcut", ids.SHORTCUT_REQUEST, EVERYBODY - {"student"}),
        Line("click", ids.REQUEST_OPEN, EVERYBODY - {"student"}),
        Line("click", ids.REQUEST_WITHDRAW, frozenset({"waiting"}), str(here.request), by_id=True),
        Line("click", ids.REQUEST_BACK, EVERYBODY - {"student"}),
        Line("click", ids.REQUEST_PUT_BACK, frozenset({"volunteer"}), str(here.withdrawn), by_id=True),
        Line("submission", ids.MODAL_REQUEST, EVERYBODY - {"student"}, fields=asked),
        Line("submission", ids.MODAL_REQUEST_MEETING, EVERYBODY - {"student"}, fields=meeting),
        Line("click", ids.VOLUNTEER_OPEN, EVERYBODY),
        Line("click", ids.VOLUNTEER_APPROVE, MANAGERS, vera, by_id=True),
        Line("click", ids.VOLUNTEER_PAUSE, frozenset({"volunteer"}), vera, by_id=True),
        Line("click", ids.VOLUNTEER_GO_ON, frozenset({"volunteer"})),
        Line("click", ids.VOLUNTEER_NOT_NOW, MANAGERS, vera, by_id=True),
        Line("click", ids.VOLUNTEER_FIRST, EVERYBODY),
        Line("click", ids.VOLUNTEER_CHAT, MANAGERS, vera, by_id=True),
        Line("click", ids.VOLUNTEER_READ, MANAGERS, vera, by_id=True),
        Line("click", ids.VOLUNTEER_FULL, frozenset({"volunteer"})),
        Line("click", ids.VOLUNTEER_BACK, frozenset({"volunteer"})),
        Line("click", ids.VOLUNTEER_STILL, frozenset({"volunteer"})),
        Line("submission", ids.MODAL_VOLUNTEER, EVERYBODY, fields=offered),
        Line("submission", ids.MODAL_VOLUNTEER_SECOND, EVERYBODY, fields=meets),
        Line(
            "submission",
            ids.MODAL_CHECK,
            MANAGERS,
            fields=(("checked_on", "2026-02-02"),),
            meta=(("volunteer", vera),),
            by_id=True,
        ),
        Line("click", ids.PROPOSAL_APPROVE, MANAGERS, proposal, by_id=True),
        Line("click", ids.PROPOSAL_REJECT, MANAGERS, proposal, by_id=True),
        Line("click", ids.PROPOSAL_TAKE_BACK, MANAGERS, proposal, by_id=True),
        Line("click", ids.PROPOSAL_NOTE, MANAGERS, proposal, by_id=True),
        *_choosing(here),
        Line("click", ids.NEVER_PAIR_OPEN, EVERYBODY),
        Line("submission", ids.MODAL_NEVER_PAIR, EVERYBODY, fields=(("never", [vera]),)),
        Line("click", ids.OFFER_FULL, frozenset({"volunteer"}), proposal, by_id=True),
        Line(
            "submission",
            ids.MODAL_OFFER_DECLINE,
            frozenset({"volunteer"}),
            fields=(("reason", "other"),),
            meta=(("proposal", here.proposal),),
            by_id=True,
        ),
        Line("click", ids.OFFER_ACCEPT, frozenset({"volunteer"}), proposal, by_id=True),
        Line("click", ids.OFFER_DECLINE, frozenset({"volunteer"}), proposal, by_id=True),
        Line("click", ids.BUDDY_ACCEPT, frozenset({"waiting"}), proposal, by_id=True),
        Line("click", ids.BUDDY_DECLINE, frozenset({"waiting"}), proposal, by_id=True),
    ]


def _choosing(here: Ids) -> list[Line]:
    """Olga waits without a possible team; Vera has a place left."""
    vera, request = here.people["volunteer"], here.waiting
    seen = (("request", request), ("instead", 0))
    return [
        Line("click", ids.REQUEST_TAKE_OFF, MANAGERS, str(here.request), by_id=True),
        Line(
            "submission",
            ids.MODAL_TAKE_OFF,
            MANAGERS,
            fields=(("reason", "something_else"),),
            meta=(("request", here.request),),
            by_id=True,
        ),
        Line("click", ids.PROPOSAL_OTHERS, MANAGERS, str(request), by_id=True),
        Line("click", ids.PROPOSAL_CHOOSE, MANAGERS, vera, meta=seen, by_id=True),
        Line("submission", ids.MODAL_CHOOSE, MANAGERS, fields=(("somebody", vera),), meta=seen, by_id=True),
        Line(
            "submission",
            ids.MODAL_CHOOSE_ANYWAY,
            MANAGERS,
            fields=(("why", "x"),),
            meta=(*seen, ("volunteer", vera)),
            by_id=True,
        ),
    ]


def _helping(here: Ids) -> list[Line]:
    """The case is the outsider's; its only reader is the programme manager, who has nobody for her own."""
    call, case = here.call, here.case
    asker, reader, words = frozenset({"outsider"}), frozenset({"programme manager"}), ("words", "x")
    line = [here.people[role] for role in ("project manager", "programme manager", "backup")]
    project, programme, backup = line
    more = (("kind", "more"), ("people", line))
    talk = (("kind", "talk"), ("people", [programme, project, backup]))
    return [
        Line("command", ids.ESCALATE, EVERYBODY),
        Line("shortcut", ids.SHORTCUT_HELP, EVERYBODY),
        Line("click", ids.HELP_OPEN, EVERYBODY),
        Line(
            "submission",
            ids.MODAL_HELP,
            EVERYBODY,
            fields=(("when", "today"), words),
            meta=more,
        ),
        Line("submission", ids.MODAL_HELP, EVERYBODY, fields=(("door", "unsafe"),)),
        Line(
            "submission",
            ids.MODAL_HELP,
            EVERYBODY - reader - {"outsider"},
            fields=(words, ("reach", "x"), ("pass_on", ["yes"])),
            meta=talk,
        ),
        Line("click", ids.HELP_ACKNOWLEDGE, MANAGERS, call, by_id=True),
        Line("click", ids.HELP_CLOSE, MANAGERS | {"student"}, call, by_id=True),
        Line("click", ids.HELP_HAND_OVER, MANAGERS, call, by_id=True),
        Line(
            "submission",
            ids.MODAL_HELP_HAND_OVER,
            MANAGERS - {"backup"},
            fields=(("to", line[-1]), ("why", "x")),
            meta=(("call", call),),
            by_id=True,
        ),
        Line(
            "submission",
            ids.MODAL_HELP_RESOLVE,
            MANAGERS,
            fields=(("helped", "x"),),
            meta=(("call", call),),
            by_id=True,
        ),
        Line("click", ids.HELP_REOPEN, frozenset({"student"}), call, by_id=True),
        Line("click", ids.PRIVATE_OPEN, EVERYBODY),
        Line("click", ids.PRIVATE_OPEN, reader, case, by_id=True),
        Line("click", ids.PRIVATE_STEP, reader, f"acknowledge:{case}", by_id=True),
        Line("click", ids.PRIVATE_STEP, reader, f"close:{case}", by_id=True),
        Line("click", ids.PRIVATE_OPEN, asker, f"add:{case}", by_id=True),
        Line("click", ids.PRIVATE_OPEN, reader, f"close:{case}", by_id=True),
        Line("submission", ids.MODAL_PRIVATE, reader, meta=(("case", case), ("do", "close")), by_id=True),
        Line("submission", ids.MODAL_PRIVATE, asker, fields=(words,), meta=(("case", case),), by_id=True),
        Line("click", ids.PRIVATE_STEP, asker, f"erase:{case}", by_id=True),
        Line("click", ids.PRIVATE_STEP, asker, f"withdraw:{case}", by_id=True),
    ]


def _leftovers() -> list[Line]:
    return [Line("click", "*", NOBODY), Line("submission", "*", NOBODY)]
