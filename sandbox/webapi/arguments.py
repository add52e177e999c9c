"""The arguments of a call: read from form or JSON, held against what the method takes."""

from __future__ import annotations

from typing import Any

from sandbox.reading import read_json
from sandbox.webapi.core import METHODS, invalid_arguments
from sandbox.world import Json

TRUE = ("true", "1", "True")
FALSE = ("false", "0", "False", "")
EVERYWHERE = {"team_id": "string"}
"""Slack's own SDKs add the workspace's id to every call, and Slack takes it."""


def check(method: str, given: Json) -> Json:
    """The arguments in their own types; `invalid_arguments` names each unknown, wrong or missing one."""
    known: dict[str, str] = {**EVERYWHERE, **METHODS[method]["args"]}
    problems: list[str] = []
    typed: Json = {}
    for name, value in given.items():
        if name not in known:
            problems.append(f"no such argument: {name} [json-pointer:/{name}]")
        elif value is not None:
            try:
                typed[name] = _typed(known[name], value)
            except ValueError as problem:
                problems.append(f"{problem} [json-pointer:/{name}]")
    missing = [
        n for n in METHODS[method]["required"] if typed.get(n) in (None, "") and n not in ("topic", "purpose")
    ]
    problems += [f"missing required field: {name}" for name in missing if not _said(name, problems)]
    if problems:
        raise invalid_arguments(*problems)
    return typed


def _said(name: str, problems: list[str]) -> bool:
    return any(p.endswith(f"[json-pointer:/{name}]") for p in problems)


def _typed(kind: str, value: Any) -> Any:
    if kind == "boolean":
        return _boolean(value)
    if kind == "number":
        return _number(value)
    if kind == "json":
        return _parsed(value)
    if kind == "array" and not isinstance(value, list):
        listed = _parsed(value) if str(value).startswith("[") else str(value).split(",")
        return [part for part in listed if part]
    if kind == "string" and not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ValueError("must be a boolean")


def _number(value: Any) -> int:
    if isinstance(value, bool) or not str(value).lstrip("-").isdigit():
        raise ValueError("must be an integer")
    return int(value)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_json(value) if value else None
    except (ValueError, RecursionError):
        raise ValueError("must be JSON") from None
