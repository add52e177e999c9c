"""Faults on demand, from the inspector: what the program does when Slack fails, is slow or says things twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sandbox.faults import Fault, Faults
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.world import Workspace

SLOWEST = 60_000
"""Milliseconds."""


async def cause(hub: Hub, space: Workspace, form: Mapping[str, Sequence[str]]) -> None:
    """`do`: next (with `method` and `error`), down, slow (with `ms`), drop, twice, or clear.

    Raises:
        CannotDo: something else, or a value that cannot be.
    """
    do, faults = _one(form, "do"), hub.faults
    if do == "next":
        method, error = _one(form, "method"), _one(form, "error")
        if not method or not error:
            raise CannotDo("name the method (* is any) and the error it fails with")
        faults.waiting.append(Fault(method, error=error, team=space.id))
    elif do == "down":
        faults.down = "503"
        await hub.delivery.drop()
    elif do == "slow":
        if not _one(form, "ms").isdecimal() or int(_one(form, "ms")) > SLOWEST:
            raise CannotDo(f"slow by a number of milliseconds, at most {SLOWEST}")
        faults.slow_ms = int(_one(form, "ms"))
    elif do == "drop":
        await hub.delivery.drop(app=space.app.name)
    elif do == "twice":
        faults.doubled = 1
    elif do == "clear":
        faults.clear()
    else:
        raise CannotDo("no such fault")


def in_words(faults: Faults) -> list[str]:
    """The faults that are switched on."""
    return [
        *(["Slack is down."] if faults.down else []),
        *([f"Slack is slow by {faults.slow_ms} ms."] if faults.slow_ms else []),
        *(["The next delivery goes out twice."] if faults.doubled else []),
        *(
            f"The next call of {one.method} fails with {one.error or one.http or 'a lost answer'}."
            for one in faults.waiting
        ),
    ]


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    return (form.get(name) or [""])[0].strip()
