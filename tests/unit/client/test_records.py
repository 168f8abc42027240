"""The agent's memory: whole, private, and its own."""

import stat
from pathlib import Path

import pytest

from client.checks import Memory
from client.errors import LocalError
from client.records import Published, Records
from contracts.domain.canonical import digest
from contracts.domain.statement import Party

ROOM_ID = "01990000-0000-7000-8000-000000000001"
MEMORY = Memory(
    role="buyer",
    room_id=ROOM_ID,
    room_fingerprint="aa" * 32,
    tenant="bikes",
    listing={"id": "x", "title": "Ü 😀", "attributes": {"colours": ["green"]}},
    profile="I cycle daily.",
    manifest_digest="sha256:" + "aa" * 32,
    limit_minor=95_000,
    seller=Party("bb" * 32, None),
    buyer=Party("cc" * 32, "alien-1"),
)
PUBLISHED = Published(
    ({"id": "x", "title": "first"}, {"id": "x", "title": "second"}), 80_000, "sha256:aa", "exact"
)


@pytest.fixture(params=["in files", "in memory"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    return Records(tmp_path / "home" if request.param == "in files" else None)


def test_what_is_kept_comes_back_the_same(records: Records) -> None:
    records.keep_room(MEMORY)
    records.keep_published("x", PUBLISHED)
    records.keep_manifest("sha256:aa", {"rounds": 5})
    assert records.room(ROOM_ID) == MEMORY
    assert records.published("x") == PUBLISHED
    assert records.manifest("sha256:aa") == {"rounds": 5}


def test_what_was_never_kept_is_not_there(records: Records) -> None:
    assert records.room(ROOM_ID) is None
    assert records.published("x") is None
    assert records.manifest("sha256:aa") is None


def test_a_limit_submitted_anew_replaces_the_one_before(records: Records) -> None:
    records.keep_room(MEMORY)
    records.change_limit(ROOM_ID, 70_000)
    records.change_limit("another", 1)
    kept = records.room(ROOM_ID)
    assert kept is not None
    assert kept.limit_minor == 70_000
    assert records.room("another") is None


def test_a_version_is_found_by_its_digest() -> None:
    assert PUBLISHED.version(digest({"id": "x", "title": "first"})) == {"id": "x", "title": "first"}
    assert PUBLISHED.version("sha256:other") is None


def test_files_are_for_their_owner_only_and_nothing_half_written_stays(tmp_path: Path) -> None:
    records = Records(tmp_path / "home")
    records.keep_room(MEMORY)
    records.keep_room(MEMORY)
    folder = tmp_path / "home" / "rooms"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [f"{ROOM_ID}.json"]
    assert stat.S_IMODE((folder / f"{ROOM_ID}.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["../key", "a/b", "", ".", "..", ".hidden", "x" * 101, "nul\0", "a b"])
def test_an_id_that_would_name_a_file_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    records = Records(tmp_path)
    with pytest.raises(LocalError) as refused:
        records.keep_published(name, PUBLISHED)
    assert refused.value.code == "bad_id"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "{}", "null"])
def test_a_damaged_record_is_refused_rather_than_taken_for_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / f"{ROOM_ID}.json").write_text(content)
    with pytest.raises(LocalError) as refused:
        Records(tmp_path).room(ROOM_ID)
    assert refused.value.code == "bad_record"


def test_no_repr_tells_a_limit() -> None:
    assert "80000" not in repr(PUBLISHED)
    assert "95000" not in repr(MEMORY)
