"""A photo's file comes from the market itself to whoever may see its listing, and can be nothing but an image."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from marketplace.models import Photo
from tests import pictures
from tests.parties import Answer, Party, Workshop, answer, browser
from tests.rooms.test_hidden_looks_like_absent import alike

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.fixture
def url(workshop: Workshop, alice: Party) -> str:
    """The address of a photo of Alice's."""
    listing = alice.offer().body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    workshop.process_photos()
    found: str = alice.get(f"listings/{listing}/photos").body["photos"][0]["url"]
    return found


def get(path: str, host: str = "cars.localhost", method: str = "GET") -> Answer:
    return answer(browser().generic(method, path, headers={"host": host}))


@pytest.mark.parametrize("size", ["", "/small"])
def test_a_photo_is_an_image_and_can_be_nothing_else(url: str, size: str) -> None:
    found = get(url + size)
    assert found.status == 200
    assert found.raw[:4] + found.raw[8:12] == b"RIFFWEBP"
    assert found.headers["Content-Type"] == "image/webp"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Content-Disposition"].startswith('inline; filename="')
    assert found.headers["Content-Security-Policy"] == SANDBOX
    assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert found.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Set-Cookie" not in found.headers


def test_a_party_gets_its_rooms_photo_the_same_way(
    workshop: Workshop, url: str, alice: Party, bob: Party
) -> None:
    room = bob.join(bob.get(f"listings/{url.split('/')[2]}")).body["id"]
    found = bob.get(f"rooms/{room}/photos/{url.rpartition('/')[2]}", accept="image/webp")
    assert found.raw == get(url).raw
    assert found.headers["Content-Security-Policy"] == SANDBOX


def _elsewhere(url: str) -> tuple[str, str]:
    return url, "bikes.localhost"


def _of_another_listing(url: str) -> tuple[str, str]:
    return f"/listings/{uuid4()}/photos/{url.rpartition('/')[2]}", "cars.localhost"


def _of_another_hash(url: str) -> tuple[str, str]:
    return f"{url.rpartition('/')[0]}/{'0' * 64}", "cars.localhost"


@pytest.mark.parametrize("address", [_elsewhere, _of_another_listing, _of_another_hash])
@pytest.mark.parametrize("size", ["", "/small"])
def test_a_photo_is_absent_everywhere_else(
    url: str, address: Callable[[str], tuple[str, str]], size: str
) -> None:
    path, host = address(url)
    hidden = get(path + size, host)
    alike(hidden, get(f"/listings/{uuid4()}/photos/{'7' * 64}{size}", host))
    assert hidden.status == 404


@pytest.mark.parametrize("gone", ["withdrawn", "removed", "refused"])
def test_a_photo_of_what_nobody_may_see_is_absent(url: str, alice: Party, gone: str) -> None:
    listing = url.split("/")[2]
    photo = Photo.objects.get()
    if gone == "withdrawn":
        alice.post(f"listings/{listing}/withdraw")
    elif gone == "removed":
        alice.call("DELETE", f"listings/{listing}/photos/{photo.id}")
    else:
        Photo.objects.update(state="refused", code="photo_lost", sha256="")
    alike(get(url), get(f"/listings/{uuid4()}/photos/{'7' * 64}"))


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsecret_key", "../../secret_key", "A" * 64, "7" * 63, "7" * 65, "%00"]
)
def test_no_other_name_leads_to_a_file(url: str, name: str) -> None:
    base = url.rpartition("/")[0]
    assert get(f"{base}/{name}").status == 404
    assert get(f"{base}/{name}/small").status == 404


CALLS: list[tuple[str, str, Any, str]] = [
    ("GET", "listings/{}/photos", None, "application/json"),
    ("POST", "listings/{}/photos", pictures.jpeg(), "image/jpeg"),
    ("PATCH", "listings/{}/photos", {"order": []}, "application/json"),
    ("DELETE", "listings/{}/photos/{photo}", None, "application/json"),
]


@pytest.mark.parametrize(("method", "path", "body", "content_type"), CALLS, ids=[one[0] for one in CALLS])
@pytest.mark.parametrize("who", ["another seller", "the seller at another market", "nobody"])
def test_photos_of_anothers_listing_are_absent(
    url: str, alice: Party, bob: Party, method: str, path: str, body: Any, content_type: str, who: str
) -> None:
    photo = Photo.objects.get()
    caller = {"another seller": bob, "nobody": bob}.get(who, alice.at("bikes.localhost"))

    def ask(listing: object) -> Answer:
        address = path.format(listing, photo=photo.id)
        return caller.call(method, address, body, content_type=content_type, anonymous=who == "nobody")

    hidden = ask(url.split("/")[2])
    alike(hidden, ask(uuid4()))
    assert hidden.status == (401 if who == "nobody" else 404)
    assert Photo.objects.count() == 1


def test_a_photo_of_another_listing_of_the_same_seller_is_absent(url: str, alice: Party) -> None:
    other = alice.offer(title="Another car").body["listing"]["id"]
    found = alice.call("DELETE", f"listings/{other}/photos/{Photo.objects.get().id}")
    alike(found, alice.call("DELETE", f"listings/{other}/photos/{uuid4()}"))
    assert get(url).status == 200
