"""Slack's Web API as far as the sandbox speaks it."""
