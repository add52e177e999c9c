"""What people, keyboards, copied texts and broken clients put into a field; and what no answer may contain."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bolt import BoltResponse

GARBAGE = {
    "empty": "",
    "spaces": " \t\n  \n",
    "a letter": "x",
    "emoji": "🙂👩🏽‍💻🏳️‍🌈",
    "right to left": "مرحبا، أحتاج مساعدة",
    "turned round": "\u202egnp.exe\u202c \u2067x\u2069",
    "accents apart": "e\u0301 n\u0303",
    "everybody": "<!channel> <!here> <!everyone> @channel",
    "a mention": "<@U0SOMEBODY> <#C0ROOM|room> <!subteam^S1>",
    "a link": "<https://evil.example|Click here> https://x.example?a=1&b=2",
    "marks": "*bold* _it_ ~no~ `code` ```block``` > quote",
    "entities": "&lt;!channel&gt; & < > &amp;",
    "controls": "a\x01b\x08c\x1b[31md\x7fe\x85",
    "a zero": "before\x00after",
    "half a pair": "a\ud83db",
    "zero width": "\u200b\u200c\u200d\ufeff",
    "SQL": "'; drop table teams; --",
    "a template": "{0} {reference} %s ${x} {{7*7}}",
    "JSON": '{"type":"modal"}',
    "a number": "-1",
    "a huge number": "9" * 30,
    "superscript": "²³",
    "lines": "\n".join("x" for _ in range(60)),
}
SIZES = (200, 201, 500, 501, 1000, 1001, 3001, 20_000)
"""At and over the limits of fields."""
LEAKS = re.compile(
    r"Traceback|Error\b|Exception|sqlalchemy|sqlite3|psycopg|\bSELECT\b|\bINSERT\b|\bUPDATE \w|File \"|<class|0x[0-9a-f]{6}"
)
"""What only a programmer should read."""
BROKEN = "went wrong on my side"
"""The answer to what the program did not expect; garbage is expected."""
PINGS = re.compile(r"<!|<https://evil")
"""In a text that Slack formats: notifies everybody, or hides where a link goes."""


def words(answer: BoltResponse, calls: list[tuple[str, Any]]) -> list[str]:
    """Every text that a person would see in the answer to a delivery."""
    found: list[str] = []
    if answer.body and answer.body.startswith("{"):
        found += _texts(json.loads(answer.body))
    elif answer.body:
        found.append(answer.body)
    for _, fields in calls:
        found += _texts(fields)
    return found


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    if isinstance(data, list):
        return [text for value in data for text in _texts(value)]
    return []


def formatted(data: Any) -> list[str]:
    """Texts in which Slack reads marks: `mrkdwn`, and the text of a message itself."""
    if isinstance(data, dict):
        own = [data["text"]] if data.get("type") == "mrkdwn" else []
        if isinstance(data.get("text"), str) and "type" not in data:
            own.append(data["text"])
        return own + [text for value in data.values() for text in formatted(value)]
    if isinstance(data, list):
        return [text for value in data for text in formatted(value)]
    return []
