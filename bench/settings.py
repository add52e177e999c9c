"""The program's settings in a measurement: a made-up token, and nothing of the machine's own."""

from typing import Any

from bot.config import Settings


def made_up(url: str, **more: Any) -> Settings:
    given: dict[str, Any] = {"slack_bot_token": "xoxb-made-up", "database_url": url, **more}
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]
