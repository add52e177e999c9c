"""Trouble on demand: what the program does when Slack fails, is slow or away, or says things twice."""

from __future__ import annotations

from sandbox.faults import Fault, Faults
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.world import Json


async def cause(hub: Hub, body: Json) -> None:
    """`do`: "next" (with a fault's fields), "down" (`how`), "up", "slow" (`ms`), "twice" (`times`), or "clear".

    Raises:
        CannotDo: there is no such trouble.
        ValueError, TypeError, KeyError: a field that cannot be, or that is missing.
    """
    do, faults = body.pop("do"), hub.faults
    if do == "next":
        faults.waiting.append(Fault(**body))
    elif do == "down":
        if body.get("how") not in ("reset", "503"):
            raise CannotDo("how must be reset or 503")
        faults.down = body["how"]
        await hub.delivery.drop()
    elif do == "up":
        faults.down = None
    elif do == "slow":
        faults.slow_ms = body["ms"]
    elif do == "twice":
        faults.doubled, faults.doubled_at_once = body.get("times", 1), bool(body.get("at_once"))
    elif do == "clear":
        faults.clear()
    else:
        raise CannotDo(f"no such fault: {do}")


def in_words(faults: Faults) -> list[str]:
    """What is switched on."""
    return [
        *(["Slack is down."] if faults.down else []),
        *([f"Slack is slow by {faults.slow_ms} ms."] if faults.slow_ms else []),
        *(["The next delivery goes out twice."] if faults.doubled else []),
        *(
            f"The next call of {one.method} fails with {one.error or one.http or 'a lost answer'}."
            for one in faults.waiting
        ),
    ]
