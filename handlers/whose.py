"""Whose a payload of Slack's is: the workspace, or the organisation that has installed the program for several; and
how its plain values are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Payload = Mapping[str, Any]

ID = re.compile(r"[A-Z0-9]{1,32}")
"""What Slack's own ids look like; 32 characters is what the store keeps."""
_ORGANISATION = "E"
"""How the id of an organisation begins, in which nobody does anything: people are in its workspaces."""
GIVEN, TAKEN_BACK = "team_access_granted", "team_access_revoked"
"""Events of an organisation that has installed the program, whatever workspace their envelope names."""
UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"
"""Of a workspace, or of such an organisation."""


class Malformed(Exception):
    """A payload without what every payload of its kind has."""


def of_organisation(body: Payload) -> str | None:
    """The workspace that a payload is from, or the organisation itself, where an organisation has installed the
    program. None: it has not, or that cannot be read."""
    event = mapping(body.get("event"))
    by_it = body.get("is_enterprise_install", _seat(body).get("is_enterprise_install")) in (True, "true")
    try:
        if event:
            found = happened_in(body, event)
            return found if by_it or found.startswith(_ORGANISATION) else None
        if not by_it:
            return None
        return workspace(body, "team_id") if "command" in body else acted_in(body)
    except Malformed:
        return None


def happened_in(body: Payload, event: Payload) -> str:
    """Of an event: where it happened, or the organisation whose installation it is about. Raises `Malformed`."""
    seat, kind = _seat(body), event.get("type")
    if kind in (GIVEN, TAKEN_BACK):
        return _organisation(body)
    if kind not in (UNINSTALLED, REVOKED):
        return workspace(body, "team_id")
    named = _named(body)
    if named is None and seat.get("is_enterprise_install") is False:  # it has installed it by itself
        return workspace(seat, "team_id")
    return _organisation(body) if named is None else named


def perhaps_of(body: Payload) -> str | None:
    """The organisation whose installation may be meant, where an event names a workspace, and comes through the
    installation of the organisation: Slack says of each event through which one of several it comes, and the one that
    has ended may be another.
    """
    event, seat = mapping(body.get("event")), _seat(body)
    if event.get("type") not in (UNINSTALLED, REVOKED) or _named(body) is None:
        return None
    return place(seat, "enterprise_id") if seat.get("is_enterprise_install") is True else None


def _named(body: Payload) -> str | None:
    """The workspace that an event names; None where it names none, or the organisation in its place."""
    found = (place(body, key) for key in ("team_id", "context_team_id"))
    return next((one for one in found if one is not None and not one.startswith(_ORGANISATION)), None)


def _organisation(body: Payload) -> str:
    seat = _seat(body)
    return ident(seat if seat.get("enterprise_id") else body, "enterprise_id")


def acted_in(body: Payload) -> str:
    """Of an act. Slack leaves the team out of some where an organisation has installed the program; one that is there
    and cannot be read is not guessed.
    """
    if body.get("team") is None:
        return workspace(mapping(body.get("user")), "team_id")
    return workspace(mapping(body["team"]), "id")


def shown_in(body: Payload) -> str | None:
    """The workspace whose message or form it is, where it names one of an organisation's: people who are in two may
    find the buttons of one while they are in the other, and a number in them means another row there."""
    if body.get("is_enterprise_install") is not True:
        return None
    found = place(mapping(body.get("message")), "team") or place(mapping(body.get("view")), "team_id")
    return None if found is None or found.startswith(_ORGANISATION) else found


def _seat(body: Payload) -> Payload:
    """Through which installation Slack sends an event."""
    seats = body.get("authorizations")
    return mapping(seats[0]) if isinstance(seats, list) and seats else {}


def text(source: Payload, key: str) -> str:
    value = source.get(key)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise Malformed(key)
    return value


def ident(source: Payload, key: str) -> str:
    value = text(source, key)
    if not ID.fullmatch(value):
        raise Malformed(key)
    return value


def workspace(source: Payload, key: str) -> str:
    value = ident(source, key)
    if value.startswith(_ORGANISATION):
        raise Malformed(key)
    return value


def place(source: Payload, key: str) -> str | None:
    value = maybe(source, key)
    return value if value is not None and ID.fullmatch(value) else None


def maybe(source: Payload, key: str) -> str | None:
    value = source.get(key)
    return value if isinstance(value, str) else None


def mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}
