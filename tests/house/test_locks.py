"""What is installed is locked, for every platform, from nowhere in particular; what make can do is listed."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.house.sentences import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt", "requirements-traces.txt")


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Package → its version and how many files of it are known by their hash."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            pinned = re.match(r"([a-z0-9-]+)==(\S+)", line)
            assert pinned, f"{name}: not pinned: {line[:60]}"
            found[pinned[1]] = (pinned[2], line.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_hashes_and_from_no_address(name: str) -> None:
    assert all(hashes for _, hashes in locked(name).values())
    assert not re.search(r"://|--(extra-)?index|--find-links|-e ", (ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_the_project_asks_for(name: str) -> None:
    wanted = list(GROUPS["audit"] if name == LOCKS[2] else PROJECT["dependencies"])
    extras = PROJECT["optional-dependencies"]
    wanted += {LOCKS[1]: extras["dev"] + extras["traces"], LOCKS[3]: extras["traces"]}.get(name, [])
    pins = locked(name)
    for line in wanted:
        asked = Requirement(line)
        version, _ = pins.get(asked.name.lower(), ("", 0))
        assert version, f"{asked.name} is not in {name}: make lock"
        assert asked.specifier.contains(version, prereleases=True), (
            f"{asked} is locked at {version}: make lock"
        )


def test_tests_run_with_the_versions_that_serve() -> None:
    testing = locked(LOCKS[1])
    for serving in (locked(LOCKS[0]), locked(LOCKS[3])):
        assert {name: testing.get(name) for name in serving} == serving
    assert locked(LOCKS[0]).keys() < locked(LOCKS[3]).keys()


def test_make_lists_everything_it_can_do() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)", makefile, re.MULTILINE))
    listed = set(re.findall(r"^([a-z0-9-]+):.* ## \S", makefile, re.MULTILINE))
    assert len(targets) > 10
    assert targets == listed


def test_the_workflow_and_the_documents_name_targets_that_exist() -> None:
    targets = set(
        re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for name in (".github/workflows/ci.yml", ".github/CONTRIBUTING.md", "README.md", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|[`:] ?)make ([a-z][a-z0-9-]+)", text, re.MULTILINE))
        assert named, name
        assert named <= targets, name


def test_documents_link_to_what_is_there() -> None:
    for name in (
        "README.md",
        "CHANGELOG.md",
        ".github/CONTRIBUTING.md",
        "docs/DEPLOY.md",
        "docs/MONITORING.md",
        "docs/DECISIONS.md",
        "docs/RELIABILITY.md",
    ):
        here = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (here / target).exists(), f"{name} → {target}"


def test_each_line_of_what_is_defended_names_a_check_that_is_there() -> None:
    text = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(lines) > 10
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in lines:
        named = re.findall(r"`([^`]+)`", line.split("|")[-2])
        assert named, line
        for one in named:
            target = one.removeprefix("make ")
            assert (ROOT / one).exists() or f".PHONY: {target}\n" in targets, one


def test_decisions_name_checks_that_are_there() -> None:
    text = (ROOT / "docs" / "DECISIONS.md").read_text(encoding="utf-8")
    bullets = [line for line in text.splitlines() if line.startswith("- ")]
    assert 0 < len(bullets) <= 10
    for bullet in bullets:
        named = re.findall(r"`((?:tests|handlers|models|bench)/?[\w/.]*)`|`make (\w+)`", bullet)
        assert named, bullet
        for path, target in named:
            assert target or (ROOT / path).exists(), bullet
