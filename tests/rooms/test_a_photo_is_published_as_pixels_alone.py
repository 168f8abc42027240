"""What is published of a photo is its pixels, drawn anew by the worker: upright, small enough, nothing beside them."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from PIL import Image, ImageCms

from marketplace import media
from marketplace.models import Photo
from tests import pictures
from tests.parties import Answer, Party, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
Publish = Callable[..., Image.Image]


@pytest.fixture
def sent(workshop: Workshop, alice: Party) -> Callable[..., Answer]:
    """Sends a file as a photo of a new listing, has the worker look at it; how the photos stand then."""

    def send(body: bytes, content_type: str = "image/jpeg") -> Answer:
        listing = alice.offer().body["listing"]["id"]
        assert alice.send_photo(listing, body, content_type).status == 201
        workshop.process_photos()
        return alice.get(f"listings/{listing}/photos")

    return send


@pytest.fixture
def published(sent: Callable[..., Answer]) -> Publish:
    """The picture that is published of a file."""

    def publish(body: bytes, content_type: str = "image/jpeg", size: media.Size = "whole") -> Image.Image:
        photo = sent(body, content_type).body["photos"][0]
        assert photo["state"] == "good", photo
        found = media.published(photo["name"].removeprefix("sha256:"), size)
        assert found is not None
        assert hashlib.sha256(found).hexdigest() == photo["name"].removeprefix("sha256:") or size == "small"
        return Image.open(io.BytesIO(found))

    return publish


def files() -> list[Path]:
    return [one for one in settings.PHOTOS.directory.rglob("*") if one.is_file()]


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp])
def test_nothing_of_what_the_camera_wrote_is_published_or_kept(
    published: Publish, make: Callable[[], bytes]
) -> None:
    """A position is bytes of the original and of no file that is left."""
    original = make()
    assert pictures.CANARY in original
    found = published(original)
    assert not found.getexif()
    assert set(found.info) <= {"loop", "background", "timestamp", "duration"}
    assert files()
    for one in files():
        assert pictures.CANARY not in one.read_bytes()
        assert b"EXIF" not in one.read_bytes()


def test_the_original_is_destroyed_once_it_was_looked_at(
    workshop: Workshop, alice: Party, sent: Callable[..., Answer]
) -> None:
    listing = alice.offer(title="Another car").body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    photo = UUID(alice.get(f"listings/{listing}/photos").body["photos"][0]["id"])
    assert media.original(photo) == pictures.jpeg()
    workshop.process_photos()
    assert media.original(photo) is None
    sent(pictures.TRUNCATED_JPEG)
    refused = Photo.objects.get(state="refused")
    assert media.original(refused.id) is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright(published: Publish, orientation: int) -> None:
    """The camera said which way is up where nobody looks any more: the red corner goes where it belongs."""
    found = published(pictures.jpeg((320, 240), orientation=orientation))
    assert found.size == ((320, 240) if orientation < 5 else (240, 320))
    width, height = found.size
    corners = [(9, 9), (width - 9, 9), (width - 9, height - 9), (9, height - 9)]
    red = [at for at in corners if near(found, at, (255, 0, 0))]
    assert red == [corners[{1: 0, 2: 1, 3: 2, 4: 3, 5: 0, 6: 1, 7: 2, 8: 3}[orientation]]]


@pytest.mark.parametrize(
    ("size", "whole", "small"),
    [
        ((4000, 3000), (1600, 1200), (400, 300)),
        ((900, 3600), (400, 1600), (100, 400)),
        ((320, 200), (320, 200), (320, 200)),
        ((1, 1), (1, 1), (1, 1)),
    ],
)
def test_a_photo_is_published_in_two_sizes_and_never_enlarged(
    sent: Callable[..., Answer], size: tuple[int, int], whole: tuple[int, int], small: tuple[int, int]
) -> None:
    photo = sent(pictures.jpeg(size)).body["photos"][0]
    assert (photo["width"], photo["height"]) == whole
    for kind, expected in (("whole", whole), ("small", small)):
        found = media.published(photo["name"].removeprefix("sha256:"), kind)  # type: ignore[arg-type]
        assert found is not None
        with Image.open(io.BytesIO(found)) as image:
            assert (image.format, image.size) == ("WEBP", expected)


def test_an_animation_is_its_first_frame(published: Publish) -> None:
    found = published(pictures.animation(), "image/webp")
    assert getattr(found, "n_frames", 1) == 1
    assert near(found, (32, 32), (0, 128, 128))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_shown(published: Publish, mode: str) -> None:
    assert published(pictures.png(mode=mode), "image/png").size == (640, 480)


def test_what_was_transparent_hides_nothing(published: Publish) -> None:
    hidden = pictures.picture((64, 64), "teal").convert("RGBA")
    hidden.putalpha(0)
    found = published(pictures.encoded(hidden, "PNG"), "image/png")
    assert found.mode == "RGB"
    assert near(found, (40, 40), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_every_kind_of_jpeg_is_shown(published: Publish, mode: str) -> None:
    assert published(pictures.encoded(pictures.picture(mode=mode))).size == (640, 480)


@pytest.mark.parametrize(
    "profile",
    [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"?" * 300],
    ids=["sRGB", "none"],
)
def test_a_colour_profile_is_used_or_left_out_and_never_published(published: Publish, profile: bytes) -> None:
    found = published(pictures.encoded(pictures.picture(), icc_profile=profile))
    assert "icc_profile" not in found.info
    assert near(found, (400, 400), (0, 128, 128))


def test_a_file_counts_by_what_it_decodes_to_and_not_by_what_it_is_called(published: Publish) -> None:
    assert published(pictures.png(), "image/jpeg").size == (640, 480)


def test_what_rides_behind_the_pixels_is_left_behind(published: Publish) -> None:
    """A picture and a script in one file: only the picture comes out."""
    published(pictures.JPEG_AND_SCRIPT)
    for one in files():
        assert b"alert" not in one.read_bytes()
