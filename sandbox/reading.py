"""JSON as Slack takes it: nothing that it could not say again."""

from __future__ import annotations

import json
from typing import Any

from sandbox.world import Json


def read_object(raw: bytes) -> Json:
    """A body of JSON; ValueError where it is none, no object, or holds what nobody can send on (see `read_json`)."""
    said = read_json(raw)
    if not isinstance(said, dict):
        raise ValueError("the body must be a JSON object")
    return said


def read_json(raw: str | bytes) -> Any:
    """What stands in JSON; ValueError too where it is nothing that Slack's own JSON can say again."""
    said = json.loads(raw)
    json.dumps(said, ensure_ascii=False, allow_nan=False).encode()
    return said
