"""Block Kit as a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.blockkit.render import Reader, block_lines, message_text, mrkdwn
from tests.sandbox.robot import actions, button, field_block, plain, section

READER = Reader({"U1": "Ana"}, {"C1": "team"}, "Europe/Madrid", datetime(2026, 3, 2, 12, tzinfo=UTC))


def read(text: str) -> str:
    return mrkdwn(text, READER)


def test_marks_mentions_and_links_become_words() -> None:
    assert read("*Hi* _there_ <@U1> in <#C1>, `x` &amp; y") == "Hi there @Ana in #team, x & y"
    assert read("see <https://x.org|the plan> or <https://y.org>") == "see the plan or https://y.org"
    assert read("<!here> <#C9> <@U9>") == "@here #private channel @U9"
    assert read("2 * 3 * 4 and snake_case_name stay") == "2 * 3 * 4 and snake_case_name stay"


def test_dates_are_in_the_readers_zone() -> None:
    moment = int(datetime(2026, 3, 3, 23, 30, tzinfo=UTC).timestamp())
    assert read(f"<!date^{moment}^{{date_short}} at {{time}}|later>") == "Mar 4, 2026 at 00:30"
    assert read(f"<!date^{moment - 86400}^{{date_pretty}}|later>") == "tomorrow"
    assert read("<!date^soon^{date}|later>") == "later"


def test_blocks_become_lines() -> None:
    box = {"type": "checkboxes", "action_id": "c", "options": [{"text": plain("Red"), "value": "r"}]}
    blocks = [
        {"type": "header", "text": plain("Hello")},
        {**section("*Ana*"), "accessory": button("Open", "o")},
        {"type": "divider"},
        actions(button("Yes", "y"), button("No", "n")),
        {"type": "context", "elements": [plain("small")]},
        field_block("Colour", box),
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]]},
    ]
    assert block_lines(blocks, READER) == [
        "Hello",
        "Ana",
        "[Open]",
        "---",
        "[Yes] [No]",
        "small",
        "Colour: [ ] Red",
        "a | b",
    ]


def test_text_beside_blocks_is_for_notifications_only() -> None:
    assert message_text("psst", [section("shown")], READER) == "shown"
    assert message_text("*psst*", [], READER) == "psst"
