"""Workspaces, their settings, and the people in them. Ids only: a person's name lives in Slack."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, in_workspace, workspace_key
from models.enums import Face, Role

TRAITS = ("woman", "man", "changed_career", "newcomer", "parent")
"""What the programme's list of wishes about a buddy begins with."""
FIRST_LANGUAGES = (
    "en", "es", "ca", "am", "ar", "hy", "bn", "zh", "nl", "fil", "fr", "ka", "de", "hi", "it", "ku", "ne",
    "ps", "fa", "pl", "pt", "pa", "ro", "ru", "so", "ti", "tr", "uk", "ur", "wo",
)  # fmt: skip
"""ISO 639 codes of what the people of a programme can choose that they learn and help in, to begin with."""
EMERGENCY = {"country": "Spain", "danger": "112", "suicide": "024", "partner": "016", "outside": ""}
"""The emergency numbers that a programme begins with: all emergencies, suicidal thoughts, violence by a partner."""


_LEFT = text("left_at is not null")
_SILENT = text("left_at is not null or held_at is not null")
_SERVED = text("organisation_id is not null")


class Workspace(Base):
    """One Slack workspace: one programme of one school; or an organisation of several (`organisation_id`)."""

    __tablename__ = "workspaces"
    __table_args__ = (
        Index("ix_workspaces_left", "left_at", "id", sqlite_where=_LEFT, postgresql_where=_LEFT),
        Index("ix_workspaces_silent", "id", sqlite_where=_SILENT, postgresql_where=_SILENT),
        Index(
            "ix_workspaces_organisation",
            "organisation_id",
            sqlite_where=_SERVED,
            postgresql_where=_SERVED,
        ),
    )

    id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    bot_user_id: Mapped[str] = mapped_column(SlackId)
    created_at: Mapped[datetime]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    """The workspace's key, wrapped by the key ring, which lives outside the database."""
    left_at: Mapped[datetime | None]
    """When it took the program out; None: the program is there."""
    held_at: Mapped[datetime | None]
    """Since when whoever runs the program holds it: nothing is sent there, and nobody answered. None: it is at work."""
    organisation_id: Mapped[str | None] = mapped_column(SlackId)
    """The organisation that has given the program to it. Its own id: it is an organisation itself, which has a key and
    an installation, and in which nobody works. None: it is of none, or has installed the program by itself."""


class Settings(InWorkspace, Base):
    """What a programme decides for itself. Times of day are minutes after midnight, in the reader's zone."""

    __tablename__ = "settings"
    __table_args__ = (
        CheckConstraint("weekly_minutes between 15 and 2400", name="weekly_minutes_in_range"),
        CheckConstraint("nudge_weekday between 0 and 6", name="nudge_weekday_in_range"),
        CheckConstraint("nudge_minute between 0 and 1439", name="nudge_minute_in_range"),
        CheckConstraint("digest_weekday between 0 and 6", name="digest_weekday_in_range"),
        CheckConstraint("digest_minute between 0 and 1439", name="digest_minute_in_range"),
        CheckConstraint("0 <= opens and opens < closes and closes < 1440", name="open_hours_of_a_day"),
    )

    workspace_id: Mapped[str] = workspace_key()
    set_up_at: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    weekly_minutes: Mapped[int]
    classes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """`[{"key": "web-en", "course": "Web Development", "language": "en"}, …]`; with a `name` where students know it
    by one, and `"eligible": False` where nobody new can ask from it."""
    topics: Mapped[list[str]] = mapped_column(JSON)
    promise_days: Mapped[list[int]] = mapped_column(JSON)
    """Days after a request: still looking, on the manager's list, overdue."""
    offer_hours: Mapped[list[int]] = mapped_column(JSON, default=lambda: [48, 72])
    """Hours after which a volunteer who was asked is reminded, and after which somebody else is."""
    student_hours: Mapped[int] = mapped_column(default=72)
    """Hours after which a manager hears that a student has not answered."""
    idle_days: Mapped[list[int]] = mapped_column(JSON, default=lambda: [60, 14])
    """Days without a student after which a volunteer is asked whether the offer holds, and days for the answer."""
    traits: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(TRAITS))
    """What a student may wish a buddy to be, and a volunteer may say of himself."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(FIRST_LANGUAGES))
    """ISO 639 codes of what students and volunteers choose from, and a class is taught in. `language` is another
    matter: in which one the program writes."""
    has_minors: Mapped[bool] = mapped_column(default=False)
    """Then a guardian's consent and the date of a background check are asked for."""
    emergency: Mapped[dict[str, str]] = mapped_column(JSON, default=lambda: dict(EMERGENCY))
    """The emergency numbers of the programme's country: see `bot.rules.emergency`."""
    venues: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """The programme's own places to meet: see `bot.rules.venues`."""
    support_channel_id: Mapped[str | None] = mapped_column(SlackId)
    nudge_weekday: Mapped[int]
    nudge_minute: Mapped[int]
    country: Mapped[str] = mapped_column(String(2), default="ES")
    region: Mapped[str] = mapped_column(String(8), default="CT")
    """Whose public holidays count: ISO 3166, `ES` and `CT`; empty: none, or the whole country's."""
    class_hours: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """When the programme teaches, and nobody is nudged: `{"weekdays": [0, 1], "begins": 600, "ends": 840}`, or `{}`."""
    nudges_each: Mapped[bool] = mapped_column(default=False)
    """Nudges go to each of the two alone, instead of into their channel."""
    opens: Mapped[int] = mapped_column(default=9 * 60)
    closes: Mapped[int] = mapped_column(default=21 * 60)
    """Outside these hours, in the reader's zone, what can wait waits: see `bot.rules.open_hours`."""
    digest_weekday: Mapped[int]
    digest_minute: Mapped[int]
    charts_refused_at: Mapped[datetime | None]
    """When Slack last did not take a chart here; None: it never refused one."""
    channel_after_introduction: Mapped[bool] = mapped_column(default=False)
    """A team's channel is made when the two have been introduced to each other; else at once."""
    house_note: Mapped[str] = mapped_column(String(500), default="")
    """What the programme adds to the guidelines in each team's channel."""
    own_texts: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    """What the program says here in the programme's own words, by text and language: see `bot.rules.own_texts`."""
    features_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Parts of the program that the programme does without: see `bot.rules.features`."""
    later_months: Mapped[int] = mapped_column(default=12)
    """Months after the end of a team in which its student is asked how it is going; 0: never."""
    hour_worth: Mapped[int | None]
    """What an hour of volunteering is worth, in hundredths of the currency, for reports; None: nobody has said."""
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    """ISO 4217."""
    match_due_at: Mapped[datetime | None]
    """When the waiting list is matched next; earlier when somebody asks, offers or becomes free."""
    cases_kept_days: Mapped[int] = mapped_column(default=30)
    """A closed case in confidence is erased so many days later."""
    kept_for: Mapped[list[int]] = mapped_column(JSON, default=lambda: [12, 6, 24, 6, 7])
    """How long what people wrote is kept: see `bot.rules.retention`."""
    forget_due_at: Mapped[datetime | None]
    """When what has had its time is forgotten next; None: at once."""
    forgot_at: Mapped[datetime | None]
    """When it was last."""
    forgot: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What it was then, in numbers of rows by period."""
    doors_due_at: Mapped[datetime | None]
    """When it is looked at next whether somebody is behind each door of "I need help"; None: at once."""
    doors_found: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What was found wrong then (`more:away`); managers hear of it when it changes."""


class Person(InWorkspace, Base):
    """Somebody who has used the program, with what Slack said of them last."""

    __tablename__ = "people"

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    language: Mapped[str | None] = mapped_column(String(8))
    """Her own choice; None: what Slack says, then the programme's."""
    slack_locale: Mapped[str | None] = mapped_column(String(16))
    timezone: Mapped[str | None] = mapped_column(String(64))
    is_admin: Mapped[bool]
    is_guest: Mapped[bool]
    """A guest, a bot, or somebody of another workspace: not a member of this school."""
    is_gone: Mapped[bool]
    facts_at: Mapped[datetime]
    """When Slack told these facts."""
    facts_asked_at: Mapped[datetime | None]
    """When it was asked for them last, in vain; None: it has told them, or was never asked in vain."""
    facts_due_at: Mapped[datetime | None]
    """When it is asked again, at her next act from then on; None: at once, where it has told nothing yet."""
    face: Mapped[Face | None]
    """As what she last chose to see her Home tab, where she has several roles."""


class RoleHolder(InWorkspace, Base):
    """Who answers for what, in order: the first in `position` is asked first."""

    __tablename__ = "roles"
    __table_args__ = (ForeignKeyConstraint(*in_workspace("user_id", "people.user_id"), name="roles_person"),)

    workspace_id: Mapped[str] = workspace_key()
    role: Mapped[Role] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    position: Mapped[int]
    email: Mapped[str | None] = mapped_column(String(254))
    """A contact address given at set-up, to be shown to everybody; 254 is RFC 5321's longest."""


class ContactTimes(InWorkspace, Base):
    """When somebody with a role is there, in her own zone. Without a row: Monday to Friday, 9 to 18, and not away."""

    __tablename__ = "contact_times"
    __table_args__ = (
        ForeignKeyConstraint(*in_workspace("user_id", "people.user_id")),
        CheckConstraint("0 <= opens and opens < closes and closes < 1440", name="hours_of_a_day"),
        CheckConstraint("(away_from is null) = (away_until is null)", name="away_from_and_until"),
        CheckConstraint("away_from <= away_until", name="away_in_order"),
    )

    workspace_id: Mapped[str] = workspace_key()
    user_id: Mapped[str] = mapped_column(SlackId, primary_key=True)
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    """0 is Monday; never empty."""
    opens: Mapped[int]
    closes: Mapped[int]
    """Minutes after midnight."""
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    """The first and the last day."""
    about: Mapped[str] = mapped_column(String(75), default="")
    """Her languages and a line about herself, for whoever chooses a reader."""


class History(InWorkspace, Base):
    """Who changed what, when, from which state to which, and why. Append-only."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(SlackId)
    """None: the program itself."""
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
