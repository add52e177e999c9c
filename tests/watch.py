"""Every call that any test makes, held against Slack's contract.

Each test process has the sandboxes in it, and those in processes it starts, write their ledger to one file. What
a test has added to it is checked at the test's end, so that the culprit is named. At the end of a whole run the
manifest is held against all calls: a scope that none of them needed is one that a school should not be asked for.
Without the contract's folder no more is looked at than whether buttons can be told apart.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import contract

LEDGER = pytest.StashKey["Ledger"]()


class Ledger:
    """The file of one test process, read as far as it has been checked."""

    def __init__(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix="sandbox-calls-")
        os.close(descriptor)
        self.path = Path(name)
        self.used: set[str] = set()
        self.verdict = ""
        self._read = self.path.open("rb")

    def problems(self) -> list[str]:
        """What is wrong with the lines that have come since the last time."""
        found: dict[str, None] = {}
        for raw in self._read:
            line = json.loads(raw)
            if not contract.FOLDER.is_dir():
                found |= dict.fromkeys(contract.buttons_alike(line))
                continue
            self.used |= contract.scopes_of(line)
            found |= dict.fromkeys(contract.problems(line))
        return list(found)

    def close(self) -> None:
        self._read.close()
        self.path.unlink()


def pytest_configure(config: pytest.Config) -> None:
    ledger = config.stash[LEDGER] = Ledger()
    os.environ["SANDBOX_CALLS"] = str(ledger.path)


def pytest_unconfigure(config: pytest.Config) -> None:
    if LEDGER in config.stash:
        config.stash[LEDGER].close()
        os.environ.pop("SANDBOX_CALLS", None)


@pytest.fixture(autouse=True)
def slacks_contract(pytestconfig: pytest.Config) -> Iterator[None]:
    """Made before everything else of a test, and so ended after it: a server's last call is counted too."""
    yield
    if LEDGER in pytestconfig.stash:
        found = pytestconfig.stash[LEDGER].problems()
        assert not found, "against Slack's contract, or our own:\n" + "\n".join(found)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """A worker of pytest-xdist ends and hands over what its calls made use of."""
    config, output = node.config, getattr(node, "workeroutput", {})  # type: ignore[attr-defined]
    if LEDGER in config.stash:
        config.stash[LEDGER].used |= set(output.get("used_scopes", []))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if LEDGER not in config.stash:
        return
    ledger = config.stash[LEDGER]
    if hasattr(config, "workeroutput"):
        config.workeroutput["used_scopes"] = sorted(ledger.used)
    elif contract.FOLDER.is_dir() and was_whole(session):
        idle = contract.granted() - ledger.used - contract.scopes_of_the_doors()
        if idle:
            ledger.verdict = f"The manifest asks for what no call of the whole suite needed: {sorted(idle)}"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if LEDGER in config.stash and config.stash[LEDGER].verdict:
        terminalreporter.write_line(config.stash[LEDGER].verdict, red=True)


def was_whole(session: pytest.Session) -> bool:
    """Whether every test of the project ran (the long ones aside) and passed: a part of them needs less."""
    option = session.config.option
    chosen = option.keyword or option.markexpr not in ("", "not long") or getattr(option, "lf", False)
    all_paths = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return all_paths and not chosen and session.exitstatus == pytest.ExitCode.OK
