"""What the documents tell people to type does what they say."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

from sandbox.people import Sandbox
from tests.conftest import MANIFEST
from tests.house.sentences import ROOT
from tests.test_modes import APP, Start, slack, start

__all__ = ["start"]  # a fixture


def blocks(document: str, language: str) -> list[str]:
    written = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", written, re.DOTALL)


def scripts(sandbox: Sandbox) -> list[str]:
    """What contributors are told to give to Python, each as what it prints."""
    printed = []
    for shell in blocks(".github/CONTRIBUTING.md", "sh"):
        if "<<'PYTHON'" in shell:
            heard = io.StringIO()
            script = shell.partition("<<'PYTHON'\n")[2].partition("\nPYTHON")[0]
            with contextlib.redirect_stdout(heard), contextlib.chdir(ROOT):
                exec(script.replace("http://127.0.0.1:8765", sandbox.url), {})
            printed.append(heard.getvalue())
    return printed


def test_the_settings_that_contributors_make_connect_the_program_and_the_import(
    start: Start, sandbox: Sandbox, tmp_path: Path
) -> None:
    settings, people = scripts(sandbox)
    given = dict(line.split("=", 1) for line in settings.splitlines())
    program = start(APP, **given)
    program.is_ready()
    sandbox.wait_for_bot(programs=1)
    [school] = sandbox.workspaces()
    assert school.name == "My School"
    named = {one.name: one for one in school.people()}
    assert people == "".join(f"{one.id} {one.name}\n" for one in school.people())
    named["Ada"].types("/codebuddy setup")
    roles = {"Project manager": named["Ada"], "Programme manager": named["Vera"]}
    mails = {f"E-mail of the {who[0].lower()}{who[1:]}": "one@school.example" for who in roles}
    named["Ada"].submits(roles | mails)
    program.terminate()
    [shell] = [one for one in blocks(".github/CONTRIBUTING.md", "sh") if "<<'CSV'" in one]
    (tmp_path / "people.csv").write_text(shell.partition("<<'CSV'\n")[2].partition("CSV\n")[0])
    bring = start(APP, "import", "people.csv", **given)
    assert bring.ends() == 0, bring.said
    assert "1 request and 1 offer of a volunteer came in." in bring.said


def test_the_keys_are_made_changed_and_taken_out_as_the_host_is_told(
    start: Start, sandbox: Sandbox, tmp_path: Path
) -> None:
    given = slack(sandbox.workspace("Made-up School", manifest=MANIFEST))
    told = (
        (ROOT / "docs/DEPLOY.md")
        .read_text(encoding="utf-8")
        .partition("## The keys")[2]
        .partition("\n## ")[0]
    )
    commands = [
        shlex.split(one) for one in re.findall(r"\.venv/bin/python app\.py (keys [a-z]+(?: k\d)?)", told)
    ]
    made, *changed = commands
    assert [name for _, name, *_ in commands] == ["init", "list", "rotate", "remove", "rotate"]
    ring = start(APP, *made)
    assert ring.ends() == 0
    (tmp_path / "ring").write_text(ring.said)
    (tmp_path / "ring").chmod(0o600)
    given |= {"KEYS": f"file:{tmp_path / 'ring'}", "DATABASE_URL": f"sqlite:///{tmp_path / 'store.sqlite3'}"}
    program = start(APP, **given)
    program.is_ready()
    program.terminate()
    said = []
    for command in changed:
        process = start(APP, *command, **given)
        assert process.ends() == 0, process.said
        said.append(process.said)
    looked, rotated, removed, rotated_again = said
    assert looked == "k1: writes; 1 workspace\n"
    assert "Copy the ring to your safe place now" in rotated
    assert "k1 is no longer on the ring." in removed
    assert "k3 is new and writes from now on." in rotated_again
    start(APP, **given).is_ready()


def test_each_line_of_what_is_promised_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "RELIABILITY.md").read_text(encoding="utf-8").partition("## What was measured")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.endswith("| held by |")]
    assert len(lines) > 15
    for line in lines:
        named = re.findall(r"`([^`]+)`", line.split("|")[-2])
        assert named, line
        for one in named:
            path, _, test = one.partition("::")
            assert (ROOT / path).is_file(), one
            assert f"\ndef {test + '(' if test else 'test_'}" in (ROOT / path).read_text(encoding="utf-8"), (
                one
            )
