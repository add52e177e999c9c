"""`make picture`: draws docs/story.svg, the part of the story that the README shows."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from sandbox import story
from sandbox.stage import stage

PICTURE = Path(__file__).parent.parent / "docs" / "story.svg"
WIDTH = 92


def main() -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    with stage(console) as at:
        cast = story.enter(at)
        story.set_up(at, cast)
        story.ask(at, cast)
        story.offer(at, cast)
        channel = story.match(at, cast)
        console.export_text(clear=True)  # what comes before is not in the picture
        story.log(at, cast, channel)
        story.nudge(at, cast, channel)
        drawn = console.export_svg(title="make story", clear=True)
    drawn = re.sub(r"buddy-[a-z0-9]{6}", "buddy-k3m8qd", drawn)  # a new name at each run
    drawn = re.sub(r"@font-face \{.*?\}\n", "", drawn, flags=re.DOTALL)  # no request to anybody's server
    PICTURE.write_text(re.sub(r"terminal-\d+", "terminal", drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
