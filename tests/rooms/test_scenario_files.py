"""A demo's file is held to the market's own rules before anything starts; a refusal names the member."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from rooms.management import scenario
from rooms.management.commands.demo import BUILT_IN
from rooms.management.plan import PROJECT
from rooms.management.scenario import ScenarioRefused

EXAMPLE = PROJECT / "docs" / "examples" / "listing.json"
GOOD = json.loads(EXAMPLE.read_text())
SECRET = "734912.55"


def changed(path: str, value: Any) -> dict[str, Any]:
    """The example with one member set; `None` removes it."""
    file: dict[str, Any] = copy.deepcopy(GOOD)
    *way, name = path.split(".")
    place = file
    for step in way:
        place = place[step]
    if value is None:
        del place[name]
    else:
        place[name] = value
    return file


@pytest.mark.parametrize("path", [BUILT_IN, EXAMPLE], ids=lambda path: path.name)
def test_the_files_that_come_with_the_project_are_sound(path: Path) -> None:
    told = scenario.read(path)
    assert told.buyer.limit_minor > told.seller.limit_minor
    assert told.public["title"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("listing", None),
        ("seller", 7),
        ("surprise", 1),
        ("listing.title", None),
        ("listing.title", ""),
        ("listing.title", "a" * 201),
        ("listing.description", 5),
        ("listing.category", "a" * 61),
        ("listing.attributes", {"year": 2021}),
        ("listing.asking_price", "1150"),
        ("listing.asking_price", "0.00"),
        ("listing.asking_price", 1150.0),
        ("listing.currency", "EURO"),
        ("listing.terms", {}),
        ("buyer.profile", ""),
        ("buyer.profile", "a" * 4001),
        ("buyer.terms.limit", "-1.00"),
        ("buyer.terms.urgency", "frantic"),
        ("seller.terms.currency", "USD"),
        ("seller.terms.notes", "a" * 4001),
    ],
)
def test_an_unsound_member_is_named(member: str, value: Any) -> None:
    with pytest.raises(ScenarioRefused) as refused:
        scenario.parse(changed(member, value))
    assert refused.value.field == member
    assert str(refused.value).startswith(f"{member}: ")
    assert "\n" not in str(refused.value)


def test_a_floor_that_no_band_can_honour_is_refused_without_being_told() -> None:
    with pytest.raises(ScenarioRefused, match=r"seller\.terms\.limit: .*floor_above_scale") as refused:
        scenario.parse(changed("seller.terms.limit", SECRET))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"{", "no sound JSON"),
        (b'{"listing":{},"listing":{}}', "no sound JSON"),
        (b"\xff", "no sound JSON"),
        (b"[]", "must be an object"),
        (b" " * 300_000, "more than"),
    ],
)
def test_a_file_that_is_no_scenario_at_all_says_so(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "listing.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ScenarioRefused, match=says):
        scenario.read(path)
