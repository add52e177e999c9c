"""What can go wrong for a person. Raising one rolls back; `views/errors.py` words it, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Wrong(StrEnum):
    """The situations that have a sentence of their own."""

    NOT_YOURS = "not_yours"
    FOR_MANAGERS = "for_managers"
    NOT_A_MEMBER = "not_a_member"
    NOT_SET_UP = "not_set_up"
    GONE = "gone"
    STALE = "stale"
    BUSY = "busy"
    FULL = "full"
    BROKEN = "broken"
    BROKEN_HELP = "broken_help"
    SLACK_AWAY = "slack_away"
    CANNOT_READ = "cannot_read"
    NO_DURATION = "no_duration"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    BEFORE_TEAM = "before_team"
    BAD_DATE = "bad_date"
    WHICH_DAY = "which_day"
    UNKNOWN_LANGUAGE = "unknown_language"
    TWO_LENGTHS = "two_lengths"
    NO_TEAM = "no_team"
    WHICH_TEAM = "which_team"
    TEXT_TOO_LONG = "text_too_long"
    UNKNOWN_CHOICE = "unknown_choice"
    NOTHING_CHOSEN = "nothing_chosen"
    BAD_EMAIL = "bad_email"
    HAS_TEAM = "has_team"
    ALREADY_DONE = "already_done"
    NOBODY_TO_ASK = "nobody_to_ask"
    NOT_AGREED_TO_THAT = "not_agreed_to_that"
    ONE_IS_OPEN = "one_is_open"
    OTHER_READERS = "other_readers"
    NOBODY_LEFT = "nobody_left"
    WANTED_AND_NOT = "wanted_and_not"
    READS_CHANNEL = "reads_channel"
    HAS_IT = "has_it"
    IS_CLOSED = "is_closed"
    OLD_BUTTON = "old_button"
    OLD_FORM = "old_form"
    NO_PERSON = "no_person"
    NOT_ASKED = "not_asked"
    TOO_MANY = "too_many"
    NO_RECEIVER = "no_receiver"
    HAS_BEGUN = "has_begun"
    KEPT_OUT = "kept_out"
    HAS_LEFT = "has_left"
    NO_LANGUAGE = "no_language"
    NO_CITY = "no_city"
    FIRST_PAGE_GONE = "first_page_gone"
    FIRST_PAGE_CHANGED = "first_page_changed"
    ASKS_MORE = "asks_more"
    TOO_FEW_HOURS = "too_few_hours"
    TICK_ALL = "tick_all"
    NOT_AGREED = "not_agreed"
    NO_DAY = "no_day"
    CHECK_IN_FUTURE = "check_in_future"
    AWAY_IN_PAST = "away_in_past"
    AWAY_TOO_LONG = "away_too_long"
    NOTHING_TO_LEAVE = "nothing_to_leave"
    AWAY_BEGINS_IN_PAST = "away_begins_in_past"
    AWAY_ENDS_FIRST = "away_ends_first"
    STAND_IN_FOR_STUDENT = "stand_in_for_student"
    STAND_IN_ASKED = "stand_in_asked"
    STAND_IN_NO_MANAGER = "stand_in_no_manager"
    BUDDY_IS_HERE = "buddy_is_here"
    STAND_IN_OVER = "stand_in_over"
    STAND_IN_SETTLED = "stand_in_settled"
    STAND_IN_NOT_FREE = "stand_in_not_free"
    KEYS_LOST = "keys_lost"
    MUST_WHAT = "must_what"
    ASKED_ANEW = "asked_anew"
    TOO_LATE_TO_PUT_BACK = "too_late_to_put_back"
    WHOSE_HISTORY = "whose_history"
    NOT_AVAILABLE = "not_available"
    PROPOSED_NOW = "proposed_now"
    THE_STUDENT = "the_student"
    NO_OFFER = "no_offer"
    NOT_APPROVED = "not_approved"
    NO_FREE_PLACE = "no_free_place"
    NO_REASON = "no_reason"
    NOTHING_WRITTEN = "nothing_written"
    NO_ENTRY = "no_entry"
    TOO_MANY_LINES = "too_many_lines"
    LINE_TOO_LONG = "line_too_long"
    LINE_TWICE = "line_twice"
    WHOLE_NUMBER = "whole_number"
    NOT_MORE = "not_more"
    NO_TELEPHONE = "no_telephone"
    SAME_CLASS = "same_class"
    CLASS_IN_USE = "class_in_use"
    TOO_MANY_CLASSES = "too_many_classes"
    NO_AGE = "no_age"
    OWN_PAIR = "own_pair"
    OWN_NOTE = "own_note"
    FOR_READERS = "for_readers"
    FOR_PROGRAMME_MANAGER = "for_programme_manager"
    READS_ANYWAY = "reads_anyway"
    NO_WEEKDAY = "no_weekday"
    NO_TIME = "no_time"
    CLOSES_BEFORE = "closes_before"
    AWAY_IS_OVER = "away_is_over"
    ENDS_BEFORE = "ends_before"
    AWAY_OVER_A_YEAR = "away_over_a_year"
    ONLY_THE_TWO = "only_the_two"
    NOTHING_NEW = "nothing_new"
    CORRECTED_MEANWHILE = "corrected_meanwhile"
    STRUCK_OUT = "struck_out"
    NOBODY_FOR_PLACE = "nobody_for_place"
    OTHER_LIST = "other_list"
    MEETING_PAST = "meeting_past"
    MEETING_FAR = "meeting_far"
    MEETING_OVERLAPS = "meeting_overlaps"
    PLACE_REFUSED = "place_refused"
    MEETING_TOO_LONG = "meeting_too_long"
    MEETING_MOVED = "meeting_moved"
    MEETING_OVER = "meeting_over"
    NO_MEETING = "no_meeting"
    NOBODY_TO_MEET = "nobody_to_meet"
    NO_HELP_CHANNEL = "no_help_channel"
    QUESTION_OVER = "question_over"
    NO_HOURS = "no_hours"
    HOURS_RANGE = "hours_range"
    SAME_HOURS = "same_hours"
    WISH_ANSWERED = "wish_answered"
    WISH_OVER = "wish_over"
    NO_MANAGER = "no_manager"
    BREAK_IN_PAST = "break_in_past"
    BREAK_ENDS_BEFORE = "break_ends_before"
    BREAK_TOO_LONG = "break_too_long"
    BREAK_OVERLAPS = "break_overlaps"
    NO_FIRST_DAY = "no_first_day"
    NO_LAST_DAY = "no_last_day"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_REGION = "unknown_region"
    REGION_ALONE = "region_alone"
    REMINDER_HOUR = "reminder_hour"
    NO_OPEN_HOUR = "no_open_hour"
    TEAM_ENDED = "team_ended"
    NO_TEAM_TO_END = "no_team_to_end"
    NO_SUCH_TEAM = "no_such_team"
    END_IN_PAST = "end_in_past"
    TOO_LATE_TO_GO_ON = "too_late_to_go_on"
    STUDENT_HAS_OTHER = "student_has_other"
    BUDDY_HAS_OTHER = "buddy_has_other"
    NO_HOURS_HELD = "no_hours_held"
    CANNOT_WRITE = "cannot_write"
    HANDOVER_OVER = "handover_over"
    HANDOVER_ONE = "handover_one"
    HANDOVER_SELF = "handover_self"
    HANDOVER_HAS_IT = "handover_has_it"
    CHANGED_SINCE = "changed_since"
    CLASS_REMOVED = "class_removed"
    NOBODY_BEFORE = "nobody_before"


@dataclass
class UserError(Exception):
    """A person is told what was wrong, what was kept and what to do next. Nothing is written.

    Attributes:
        values: plain values for the sentence (minutes, dates, ids); never a text somebody wrote.
        block: the modal's field it concerns; None: the last one.
        others: what else is wrong in the same modal, each at its own field.
    """

    what: Wrong
    values: dict[str, Any] = field(default_factory=dict)
    block: str | None = None
    others: tuple[UserError, ...] = ()

    def __str__(self) -> str:
        return str(self.what)


def refuse_all(wrongs: Sequence[UserError]) -> None:
    """Raises one `UserError` that tells everything that is wrong in a modal; nothing where nothing is."""
    if wrongs:
        first, *others = wrongs
        raise UserError(first.what, first.values, first.block, tuple(others))


class FactsNeeded(Exception):
    """The program must ask Slack about people before it can go on; the door asks, and begins anew."""

    def __init__(self, *user_ids: str) -> None:
        super().__init__(*user_ids)
        self.user_ids = user_ids
