"""Bombs, broken files, scripts in disguise: refused with a code, and the worker is as well as before."""

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.conf import settings
from pytest_django import Settings

from marketplace import imaging
from marketplace.domain.photos import REASONS, PhotoRefused
from marketplace.models import Photo
from rooms.actions import process_photos
from tests import pictures
from tests.parties import Party, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
Watch = Callable[[], AbstractContextManager[None]]
MEGABYTE = 1 << 20


def small_file(body: bytes) -> bytes:
    assert len(body) < settings.PHOTOS.most_bytes
    return body


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("photo_unreadable", pictures.TRUNCATED_JPEG),
        ("photo_unreadable", pictures.JPEG_HEAD_ON_SCRIPT),
        ("photo_unreadable", pictures.WEBP_HEAD_ON_SVG),
        ("photo_unreadable", pictures.png_of(100, 100, rows=zlib.compress(bytes(50)))),
        ("photo_unreadable", pictures.png_of(100, 0)),
        ("photo_unreadable", pictures.png_of(64, 64, pictures.packed_text(512 * MEGABYTE))),
        ("photo_unreadable", pictures.png_of(64, 64, *[pictures.packed_text(MEGABYTE)] * 200)),
        ("photo_too_many_pixels", pictures.png_of(10_000, 10_000)),
        ("photo_too_many_pixels", pictures.png_of(2**31 - 1, 2**31 - 1)),
        ("photo_too_many_pixels", pictures.png_of(50_000_001, 1)),
    ],
    ids=[
        *(
            "half a JPEG",
            "a script behind a JPEG's head",
            "an SVG behind a WebP's head",
            "no pixels",
            "no height",
        ),
        *(
            "a text of 512 MB in 0.5",
            "two hundred texts",
            "a hundred megapixels",
            "as large as can be said",
            "one row",
        ),
    ],
)
def test_what_does_not_decode_within_bounds_is_refused_and_its_original_destroyed(
    workshop: Workshop, alice: Party, code: str, body: bytes
) -> None:
    listing = alice.offer()
    path = f"listings/{listing.body['listing']['id']}"
    assert alice.send_photo(path.removeprefix("listings/"), small_file(body), "image/png").status == 201
    began = time.monotonic()
    workshop.process_photos()
    assert time.monotonic() - began < settings.PHOTOS.seconds
    found = alice.get(f"{path}/photos").body
    assert [(one["state"], one["code"]) for one in found["photos"]] == [("refused", code)]
    assert code in REASONS
    assert alice.get(path).body["digest"] == listing.body["digest"]
    assert not list(settings.PHOTOS.directory.glob("originals/*"))


@pytest.mark.parametrize(
    "body", [b"", b"?", pictures.SVG, pictures.GIF_AND_SCRIPT, b"%PDF-1.7", b"BM" + bytes(99)]
)
@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png", "image/webp"])
def test_what_is_clearly_none_is_refused_at_once(
    workshop: Workshop, alice: Party, nothing_changes: Watch, body: bytes, content_type: str
) -> None:
    listing = alice.offer().body["listing"]["id"]
    with nothing_changes():
        found = alice.send_photo(listing, body, content_type)
    assert (found.status, found.code) == (422, "photo_unreadable")


@pytest.mark.parametrize(
    "content_type",
    [
        "image/svg+xml",
        "image/gif",
        "text/html",
        "application/json",
        "multipart/form-data; boundary=x",
    ],
)
def test_a_body_of_another_kind_is_refused_unread(
    workshop: Workshop, alice: Party, nothing_changes: Watch, content_type: str
) -> None:
    listing = alice.offer().body["listing"]["id"]
    with nothing_changes():
        found = alice.send_photo(listing, pictures.jpeg(), content_type)
    assert (found.status, found.code) == (415, "unsupported_media_type")


def test_a_body_over_the_limit_is_refused(workshop: Workshop, alice: Party, nothing_changes: Watch) -> None:
    listing = alice.offer().body["listing"]["id"]
    most = settings.PHOTOS.most_bytes
    whole = pictures.jpeg()
    with nothing_changes():
        found = alice.send_photo(listing, whole + bytes(most + 1 - len(whole)))
    assert (found.status, found.code) == (413, "payload_too_large")
    assert alice.send_photo(listing, whole + bytes(most - len(whole))).status == 201


def test_no_name_that_is_sent_is_part_of_a_path(workshop: Workshop, alice: Party) -> None:
    listing = alice.offer().body["listing"]["id"]
    names = {"content-disposition": 'attachment; filename="../../../../etc/cron.d/evil"'}
    alice.send_photo(listing, pictures.jpeg(), **names)
    assert [one.name for one in settings.PHOTOS.directory.glob("originals/*")] == [
        str(Photo.objects.get().id)
    ]


def run(body: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        process_photos.PROGRAM, input=body, capture_output=True, check=False, env={}, timeout=60
    )


def test_the_program_decodes_under_limits_that_the_kernel_holds() -> None:
    """Whatever a decoder does, it takes no more memory and time than a photo does, and writes no file."""
    told = (
        "import resource as r; from marketplace import imaging; imaging.confine();"
        "print([r.getrlimit(one) for one in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE)])"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    most = [imaging.MEMORY, imaging.SECONDS, 0, 0]
    assert found.stdout.strip() == str([(one, one) for one in most])


def test_the_program_takes_the_largest_photo_that_is_allowed() -> None:
    body = pictures.encoded(pictures.picture((8000, 6250), mode="RGBA"), "PNG", compress_level=1)
    assert run(body).returncode == 0
    assert run(pictures.jpeg((8000, 6250))).returncode == 0


def test_worker_and_program_mean_the_same_status() -> None:
    assert imaging.TOO_MANY_PIXELS == process_photos.TOO_MANY_PIXELS
    assert run(pictures.png_of(10_000, 10_000)).returncode == process_photos.TOO_MANY_PIXELS


def told_by(code: str) -> process_photos.Picture:
    """What comes of a program that is this code."""
    return process_photos.decoded(b"", (sys.executable, "-c", f"import json, os, sys, time; {code}"))


def test_the_program_sees_nothing_of_the_worker() -> None:
    """Its environment, where the secrets are, least of all."""
    head = "dict(width=1, height=1, size=len(names))"
    code = f"names = ' '.join(os.environ); print(json.dumps({head})); print(names, end='')"
    assert len(os.environ) > 3
    assert set(told_by(code).whole.decode().split()) <= {"LC_CTYPE"}, "which Python sets itself"
    loaded = "import sys; from marketplace import imaging; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"django", "celery", "redis", "rooms", "agents"} & set(found.stdout.split())


@pytest.mark.parametrize("code", ["sys.exit(1)", "os.abort()", "time.sleep(60)"])
def test_a_program_that_breaks_down_or_does_not_end_is_a_photo_refused(settings: Settings, code: str) -> None:
    settings.PHOTOS = replace(settings.PHOTOS, seconds=0.3 if "sleep" in code else 10)
    with pytest.raises(PhotoRefused, match="photo_unreadable"):
        told_by(code)
