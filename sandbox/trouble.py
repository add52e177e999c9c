"""Trouble on demand: what the program does when Slack fails, is slow or away, or says things twice."""

from __future__ import annotations

from sandbox.faults import Fault, Faults
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.webapi.core import METHODS
from sandbox.world import Json

BESIDES = ("*", "response_url")
"""What may fail and is no method: any of them, and the addresses of answers."""


async def cause(hub: Hub, body: Json) -> None:
    """`do`: "next" (with a fault's fields), "down" (`how`), "up", "silence", "slow" (`ms`), "twice" (`times`), "charts"
    (`taken`), "ahead" (`seconds`), or "clear".

    Raises:
        CannotDo: there is no such trouble.
        ValueError, TypeError, KeyError: a field that cannot be, or that is missing.
    """
    do, faults = body.pop("do"), hub.faults
    if do == "next":
        fault = Fault(**body)
        if fault.method not in (*METHODS, *BESIDES):
            raise CannotDo(
                f"there is no method {fault.method} here; * is any, response_url the answers by URL"
            )
        faults.waiting.append(fault)
    elif do == "down":
        if body.get("how") not in ("reset", "503"):
            raise CannotDo("how must be reset or 503")
        faults.down = body["how"]
        await hub.delivery.drop()
    elif do == "up":
        faults.down = None
    elif do == "silence":
        faults.silent = True
    elif do == "slow":
        faults.slow_ms = body["ms"]
    elif do == "twice":
        faults.doubled, faults.doubled_at_once = body.get("times", 1), bool(body.get("at_once"))
    elif do == "charts":
        faults.no_charts = not body["taken"]
    elif do == "ahead":
        faults.ahead = int(body["seconds"])
    elif do == "clear":
        faults.clear()
    else:
        raise CannotDo(f"no such fault: {do}")


def in_words(faults: Faults) -> list[str]:
    """What is switched on."""
    return [
        *(["Slack is down."] if faults.down else []),
        *(["Slack's sockets are silent."] if faults.silent else []),
        *([f"Slack is slow by {faults.slow_ms} ms."] if faults.slow_ms else []),
        *([f"Slack's clock is {faults.ahead} s ahead."] if faults.ahead else []),
        *(["The next delivery goes out twice."] if faults.doubled else []),
        *(["Slack does not take charts."] if faults.no_charts else []),
        *(_next_in_words(one) for one in faults.waiting),
    ]


def _next_in_words(fault: Fault) -> str:
    calls = "call" if fault.times == 1 else f"{fault.times} calls"
    if fault.lose_answer:
        return f"The next {calls} of {fault.method} will be done, and the answer lost."
    fails = "fails" if fault.times == 1 else "fail"
    return f"The next {calls} of {fault.method} {fails} with {fault.error or fault.http}."
