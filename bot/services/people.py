"""Who is acting, and what Slack said of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, String, bindparam, select

from bot.clock import zone
from bot.errors import FactsNeeded, UserError, Wrong
from bot.rules.access import Acting
from bot.rules.open_hours import OpenHours
from bot.services import holding
from bot.speech import LANGUAGES, spoken
from models import Erasure, Person, RoleHolder, Settings
from models.bulk import listed, these
from models.enums import Role
from models.prepared import Bound, Rows
from models.store import Db, add_once


@dataclass(frozen=True)
class Facts:
    """What Slack says of a person (`users.info`, `user_change`, `team_join`)."""

    user_id: str
    locale: str | None
    timezone: str | None
    is_admin: bool
    is_guest: bool
    is_gone: bool


HERE = Person.is_gone.is_(False) & Person.is_guest.is_(False)
"""Of rows joined by the person: has not left, and is no guest, whose every click is refused."""
NEVER_TOLD = datetime(1970, 1, 1, tzinfo=UTC)
"""`facts_at` of a person whom Slack has not described yet."""
ASKED_AGAIN = timedelta(minutes=15)
"""So long she is let in unasked after Slack did not answer; twice as long each time that it does not, …"""
ASKED_AT_LEAST = timedelta(days=1)
"""… and never longer than this."""

_USUAL = Bound(select(Settings.language, Settings.timezone))
_LANGUAGES = Bound(
    select(Settings.language, Person.user_id, Person.language, Person.slack_locale).outerjoin(
        Person,
        (Person.workspace_id == Settings.workspace_id) & Person.user_id.in_(these("users", String)),
    )
)
_ACTING = Bound(
    select(
        Person.language,
        Person.slack_locale,
        Person.timezone,
        Person.is_admin,
        Person.is_guest,
        Person.is_gone,
        Person.facts_at,
        Person.facts_due_at,
        Settings.language,
        Settings.timezone,
        Settings.set_up_at,
        holding.HELD_AT,
        RoleHolder.role,
    )
    .select_from(Person)
    .outerjoin(Settings, Settings.workspace_id == Person.workspace_id)
    .outerjoin(
        RoleHolder,
        (RoleHolder.workspace_id == Person.workspace_id) & (RoleHolder.user_id == Person.user_id),
    )
    .where(Person.user_id == bindparam("user_id"))
)


def acting(db: Db, user_id: str, *, asking_at: datetime | None = None) -> Acting:
    """The person who acts; as a plain member where Slack has not told who she is.

    `asking_at`: now, where Slack can be asked about her before she is let in; None: it cannot, or was for this act.

    Raises:
        FactsNeeded: she is not known, or it is time to ask Slack about her.
        UserError: the workspace is held; a guest, a bot, or somebody of another workspace; or she is being erased at this moment.
    """
    rows = _ACTING.rows(db, user_id=user_id)
    if not rows:
        holding.require_at_work(db)
        raise FactsNeeded(user_id)
    (
        own,
        locale,
        timezone,
        is_admin,
        is_guest,
        is_gone,
        told_at,
        due_at,
        language,
        programme_zone,
        set_up_at,
        held_at,
        _,
    ) = rows[0]
    if held_at is not None:
        raise UserError(Wrong.HELD)
    if asking_at and told_at == NEVER_TOLD and (due_at is None or due_at <= asking_at):
        raise FactsNeeded(user_id)
    if is_guest or is_gone:
        raise UserError(
            Wrong.BEING_ERASED if is_gone and _is_being_erased(db, user_id) else Wrong.NOT_A_MEMBER
        )
    return Acting(
        workspace_id=db.workspace_id,
        user_id=user_id,
        language=spoken(own, locale, language),
        timezone=timezone or programme_zone or "UTC",
        roles=frozenset(Role(row[-1]) for row in rows if row[-1]),
        is_admin=is_admin,
        is_set_up=set_up_at is not None,
        has_chosen_language=own in LANGUAGES,
    )


def _is_being_erased(db: Db, user_id: str) -> bool:
    begun = select(Erasure.user_id).where(Erasure.user_id == user_id, Erasure.nobody.is_not(None))
    return db.scalars(begun).first() is not None


def is_here(db: Db, user_id: str) -> bool:
    """Whether she has not left the workspace, and is no guest."""
    return db.scalars(select(Person.user_id).where(Person.user_id == user_id, HERE)).first() is not None


def is_known(db: Db, user_id: str) -> bool:
    return db.scalars(select(Person.user_id).where(Person.user_id == user_id)).first() is not None


def is_unread(db: Db, user_id: str) -> bool:
    """Whether she has used the program, and Slack has not told yet who she is."""
    told_at = db.scalars(select(Person.facts_at).where(Person.user_id == user_id)).first()
    return told_at == NEVER_TOLD


def language_of(db: Db, user_id: str) -> str:
    """The language to write to a person in; the programme's for somebody never seen."""
    return languages_of(db, [user_id])[user_id].read


@dataclass(frozen=True)
class Reads:
    """`chosen`: by herself. `read`: what to write to her in."""

    chosen: str | None
    read: str


def languages_of(db: Db, user_ids: Collection[str]) -> dict[str, Reads]:
    """As `language_of`, of many at once."""
    rows = _LANGUAGES.rows(db, users=listed(user_ids))
    usual = rows[0][0] if rows else None
    told = {user: (own, locale) for _, user, own, locale in rows}
    both = {user: told.get(user, (None, None)) for user in user_ids}
    return {user: Reads(own, spoken(own, locale, usual)) for user, (own, locale) in both.items()}


def timezone_of(db: Db, user_id: str) -> str:
    """The zone to count a person's days in: Slack's, then the programme's."""
    own = db.scalars(select(Person.timezone).where(Person.user_id == user_id)).first()
    return own or _usual(db)[1] or "UTC"


def _usual(db: Db) -> tuple[str | None, str | None]:
    """The programme's language and zone, for whoever has none of her own."""
    found: list[tuple[str | None, str | None]] = db.once(_usual, lambda: _USUAL.rows(db))
    return found[0] if found else (None, None)


def timezones_of(db: Db, user_ids: Collection[str]) -> dict[str, str]:
    """As `timezone_of`, of many at once."""
    own = db.execute(select(Person.user_id, Person.timezone).where(Person.user_id.in_(user_ids))).all()
    theirs = {user: timezone for user, timezone in own if timezone}
    programmes = programme(db).timezone or "UTC"
    return {user: theirs.get(user, programmes) for user in user_ids}


def open_hours(db: Db) -> OpenHours:
    """When the programme writes of its own accord."""
    return hours_of(programme(db))


def hours_of(settings: Settings) -> OpenHours:
    return OpenHours(settings.opens, settings.closes)


def next_open(db: Db, moment: datetime, user_id: str) -> datetime:
    """`moment`, or the next opening after it, in UTC, where it is night for this person."""
    return open_hours(db).next_open(moment, zone(timezone_of(db, user_id)))


def remember(db: Db, facts: Facts, now: datetime) -> bool:
    """Keep what Slack said of a person; her own choice of language stays, and her locale where none is told now.

    Returns whether somebody who was known is here, gone or a guest, or in a zone, other than before.
    """
    told = {
        "slack_locale": facts.locale,
        "timezone": facts.timezone,
        "is_admin": facts.is_admin,
        "is_guest": facts.is_guest,
        "is_gone": facts.is_gone,
        "facts_at": now,
        "facts_asked_at": None,
        "facts_due_at": None,
    }
    if add_once(db, Person, user_id=facts.user_id, language=None, **told):
        return False
    person = db.scalars(select(Person).where(Person.user_id == facts.user_id)).one()
    was = (person.is_gone, person.is_guest, person.timezone)
    moved = was != (facts.is_gone, facts.is_guest, facts.timezone)
    for name, value in told.items():
        if name != "slack_locale" or value is not None:
            setattr(person, name, value)
    db.flush()
    return moved


def not_told(db: Db, unknown: Facts, now: datetime) -> None:
    """Slack was asked about her, and told nothing: the longer it does so, the later it is asked again.

    `unknown`: as what she is let in until then, where she is not known yet. What Slack told before stays.
    """
    if not is_known(db, unknown.user_id):
        remember(db, unknown, NEVER_TOLD)
    person = db.scalars(select(Person).where(Person.user_id == unknown.user_id).with_for_update()).one()
    asked_at, due_at = person.facts_asked_at, person.facts_due_at
    if person.facts_at != NEVER_TOLD or (due_at and now < due_at):
        return
    waited = due_at - asked_at if asked_at and due_at else ASKED_AGAIN / 2
    person.facts_asked_at, person.facts_due_at = now, now + min(2 * waited, ASKED_AT_LEAST)
    db.flush()


def programme(db: Db) -> Settings:
    """The settings of the bound workspace, read once a session. Every workspace has them from its first start."""
    found: Settings | None = db.info.get("programme")
    if found is None:
        [found] = _PROGRAMME.all(db)
        db.info["programme"] = found  # held: a session forgets what nobody holds, and would read it again
    return found


_PROGRAMME = Rows(select(Settings))


def programme_locked(db: Db) -> Settings:
    """As `programme`, as they are now; nobody else changes them until this transaction ends."""
    locked = select(Settings).with_for_update().execution_options(populate_existing=True)
    return db.scalars(locked).one()


def holders(db: Db, *roles: Role) -> list[str]:
    """User ids of a role's holders in order, those of the first role first, each once; whoever has left, too."""
    by_role = holders_by_role(db)
    return list(dict.fromkeys(user for role in roles for user in by_role[role]))


def holders_by_role(db: Db) -> dict[Role, list[str]]:
    """User ids of every role's holders in order; whoever has left, too."""
    everybody = select(RoleHolder.role, RoleHolder.user_id).order_by(RoleHolder.position)
    rows = db.once(holders_by_role, lambda: db.execute(everybody).all())
    return {role: [user for held, user in rows if held == role] for role in Role}


def present(db: Db, *roles: Role) -> list[str]:
    """As `holders`, but only who can be asked, invited and named today: nobody who has left, no guest."""
    rows = held(db)
    return list(dict.fromkeys(one.user_id for role in roles for one in rows if one.role == role))


def held(db: Db) -> Sequence[Row[Role, str, str | None]]:
    """`role`, `user_id` and `email`, of those who are present; in each role's order."""
    here = (RoleHolder.workspace_id == Person.workspace_id) & (RoleHolder.user_id == Person.user_id)
    present_ones = (
        select(RoleHolder.role, RoleHolder.user_id, RoleHolder.email)
        .join(Person, here)
        .where(HERE)
        .order_by(RoleHolder.position)
    )
    return db.once(held, lambda: db.execute(present_ones).all())
