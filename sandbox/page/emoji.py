"""The emoji names that a coding school's messages use; any other stays as typed."""

from __future__ import annotations

import re

BY_NAME = {
    "+1": "👍",
    "-1": "👎",
    "100": "💯",
    "arrow_right": "➡️",
    "bar_chart": "📊",
    "bell": "🔔",
    "blue_heart": "💙",
    "bulb": "💡",
    "calendar": "📅",
    "clap": "👏",
    "clipboard": "📋",
    "coffee": "☕",
    "computer": "💻",
    "eyes": "👀",
    "fire": "🔥",
    "green_heart": "💚",
    "handshake": "🤝",
    "heart": "❤️",
    "heavy_check_mark": "✔️",
    "hourglass": "⌛",
    "information_source": "ℹ️",
    "joy": "😂",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "memo": "📝",
    "muscle": "💪",
    "ok_hand": "👌",
    "partying_face": "🥳",
    "pencil": "📝",
    "point_right": "👉",
    "pray": "🙏",
    "pushpin": "📌",
    "question": "❓",
    "raised_hands": "🙌",
    "red_circle": "🔴",
    "rocket": "🚀",
    "seedling": "🌱",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "sos": "🆘",
    "sparkles": "✨",
    "star": "⭐",
    "tada": "🎉",
    "thinking_face": "🤔",
    "thumbsup": "👍",
    "trophy": "🏆",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "x": "❌",
    "yellow_heart": "💛",
}
NAMED = re.compile(r"(?<![\w:]):([a-z0-9_+-]+):(?!\w)")


def shown(text: str) -> str:
    """`text` with the emoji it names."""
    return NAMED.sub(lambda found: BY_NAME.get(found[1], found[0]), text) if ":" in text else text
