"""Templates of the page, filled in. Everything that people typed is escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=PackageLoader("sandbox.page"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(name: str, **values: Any) -> str:
    return _TEMPLATES.get_template(name).render(**values)
