"""The table of all listeners, without a store or a Slack behind them."""

from __future__ import annotations

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

import handlers
from handlers.door import Door


@pytest.fixture(scope="session")
def door() -> Door:
    nobody = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-none", bot_user_id="B1")
    app = App(authorize=lambda: nobody, signing_secret="none", process_before_response=True)
    made = Door(None, app, lambda workspace: None)  # type: ignore[arg-type]
    handlers.register(made)
    return made
