"""The one way in: payload → one transaction → answer. A listener never sees Bolt, Slack's client or `ack`.

    a delivery from Slack:
        typed values → one `store.begin(workspace)` → the listener → its answer kept beside it → commit
        → the one call bound to the act (open a modal, her own Home, her response_url) → `ack`, last

A listener is `(visit, said) -> Answer`. It writes through services; what others must receive is a notice.
A delivery that comes again changes nothing and is answered as it was. An exception is a rollback, one log
record and a sentence with a reference, given where the person can see it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from slack_bolt import Ack, App, BoltResponse
from slack_bolt.kwargs_injection.args import Args
from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.config import Settings
from bot.delivery import facts
from bot.deps import Deps, speaking_with
from bot.errors import FactsNeeded, UserError, Wrong
from bot.rules.access import Acting
from bot.services import features, inbox, named_in, people
from bot.speech import spoken
from bot.vault import KeyLost, WorkspaceVault
from bot.views import errors, nobody
from bot.views.answer import Answer, Say, ShowHome, Unkept, pack, unpack
from bot.views.features import shown as without
from handlers import begun_in, entry, listening, outbound, refused, shedding
from handlers.inbound import Click, Command, Event, Said, Submission
from handlers.of_help import is_of_help
from handlers.using import feature_of
from handlers.whose import Malformed, Payload
from models.engines import is_busy, is_full
from models.store import Db

log = structlog.get_logger()

S = TypeVar("S", bound=Said)

ASKED_AT_MOST = 16
"""People asked about for one act; all at once, so that they fit into one call's time."""
ASKED_TWICE = 2
"""Rounds of asking: the person herself at first contact, then those she names."""
ANSWERED_IN = 2.6
"""Seconds of Slack's three for a whole act; the rest is the network's."""
ASKED_IN = 1.0
"""Seconds in which Slack says who somebody is, or is not waited for."""


@dataclass(frozen=True)
class Visit:
    """One act of one person, inside its transaction."""

    db: Db
    now: datetime
    who: Acting
    vault: WorkspaceVault
    settings: Settings
    asked: Mapping[str, people.Facts | None] = field(default_factory=dict)
    """What Slack said a moment ago of the people it was asked about for this act; None: it did not answer."""

    @property
    def fresh(self) -> people.Facts | None:
        """What Slack said of the person herself, where it was asked for this act."""
        return self.asked.get(self.who.user_id)


Listener = Callable[[Visit, S], Answer]
Happening = Callable[[Db, datetime, Event], None]
Give = Callable[[WebClient, Ack, S, Answer, str], None]


@dataclass(frozen=True)
class Registered:
    """A line in the table of all listeners, for the tests that must know every one."""

    kind: str
    name: str
    listener: Callable[..., Any]


class _SeenBefore(Exception):
    """The delivery has taken effect already; this transaction is undone. `anew`: what it is answered, if not kept."""

    def __init__(self, anew: tuple[Answer, str] | None) -> None:
        super().__init__()
        self.anew = anew


class Door:
    """Registers listeners with Bolt and stands round every one of them.

    Args:
        ring: called with a workspace's id after a commit, so that its notices leave at once.
    """

    def __init__(self, deps: Deps, app: App, ring: Callable[[str], None]) -> None:
        self.deps = deps
        self.app = app
        self.ring = ring
        self.listeners: list[Registered] = []
        self._buttons: dict[str, Listener[Click]] = {}
        self._forms: dict[str, Listener[Submission]] = {}
        app.error(_unreadable)

    def command(self, name: str, listener: Listener[Command]) -> None:
        self._note("command", name, listener)

        def on_command(args: Args) -> None:
            self._answer(args, Command.of, listener, outbound.to_command)

        listening.listen(self.app, listening.command(name), on_command)

    def click(self, action_id: str, listener: Listener[Click]) -> None:
        self._note("click", action_id, listener)
        self._buttons[action_id] = listener

    def shortcut(self, callback_id: str, listener: Listener[Click]) -> None:
        self._note("shortcut", callback_id, listener)

        def on_shortcut(args: Args) -> None:
            self._answer(args, Click.of_shortcut, listener, outbound.to_click)

        listening.listen(self.app, listening.shortcut(callback_id), on_shortcut)

    def submission(self, callback_id: str, listener: Listener[Submission]) -> None:
        self._note("submission", callback_id, listener)
        self._forms[callback_id] = listener

    def leftovers(self, button: Listener[Click], form: Listener[Submission]) -> None:
        """Buttons and forms that no other listener knows, from an earlier version.

        Bolt has one listener for all buttons and one for all forms; it would ask some 270 in turn.
        """
        self._note("click", "*", button)
        self._note("submission", "*", form)

        def pressed(visit: Visit, said: Click) -> Answer:
            return self._buttons.get(said.action_id, button)(visit, said)

        def sent(visit: Visit, said: Submission) -> Answer:
            return self._forms.get(said.callback_id, form)(visit, said)

        def on_click(args: Args) -> None:
            self._answer(args, Click.of, pressed, outbound.to_click)

        def on_submission(args: Args) -> None:
            self._answer(args, Submission.of, sent, outbound.to_submission)

        listening.listen(self.app, listening.CLICK, on_click)
        listening.listen(self.app, listening.SUBMISSION, on_submission)

    def home(self, listener: Listener[Event]) -> None:
        """Her Home tab was opened; only its owner's is published, never in bulk."""
        self._note("event", "app_home_opened", listener)

        def on_home(args: Args) -> BoltResponse | None:
            return self._show_home(args, listener)

        listening.listen(self.app, listening.event("app_home_opened"), on_home)

    def happening(
        self, kind: str, listener: Happening, *, after: Callable[[Event], None] | None = None
    ) -> None:
        """An event that nobody is told about. One that fails is answered 500, so that Slack sends it again. `after`:
        what follows from it in other workspaces; it is begun again with each try."""
        self._note("event", kind, listener)

        def on_event(args: Args) -> BoltResponse | None:
            return self._happen(args, listener, after)

        listening.listen(self.app, listening.event(kind), on_event)

    def _note(self, kind: str, name: str, listener: Callable[..., Any]) -> None:
        self.listeners.append(Registered(kind, name, listener))

    def _answer(self, args: Args, read: Callable[[Payload], S], listener: Listener[S], give: Give[S]) -> None:
        began = shedding.arrived(args.context)
        try:
            said = read(args.body)
        except Malformed as error:
            log.warning("malformed_delivery", lacks=str(error))
            outbound.unreadable(args.ack, args.body)
            return
        if is_of_help(said):
            entry.leave_uncounted(args.context)
        answer, language = self._decide(said, listener)
        entry.answered(args.context, said, language)
        left = ANSWERED_IN - (time.perf_counter() - began)
        try:
            client = self._client_of(said.workspace_id)
            give(
                client if left > client.timeout else outbound.hurried(client, left),
                args.ack,
                said,
                answer,
                language,
            )
        except Exception as error:
            log.error("answer_not_given", reference=logs.reference(), exc_info=error)
            args.ack()

    def _client_of(self, workspace_id: str) -> WebClient:
        """Without a token, where none can be read now: what needs no call is said all the same."""
        try:
            return self.deps.client_of(workspace_id)
        except Exception as error:  # noqa: BLE001 - she waits for her answer
            log.error("token_not_read", workspace=workspace_id, error=logs.kind(error))
            return speaking_with(self.deps.client, None, workspace_id)

    def _show_home(self, args: Args, listener: Listener[Event]) -> BoltResponse | None:
        try:
            said = Event.of(args.body)
            if said.event.get("tab") == "home" and said.user_id:
                self.deps.client_of(said.workspace_id).views_publish(
                    user_id=said.user_id, view=self._home(said, listener)
                )
        except Malformed as error:
            log.warning("malformed_delivery", lacks=str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, Slack sends the event again
            return _again(error)
        args.ack()
        return None

    def _home(self, said: Event, listener: Listener[Event]) -> dict[str, Any]:
        """Her Home, or why it is not for her. Raises whatever else goes wrong."""
        try:
            answer, _ = self._asking(said, listener)
        except UserError as error:
            return errors.as_home(errors.words(error, self._language(said)))
        assert isinstance(answer, ShowHome)  # noqa: S101 - it is what the listener of this event answers
        return answer.view

    def _happen(
        self, args: Args, listener: Happening, after: Callable[[Event], None] | None
    ) -> BoltResponse | None:
        try:
            said = Event.of(args.body)
            vault = self.deps.vaults.of(said.workspace_id)
            now = self.deps.clock.now()
            with self.deps.store.begin(said.workspace_id) as db:
                if inbox.keep(db, vault, said.delivery_id, "", now):
                    listener(db, now, said)
            if after is not None:
                after(said)
            self.ring(said.workspace_id)
        except (Malformed, UserError) as error:
            log.warning("malformed_delivery", lacks=str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, Slack sends the event again
            return _again(error)
        args.ack()
        return None

    def _decide(self, said: S, listener: Listener[S]) -> tuple[Answer, str]:
        """The answer, and the language to word a failed call in. Never raises."""
        try:
            return self._asking(said, listener)
        except _SeenBefore as seen:
            return seen.anew or self._earlier(said) or self._refuse(said, UserError(Wrong.BUSY))
        except UserError as error:
            return self._earlier(said) or self._refuse(said, error)
        except KeyLost as error:
            return self._broken(said, error, Wrong.KEYS_LOST)
        except OperationalError as error:
            what = Wrong.BUSY if is_busy(error) else Wrong.FULL if is_full(error) else Wrong.BROKEN
            # "nothing was stored" must be true: a line that is cut may have carried the commit
            return self._earlier(said) or self._broken(said, error, what)
        except Exception as error:  # noqa: BLE001 - told to the person, with a reference
            return self._broken(said, error, Wrong.BROKEN)

    def _asking(self, said: S, listener: Listener[S]) -> tuple[Answer, str]:
        """The listener's answer; Slack is asked about people, and the listener begins anew, where it must know."""
        asked: dict[str, people.Facts | None] = {}
        for _ in range(ASKED_TWICE + 1):
            try:
                return self._once(said, listener, asked)
            except FactsNeeded as needed:
                unasked = [user for user in dict.fromkeys(needed.user_ids) if user not in asked]
                if not unasked or len(asked) + len(unasked) > ASKED_AT_MOST:
                    break
                asked |= self._ask_slack(said, unasked)
        raise UserError(Wrong.SLACK_AWAY)

    def _once(
        self, said: S, listener: Listener[S], asked: Mapping[str, people.Facts | None]
    ) -> tuple[Answer, str]:
        if said.is_stranger:
            raise UserError(Wrong.NOT_A_MEMBER)
        vault = self.deps.vaults.of(said.workspace_id)
        now = self.deps.clock.now()
        with self.deps.store.begin(said.workspace_id) as db:
            who = people.acting(db, said.user_id, asking_at=None if said.user_id in asked else now)
            features.require(db, feature_of(said))
            visit = Visit(db, now, who, vault, self.deps.settings, asked)
            answer = without(listener(visit, said), lambda: features.off(db))
            answer, wrote = begun_in.followed(db, now, who, said, answer), db.wrote
            kept, unkept = pack(answer), isinstance(answer, Unkept)
            if unkept or nobody.is_in(kept):
                kept = pack(answer := nobody.shown(answer, who.language))
            answer = answer.answer if isinstance(answer, Unkept) else answer
            _note_names(db, said, answer)
            if wrote and not inbox.keep(db, vault, said.delivery_id if unkept else said.act_id, kept, now):
                raise _SeenBefore((answer, who.language) if unkept else None)
        if wrote:
            self.ring(said.workspace_id)
        return answer, who.language

    def _ask_slack(self, said: Said, user_ids: list[str]) -> dict[str, people.Facts | None]:
        """Ask before any write, and keep what Slack says, whatever becomes of the act.

        A person at her first contact is let in, as a plain member, where Slack does not answer; it is asked
        again later.
        """
        with ThreadPoolExecutor(ASKED_AT_MOST) as pool:
            client = outbound.hurried(self.deps.client_of(said.workspace_id), ASKED_IN)
            told = list(pool.map(logs.carried(partial(facts.ask, client)), user_ids))
        now = self.deps.clock.now()
        with self.deps.store.begin(said.workspace_id) as db:
            for user_id, known in zip(user_ids, told, strict=True):
                if known is not None:
                    people.remember(db, known, now)
                elif user_id == said.user_id:
                    people.not_told(db, facts.unknown(user_id), now)
        return dict(zip(user_ids, told, strict=True))

    def _earlier(self, said: Said) -> tuple[Answer, str] | None:
        try:
            with self.deps.store.read(said.workspace_id) as db:
                text = inbox.earlier(
                    db, self.deps.vaults.of(said.workspace_id), said.delivery_id, said.act_id
                )
                language = people.language_of(db, said.user_id)
        except Exception:  # noqa: BLE001 - the store is away: there is nothing earlier to be had
            return None
        return (unpack(text), language) if text else None

    def _refuse(self, said: Said, error: UserError) -> tuple[Answer, str]:
        """Word a refusal, and keep it, so that the same delivery is refused in the same words."""
        language = self._language(said)
        answer = refused.worded(said, refused.told(self.deps.store, said, error), language)
        try:
            vault = self.deps.vaults.of(said.workspace_id)
            with self.deps.store.begin(said.workspace_id) as db:
                inbox.keep(db, vault, said.delivery_id, pack(answer), self.deps.clock.now())
        except Exception:  # noqa: BLE001 - a refusal wrote nothing; that it was kept is a courtesy
            log.warning("refusal_not_kept")
        return answer, language

    def _broken(self, said: Said, trouble: Exception, what: Wrong) -> tuple[Answer, str]:
        reference = logs.reference()
        if is_of_help(said):
            log.error("listener_failed", reference=reference, error=logs.kind(trouble))
            what = what if what is Wrong.BUSY else Wrong.BROKEN_HELP
        else:
            log.error("listener_failed", reference=reference, exc_info=trouble)
        language = self._language(said)
        return refused.worded(said, UserError(what, {"reference": reference}), language), language

    def _language(self, said: Said) -> str:
        try:
            with self.deps.store.read(said.workspace_id) as db:
                return people.language_of(db, said.user_id)
        except Exception:  # noqa: BLE001 - the store is away; English is better than silence
            return self.deps.languages.of(said.workspace_id, said.user_id) or spoken()


def _note_names(db: Db, said: Said, answer: Answer) -> None:
    """Whom a message will name in whose place this is shown."""
    if isinstance(answer, Say) and answer.instead and isinstance(said, Click):
        named_in.instead(db, said.channel_id, said.message_ts, answer.message.payload)


def _unreadable(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """To a payload that Bolt itself cannot read. No listener fails this way: each is looked after above."""
    log.warning("malformed_delivery", lacks=type(error).__name__)
    ack = Ack()  # type: ignore[no-untyped-call]
    outbound.unreadable(ack, body)
    return ack.response or BoltResponse(status=200, body="")


def _again(error: Exception) -> BoltResponse:
    log.error("event_failed", reference=logs.reference(), exc_info=error)
    return BoltResponse(status=500, body="")
