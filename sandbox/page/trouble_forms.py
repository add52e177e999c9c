"""Trouble on demand, as the inspector's forms ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sandbox import trouble
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.world import Json, Workspace

SLOWEST = 60_000
"""Milliseconds."""


async def cause(hub: Hub, space: Workspace, form: Mapping[str, Sequence[str]]) -> None:
    """`do`: next (with `method` and `error`), lose (with `method`), down, slow (with `ms`), drop, twice, or clear.

    Raises:
        CannotDo: something else, or a value that cannot be.
    """
    if _one(form, "do") == "drop":
        await hub.delivery.drop(app=space.app.name)
    else:
        await trouble.cause(hub, _body(space, form))


def _body(space: Workspace, form: Mapping[str, Sequence[str]]) -> Json:
    do = _one(form, "do")
    if do == "next":
        method, error = _one(form, "method"), _one(form, "error")
        if not method or not error:
            raise CannotDo("name the method (* is any) and the error it fails with")
        return {"do": do, "method": method, "error": error, "team": space.id}
    if do == "lose":
        if not _one(form, "method"):
            raise CannotDo("name the method whose answer is lost (* is any)")
        return {"do": "next", "method": _one(form, "method"), "lose_answer": True, "team": space.id}
    if do == "slow":
        if not _one(form, "ms").isdecimal() or int(_one(form, "ms")) > SLOWEST:
            raise CannotDo(f"slow by a number of milliseconds, at most {SLOWEST}")
        return {"do": do, "ms": int(_one(form, "ms"))}
    return {"do": do, "how": "503"} if do == "down" else {"do": do}


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    return (form.get(name) or [""])[0].strip()
