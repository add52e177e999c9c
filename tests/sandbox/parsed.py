"""HTML as the tests look at it: its tags in order, its text, and what a screen reader would call a field."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"br", "hr", "input"}
FIELDS = {"input", "select", "textarea"}


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    above: Tag | None
    text: str = ""

    def inside(self, name: str) -> Tag | None:
        """The nearest tag of that name around this one."""
        return self.above if self.above is None or self.above.name == name else self.above.inside(name)


@dataclass
class Parsed(HTMLParser):
    """Every tag with its attributes and the text in it."""

    html: str
    tags: list[Tag] = field(default_factory=list)
    text: str = ""
    now: Tag | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()
        assert self.now is None, f"not closed: {self.now}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        made = Tag(tag, {name: value or "" for name, value in attrs}, self.now)
        self.tags.append(made)
        if tag not in EMPTY:
            self.now = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.now = self.tags[-1].above

    def handle_endtag(self, tag: str) -> None:
        assert self.now is not None, f"</{tag}> closes nothing"
        assert self.now.name == tag, f"</{tag}> closes <{self.now.name}>"
        self.now = self.now.above

    def handle_data(self, data: str) -> None:
        self.text += data
        tag = self.now
        while tag is not None:
            tag.text += data
            tag = tag.above

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def named(self, *names: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name in names]

    def by_id(self, wanted: str) -> Tag:
        [found] = [tag for tag in self.tags if tag.attributes.get("id") == wanted]
        return found

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags and the names of their attributes, without anything that people wrote."""
        return [(tag.name, tuple(tag.attributes)) for tag in self.tags]

    def label_of(self, tag: Tag) -> str:
        """The accessible name of a field or button."""
        told = tag.attributes.get("aria-label", "")
        around = tag.inside("label")
        labels = [one for one in self.named("label") if one.attributes.get("for") == tag.attributes.get("id")]
        words = [told, tag.text if tag.name not in FIELDS else "", around.text if around else ""]
        return next((said for said in (*words, *(one.text for one in labels)) if said.strip()), "").strip()


def check(drawn: Parsed) -> None:
    """What must hold of whatever is drawn: no stray code, every field named, every id once."""
    ids = [tag.attributes["id"] for tag in drawn.tags if "id" in tag.attributes]
    assert len(set(ids)) == len(ids)
    for tag in drawn.tags:
        assert tag.name not in ("script", "style", "img", "iframe", "object", "link", "form")
        assert not [name for name in tag.attributes if name.startswith("on") or name in ("style", "src")]
        if tag.name in ("button", "summary", *FIELDS):
            assert drawn.label_of(tag), tag
            assert tag.attributes.get("id"), tag
        if tag.name in FIELDS:
            assert " " in tag.attributes["name"]
        if tag.name == "button":
            assert tag.attributes["type"] == "button"
        if tag.name == "fieldset":
            assert [one for one in drawn.named("legend") if one.above is tag and one.text.strip()]
        if "hx-post" in tag.attributes:
            assert {"block", "action"} <= json.loads(tag.attributes["hx-vals"]).keys()
        for told in tag.attributes.get("aria-describedby", "").split():
            assert drawn.by_id(told).text.strip()
