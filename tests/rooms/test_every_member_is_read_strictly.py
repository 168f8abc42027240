"""One wrong member anywhere in a request: it is named by a problem document, and nothing has changed."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction

from tests.parties import Answer, Party, Workshop
from tests.requests import PRIVATE, TERMS, WRITES, Sound

pytestmark = pytest.mark.django_db
Path = tuple[str | int, ...]
Watch = Callable[[], AbstractContextManager[None]]

TOO_LONG = "x" * 100_000
WRONG: dict[type, tuple[Any, ...]] = {
    str: (None, True, 0, -7, 1.5, [], {}, ["x"], {"x": "y"}, "\x00", TOO_LONG),
    list: (None, True, 7, 1.5, "x", {}, {"x": "y"}, [None], [7], [[]], [{}], ["x"] * 41),
    dict: (None, True, 7, 1.5, "x", [], [{}], [[["x"]]]),
}
# An attribute is a text or a list of texts.
ALSO_RIGHT: dict[tuple[str, type], tuple[Any, ...]] = {
    ("attributes", str): ([], ["x"]),
    ("attributes", list): ("x",),
}
OPTIONAL = {
    "consent",
    "description",
    "category",
    "attributes",
    "urgency",
    "dealbreakers",
    "notes",
    "protected",
}


@pytest.fixture(params=WRITES)
def sound(request: pytest.FixtureRequest, workshop: Workshop, alice: Party, bob: Party) -> Sound:
    return WRITES[request.param](workshop, alice, bob)


def paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place in a body, with what stands there."""
    if path:
        yield path, value
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in members:
        yield from paths(inner, (*path, name))


def with_(body: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(body)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def without(body: Any, path: Path) -> Any:
    changed = copy.deepcopy(body)
    place = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed


def objects(body: Any) -> list[Path]:
    """Every place where an object with members of its own stands; an attribute may have any name."""
    return [
        (),
        *(path for path, value in paths(body) if isinstance(value, dict) and path != ("attributes",)),
    ]


def refused(sound: Sound, sent: Any, **options: Any) -> Answer:
    """Sends it, and takes back whatever a wrong acceptance would have done, so that the next one counts."""
    with transaction.atomic():
        found = sound.send(sent, **options)
        transaction.set_rollback(found.status < 400)
    told = str(sent)[:300] if not isinstance(sent, bytes) else sent[:300]
    assert 400 <= found.status < 500, (found.status, told)
    assert found.headers["Content-Type"] == "application/problem+json", told
    assert found.body["type"] == f"urn:alien-bargain:problem:{found.code}"
    assert found.body["status"] == found.status
    assert not any(private in found.raw for private in PRIVATE), told
    return found


def names(found: Answer, path: Path) -> bool:
    """Whether the document blames a member on the way to the path."""
    blamed = {one["field"].partition(".")[0] for one in found.body["errors"]}
    return str(path[0]) in blamed


def test_a_value_of_another_type_is_refused_and_its_member_named(
    sound: Sound, nothing_changes: Watch
) -> None:
    with nothing_changes():
        for path, value in paths(sound.body):
            right = ALSO_RIGHT.get((str(path[0]), type(value)), ())
            for wrong in (one for one in WRONG[type(value)] if one not in right):
                found = refused(sound, with_(sound.body, path, wrong))
                assert found.status == 422, (path, str(wrong)[:50], found.body)
                assert names(found, path), (path, str(wrong)[:50], found.body)


def test_an_unknown_member_is_refused_at_every_level(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for place in objects(sound.body):
            for name in ("surprise", "Limit", "\x00", "", "x" * 5000):
                found = refused(sound, with_(sound.body, (*place, name), "clutch 16161"))
                assert found.status == 422, (place, name)
                codes = {found.code, *(one["code"] for one in found.body["errors"])}
                assert "unknown_member" in codes, (place, name, found.body)


def test_a_missing_member_is_named(sound: Sound, nothing_changes: Watch) -> None:
    edit = sound.method == "PATCH"
    with nothing_changes():
        for path, _ in paths(sound.body):
            name = path[-1]
            optional = isinstance(name, int) or name in OPTIONAL or path[0] == "attributes"
            if optional or (edit and len(path) == 1 and name not in ("terms", "manifest_digest")):
                continue
            found = refused(sound, without(sound.body, path))
            assert found.status == 422, path
            assert found.body["errors"], path


def test_a_member_given_twice_is_refused_at_every_level(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for place in [*objects(sound.body), *([("attributes",)] if "attributes" in sound.body else [])]:
            text = json.dumps(with_(sound.body, (*place, "twice"), "twice"))
            found = refused(sound, text.replace('"twice": "twice"', '"twice": 1, "twice": 2').encode())
            assert (found.status, found.code) == (400, "malformed_json"), place


def test_what_json_cannot_say_in_one_way_is_refused(sound: Sound, nothing_changes: Watch) -> None:
    spoilt = (
        b"NaN",
        b"-Infinity",
        rb'"\ud800"',
        rb'{"\udfff": 1}',
        b"[" * 40 + b"]" * 40,
        b"[" * 20_000,
        b"9" * 5000,
    )
    with nothing_changes():
        everywhere = [path for path, _ in paths(sound.body)]
        for path in (("more",), *everywhere[:1], *everywhere[-1:]):
            text = json.dumps(with_(sound.body, path, "HERE")).encode()
            for value in spoilt:
                found = refused(sound, text.replace(b'"HERE"', value))
                assert (found.status, found.code) == (400, "malformed_json"), (path, value[:20])


def test_numbers_beyond_all_measure_are_refused_everywhere(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for path, _ in paths(sound.body):
            text = json.dumps(with_(sound.body, path, "HERE")).encode()
            for number in (b"1e999", b"-1e999", b"9" * 4000, b"0." + b"3" * 4000):
                assert refused(sound, text.replace(b'"HERE"', number)).status == 422, path


@pytest.mark.parametrize("missing", ["key_id", "ciphertext"])
def test_sealed_terms_are_whole_in_an_edit_too(
    workshop: Workshop, alice: Party, nothing_changes: Watch, missing: str
) -> None:
    listing = alice.offer().body["listing"]["id"]
    sealed = alice.seal(TERMS, role="seller", listing_id=listing)
    del sealed[missing]
    body = {"sealed_terms": sealed, "manifest_digest": alice.manifest_digest()}
    with nothing_changes():
        found = alice.patch(f"listings/{listing}", body)
    told = [(one["field"], one["code"]) for one in found.body["errors"]]
    assert (found.status, told) == (422, [(f"sealed_terms.{missing}", "required")])
