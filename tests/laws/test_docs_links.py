"""What the pages name is there: links and their headings, files, make targets, commands, programs."""

import functools
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
FOLDERS = "agents|client|config|contracts|deploy|docs|marketplace|rooms|static|templates|tests"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./*-]*\.[a-z0-9]+\b(?!\()")
FOLDER = re.compile(r"(?<![\w/.-])(?:docs|tests)/[\w/-]+(?![\w*/-]|\.[a-z])")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)\b")
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
MODULE = re.compile(r"python -m ([a-z_]+(?:\.[a-z_]+)*)")
BARGAIN = re.compile(r"(?:^|`|\$ )bargain ([a-z][a-z-]*)", re.MULTILINE)
COMMENT = re.compile(r"\s#.*$", re.MULTILINE)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())


def code(page: Path) -> str:
    """The code of a page, spans and blocks, without comments."""
    return COMMENT.sub("", "\n".join(CODE.findall(page.read_text())))


def headings(page: Path) -> set[str]:
    """What a page's headings are linked by: lower case, hyphens for spaces, no punctuation."""
    found = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def links(page: Path) -> Iterator[tuple[str, str]]:
    """(path, heading) of each link that leads to no other site; either may be empty."""
    for target in LINK.findall(page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, heading = target.partition("#")
            yield path, heading


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, heading in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not heading or heading in headings(target), f"{path}#{heading}"


@each_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text()
    named = {*FILE.findall(text), *FOLDER.findall(text)}
    assert [name for name in sorted(named) if not any(PROJECT.glob(name))] == []


@each_page
def test_every_make_target_that_is_named_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(code(page))) <= targets


@each_page
def test_every_command_that_is_named_is_there(page: Path) -> None:
    assert set(MANAGE.findall(code(page))) <= set(get_commands())


@each_page
def test_every_module_that_is_named_to_be_run_is_there(page: Path) -> None:
    missing = [name for name in MODULE.findall(code(page)) if importlib.util.find_spec(name) is None]
    assert missing == []


@functools.cache
def helps() -> str:
    command = [sys.executable, "-m", "client", "--help"]
    return subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True, timeout=60).stdout


@each_page
def test_every_call_of_bargain_that_is_named_is_there(page: Path) -> None:
    named = set(BARGAIN.findall(code(page)))
    assert [
        name for name in sorted(named) if not re.search(rf"(?m)^\s+{name}\b|\b{name}[,}}]", helps())
    ] == []


def test_the_readme_leads_to_every_page() -> None:
    readme = PROJECT / "README.md"
    led = {(PROJECT / path).resolve() for path, _ in links(readme)}
    assert {page for page in (PROJECT / "docs").glob("*.md") if page.resolve() not in led} == set()


def test_the_patterns_find_what_they_are_for() -> None:
    """Patterns that found nothing would keep nothing true."""
    every = "\n".join(code(page) for page in PAGES)
    assert min(len(set(pattern.findall(every))) for pattern in (MAKE, MANAGE, MODULE, BARGAIN)) >= 3
    text = "\n".join(page.read_text() for page in PAGES)
    assert len(set(FILE.findall(text))) > 20
    assert sum(1 for page in PAGES for _ in links(page)) > 8
