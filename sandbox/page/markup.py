"""Slack's mrkdwn as HTML in which every tag is ours and everything typed is text."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from itertools import groupby

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from sandbox.blockkit import render
from sandbox.page import emoji

FENCED = re.compile(r"\n?```\n?(.*?)\n?```\n?", re.DOTALL)
QUOTED = re.compile(r"(?:&gt;|>) ?")
LINKED = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
"""What may become the address of a link; anything else is shown by its words."""


def _marked(mark: str) -> str:
    """Text between two `mark`s that stand at the edges of words; a link inside is taken whole."""
    sign = re.escape(mark)
    inside = rf"(?:<[^<>\n]*>|<(?![^<>\n]*>)|[^<\n{sign}])+"
    return rf"(?<![\w{sign}]){sign}(?=\S)({inside})(?<=\S){sign}(?![\w{sign}])"


PIECE = re.compile("|".join([r"<([^<>]+)>", r"`([^`\n]+)`", *(_marked(mark) for mark in "*_~")]))
TAGS = ("strong", "em", "del")
"""For the groups of PIECE after the first two."""


def html(text: str, reader: render.Reader) -> Markup:
    """mrkdwn as HTML: paragraphs with line breaks, quotes, preformatted text, marks, links, mentions."""
    shown: list[Markup] = []
    for index, part in enumerate(FENCED.split(text)):
        if index % 2:
            shown.append(Markup("<pre>{}</pre>").format(_bare(part, reader)))
        else:
            shown += _lines(part, reader)
    return Markup("").join(shown)


def plain(text: str, reader: render.Reader) -> Markup:
    """The words of a plain_text object: everything as typed, but for emoji names and line ends."""
    return Markup("<br>").join(emoji.shown(line) for line in text.split("\n"))


def markdown(text: str) -> Markup:
    """Standard Markdown, as in `markdown` blocks: no HTML, no images, headings that fit below ours."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4"
        for piece in token.children or ():
            if piece.type == "link_open":
                piece.attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - it escapes all but its own tags # nosec


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return LINKED.match(url) is not None


_MARKDOWN = _Markdown("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def link(address: str, words: str | Markup) -> Markup:
    """A link where `address` may be one, else the words alone."""
    if not LINKED.match(address):
        return escape(words)
    made = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return made.format(address, words)


def mention(words: str) -> Markup:
    """A person, a channel or everybody, set off from the words around."""
    return Markup('<span class="mention">{}</span>').format(words)


def _lines(text: str, reader: render.Reader) -> Iterator[Markup]:
    for quoted, group in groupby(text.split("\n"), lambda line: QUOTED.match(line) is not None):
        lines = [QUOTED.sub("", line, count=1) if quoted else line for line in group]
        part = Markup("<br>").join(_inline(line, reader) for line in lines)
        yield Markup("<blockquote>{}</blockquote>").format(part) if quoted else part


def _inline(text: str, reader: render.Reader) -> Markup:
    shown: list[str] = []
    end = 0
    for found in PIECE.finditer(text):
        shown.append(_typed(text[end : found.start()]))
        end = found.end()
        group = found.lastindex or 1
        inside = found[group]
        if group == 1:
            shown.append(_angle(inside, reader))
        elif group == 2:
            shown.append(Markup("<code>{}</code>").format(_bare(inside, reader)))
        else:
            shown.append(Markup("<{0}>{1}</{0}>").format(TAGS[group - 3], _inline(inside, reader)))
    shown.append(_typed(text[end:]))
    return Markup("").join(part for part in shown if part)


def _typed(text: str) -> str:
    """Slack escapes `&`, `<` and `>` in what people type; that is undone here, and HTML's own escape follows."""
    return emoji.shown(entities.unescape(text))


def _bare(text: str, reader: render.Reader) -> str:
    """Code: marks stay as typed, mentions and links are shown by their words."""
    return entities.unescape(re.sub(r"<([^<>]+)>", lambda found: render.angle(found[1], reader), text))


def _angle(inside: str, reader: render.Reader) -> Markup:
    target, _, _ = inside.partition("|")
    words = _typed(render.angle(inside, reader))
    if target.startswith("!date^"):
        address = target.split("^")[3:]
        return link(entities.unescape(address[0]), words) if address else escape(words)
    if target.startswith(("@", "#", "!")):
        return mention(words)
    return link(entities.unescape(target), words)
