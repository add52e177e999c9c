"""rich_text blocks as HTML: what people write in Slack's own editor, and what apps send as such."""

from __future__ import annotations

from markupsafe import Markup, escape

from sandbox.blockkit import render
from sandbox.page import emoji, markup
from sandbox.world import Json

STYLES = {"bold": "strong", "italic": "em", "strike": "del", "code": "code", "underline": "u"}
PARTS = {
    "rich_text_section": Markup('<div class="k-rich">{}</div>'),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
    "rich_text_preformatted": Markup("<pre>{}</pre>"),
}
DEEPEST = 8


def html(block: Json, reader: render.Reader) -> Markup:
    """The parts of a rich_text block, one below the other."""
    return Markup("").join(_part(part, reader) for part in block.get("elements", []))


def _part(part: Json, reader: render.Reader) -> Markup:
    if part.get("type") == "rich_text_list":
        return _list(part, reader)
    frame = PARTS.get(str(part.get("type")), PARTS["rich_text_section"])
    return frame.format(_inline(part, reader))


def _list(part: Json, reader: render.Reader) -> Markup:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    depth = min(int(part.get("indent", 0)), DEEPEST)
    items = Markup("").join(
        Markup("<li>{}</li>").format(_inline(item, reader)) for item in part.get("elements", [])
    )
    start = Markup(' start="{}"').format(int(part["offset"]) + 1) if part.get("offset") else ""
    return Markup('<{0} class="k-list k-indent-{1}"{2}>{3}</{0}>').format(tag, depth, start, items)


def _inline(part: Json, reader: render.Reader) -> Markup:
    return Markup("").join(_piece(piece, reader) for piece in part.get("elements", []))


def _piece(piece: Json, reader: render.Reader) -> Markup:
    kind = piece.get("type")
    if kind == "text":
        shown = Markup("<br>").join(str(piece.get("text", "")).split("\n"))
    elif kind == "link":
        url = str(piece.get("url", ""))
        shown = markup.link(url, str(piece.get("text") or url))
    elif kind == "emoji":
        shown = escape(emoji.BY_NAME.get(str(piece.get("name")), f":{piece.get('name')}:"))
    elif kind == "date":
        target = f"!date^{piece.get('timestamp')}^{piece.get('format', '')}"
        shown = escape(render.angle(f"{target}|{piece.get('fallback', '')}", reader))
    elif kind in MENTIONS:
        sign, key = MENTIONS[kind]
        shown = markup.mention(render.angle(f"{sign}{piece.get(key, '')}", reader))
    else:
        shown = escape(str(piece.get("text") or piece.get("value") or ""))
    for name, tag in STYLES.items():
        if (piece.get("style") or {}).get(name):
            shown = Markup("<{0}>{1}</{0}>").format(tag, shown)
    return shown


MENTIONS = {
    "user": ("@", "user_id"),
    "channel": ("#", "channel_id"),
    "broadcast": ("!", "range"),
    "usergroup": ("!subteam^", "usergroup_id"),
}
"""How a piece that names somebody is written in mrkdwn, and where its id is."""
