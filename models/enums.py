"""The words of the programme that the store keeps; plain enums, shared by every layer above."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may answer for. Students and buddies are known by their requests and teams instead."""

    PROJECT_MANAGER = "project_manager"
    PROGRAMME_MANAGER = "programme_manager"
    BACKUP = "backup"
    WELLBEING = "wellbeing"
    STAND_IN = "stand_in"
    """Reads what is asked in confidence while the programme manager is away."""
    PRACTICAL = "practical"
    """Reads first what is asked about papers, housing, money or a computer."""


class Face(StrEnum):
    """As what somebody with several roles sees her Home tab."""

    STUDENT = "student"
    BUDDY = "buddy"
    MANAGER = "manager"


class RequestState(StrEnum):
    WAITING = "waiting"
    PROPOSED = "proposed"
    MATCHED = "matched"
    WITHDRAWN = "withdrawn"


OPEN_REQUEST = (RequestState.WAITING, RequestState.PROPOSED)


class VolunteerState(StrEnum):
    OFFERED = "offered"
    APPROVED = "approved"
    PAUSED = "paused"
    NOT_NOW = "not_now"
    """A manager has said so of an offer that waited for her. He can offer again, and she can still approve."""


AT_REST = (VolunteerState.PAUSED, VolunteerState.NOT_NOW)
"""Offers that stand still until somebody takes them up again."""


class Place(StrEnum):
    """Where somebody can meet."""

    REMOTE = "remote"
    IN_PERSON = "in_person"
    EITHER = "either"


class Guardian(StrEnum):
    """What a student of a programme with minors says of her age."""

    ADULT = "adult"
    AGREED = "agreed"
    """She is a minor, and a parent or guardian agrees."""


class FormKind(StrEnum):
    """A form of two steps."""

    REQUEST = "request"
    OFFER = "offer"
    ENDING = "ending"
    BROADCAST = "broadcast"
    SETUP = "setup"
    """The questions with which a programme begins: where somebody is in them, and what she typed."""
    HANDOVER = "handover"
    """Somebody hands a role over, until both have said yes."""
    CLONE = "clone"
    """Settings of another programme, until they are taken over."""
    TEXT = "text"
    """A text in the programme's own words, between its form and its preview."""


class EraseWhy(StrEnum):
    """Why a manager has somebody erased who is not in Slack any more."""

    BY_MAIL = "by_mail"
    """She has asked for it, by mail for instance."""
    LEFT = "left"
    """She has left the programme for good."""


class Audience(StrEnum):
    """To whom a text of a manager goes."""

    STUDENTS = "students"
    BUDDIES = "buddies"
    BOTH = "both"


class ProposalState(StrEnum):
    """A possible team on its way: a manager approves, the volunteer accepts, the student accepts."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    LAUNCHED = "launched"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_PROPOSAL = (ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.ACCEPTED)


class TeamState(StrEnum):
    LAUNCHING = "launching"
    """The two are not introduced to each other yet: nobody reminds them of hours."""
    ACTIVE = "active"
    JOB_SEARCH = "job_search"
    """The student has graduated, and the two go on while she looks for a job: they owe nothing."""
    ENDED = "ended"


class MeetingKind(StrEnum):
    INTRODUCTION = "introduction"
    """Of the two to each other and to the programme, led by a manager."""
    SESSION = "session"
    """Of the two alone."""


class MeetingState(StrEnum):
    PROPOSED = "proposed"
    """An introduction to which not both have said yes."""
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"


OPEN_MEETING = (MeetingState.PROPOSED, MeetingState.CONFIRMED)


class EndReason(StrEnum):
    """Why a team ends."""

    GRADUATED = "graduated"
    FOUND_JOB = "found_job"
    DROPPED_OUT = "dropped_out"
    NEW_BUDDY = "new_buddy"
    """The student would like another buddy."""
    BUDDY_LEFT = "buddy_left"
    OTHER = "other"


class EndingStep(StrEnum):
    """What comes at a moment of its own, before or after the end of a team."""

    ANNOUNCE = "announce"
    END = "end"
    CLOSING = "closing"
    """The day after: the channel, three questions, a certificate."""
    CHANNEL = "channel"
    """The channel has waited long enough for an answer."""
    MONTHLY = "monthly"
    """The two who go on are asked whether they still do."""
    LATER = "later"
    """Months after: how it is going."""


class ChannelWish(StrEnum):
    KEEP = "keep"
    ARCHIVE = "archive"


class EndWords(StrEnum):
    NOTE = "note"
    """For the managers whom the form named."""
    THANKS = "thanks"
    """For the other of the two."""
    SURVEY = "survey"
    NAME = "name"
    """On a certificate, until it has been sent."""
    LATER = "later"


class StandInState(StrEnum):
    """Somebody who answers a student's questions while her buddy is away."""

    ASKED = "asked"
    """A manager chooses."""
    OFFERED = "offered"
    """A volunteer is asked."""
    AGREED = "agreed"
    """He comes when the days away begin."""
    HERE = "here"
    """He is in the team's channel."""
    NOBODY = "nobody"
    """A manager has said that there is nobody now."""
    OVER = "over"


OPEN_STAND_IN = (StandInState.ASKED, StandInState.OFFERED, StandInState.AGREED, StandInState.HERE)


class HelpState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class HelpNews(StrEnum):
    """What can happen with a call for more support."""

    ASKED = "asked"
    REMINDED = "reminded"
    ASKED_ALL = "asked_all"
    SEEN = "seen"
    HANDED_OVER = "handed_over"
    PASSED_ON = "passed_on"
    """Who had it is away or cannot be reached, so that the next in line has been asked."""
    RESOLVED = "resolved"
    NOT_NEEDED = "not_needed"
    """Closed by the person who asked."""
    REOPENED = "reopened"


class NoticeState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class TaskKind(StrEnum):
    """Something a manager should look at; the program never does it for them."""

    INTRODUCTION = "introduction"
    UNDELIVERED = "undelivered"
    CHANNEL_GONE = "channel_gone"
    NO_CHANNEL = "no_channel"
    QUIET_TEAM = "quiet_team"
    REFUSED_INVITE = "refused_invite"
    STUDENT_DECLINED = "student_declined"
    STUDENT_SILENT = "student_silent"
    """She was asked whether she would like a buddy, and has not answered."""
    LONG_WAIT = "long_wait"
    """A request has come to the day of the promise on which a manager looks at it."""
    ANOTHER_BUDDY = "another_buddy"
    """A student has said in private that she would like another buddy."""
    TALK = "talk"
    """Somebody is less and less content, or has said in private that it does not fit."""
    CHECK_IN = "check_in"
    """It is time to ask one person of a team how it is going."""
    QUESTION_WAITING = "question_waiting"
    """A question in the help channel has had no answer for four working hours."""
    HELP_CHANNEL = "help_channel"
    """Questions cannot be posted to the help channel."""
    FEEDBACK = "feedback"
    MEMBER_GONE = "member_gone"
    """One of a team has left the workspace; the team goes on until somebody decides."""
    LEFT_CHANNEL = "left_channel"
    """Somebody who belongs in a team's channel has left it, or was taken out by hand."""
    CLASS_NUMBERS = "class_numbers"
    """How many students each class has, asked once a month."""


class QuestionState(StrEnum):
    """A question to the help channel."""

    OPEN = "open"
    ANSWERED = "answered"
    HELPED = "helped"
    """Who asked has said so."""
    CLOSED = "closed"
    """Answered, and long ago."""
    WITHDRAWN = "withdrawn"


class AskingKind(StrEnum):
    """What comes to one person of a team by itself."""

    FIT = "fit"
    PULSE = "pulse"
    CHECK_IN = "check_in"
    """Is asked of the managers, about this person."""


class FitAnswer(StrEnum):
    GOOD = "good"
    FINDING = "finding"
    """Still finding out."""
    NOT = "not"
