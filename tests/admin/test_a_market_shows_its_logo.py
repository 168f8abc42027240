"""An operator's picture stands beside their market's name, as pixels alone, once a worker has looked at it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from agents.models import Act, Tenant, User
from marketplace import media
from marketplace.models import Photo, Policy
from rooms.actions import process_photos
from tests import pictures
from tests.agents.people import Browser, told
from tests.parties import Answer, Workshop, answer, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
PAGE = "/admin/logo/"


def send(operator: Browser, body: bytes, name: str = "logo.png") -> Answer:
    return answer(operator.post(PAGE, {"file": SimpleUploadedFile(name, body)}))


def shown(path: str, host: str = "cars.localhost") -> Answer:
    return answer(browser().get(path, headers={"host": host}))


def logo() -> str:
    found: str = Tenant.objects.get(slug="cars").logo
    return found


def test_a_logo_is_shown_as_pixels_once_it_was_looked_at(
    operator: Browser, workshop: Workshop, photos_dir: Path
) -> None:
    assert send(operator, pictures.png()).status == 302
    assert "is being looked at" in told(operator.get(PAGE))
    assert logo() == ""
    workshop.process_photos()
    assert f'src="/logo/{logo()}"' in shown("/").raw.decode()
    file = shown(f"/logo/{logo()}")
    assert (file.status, file.headers["Content-Type"]) == (200, "image/webp")
    assert pictures.CANARY not in file.raw
    assert not list((photos_dir / "originals").iterdir())
    assert [act.verb for act in Act.objects.all()] == ["sent a logo for"]


def test_it_is_of_its_market_alone(operator: Browser, workshop: Workshop, bikes: Tenant) -> None:
    send(operator, pictures.png())
    workshop.process_photos()
    assert "/logo/" not in shown("/", "bikes.localhost").raw.decode()
    hidden, absent = (shown(f"/logo/{sha}", "bikes.localhost") for sha in (logo(), "0" * 64))
    assert (hidden.status, hidden.raw) == (404, absent.raw)
    assert shown(f"/logo/{'0' * 64}").status == 404


def test_another_takes_its_place_when_it_is_good_and_the_old_bytes_go(
    operator: Browser, workshop: Workshop
) -> None:
    send(operator, pictures.png())
    workshop.process_photos()
    first = logo()
    send(operator, pictures.JPEG_HEAD_ON_SCRIPT)
    workshop.process_photos()
    assert logo() == first
    assert "does not decode" in told(operator.get(PAGE))
    send(operator, pictures.jpeg())
    workshop.process_photos()
    assert logo() not in ("", first)
    assert shown(f"/logo/{first}").status == 404
    process_photos.tidy(workshop.later(hours=30).now)
    assert media.published(first, "whole") is None
    assert media.published(logo(), "whole") is not None
    assert Photo.objects.get().sha256 == logo()


def test_it_is_taken_away(operator: Browser, workshop: Workshop) -> None:
    send(operator, pictures.png())
    workshop.process_photos()
    send(operator, pictures.jpeg())
    assert operator.post(PAGE, {"remove": "yes"}).status_code == 302
    workshop.process_photos()
    assert logo() == ""
    assert "No logo is shown." in told(operator.get(PAGE))
    assert [act.verb for act in Act.objects.order_by("id")][-1] == "removed the logo of"


def test_what_is_no_picture_is_refused_in_words(operator: Browser, cars: Tenant) -> None:
    refused = send(operator, b"<svg onload=alert(1)>")
    assert refused.status == 422
    assert "does not decode" in refused.raw.decode()
    assert answer(operator.post(PAGE, {})).status == 422
    Policy.objects.filter(tenant=cars).update(photos_per_hour=0)
    assert "Too many photos" in send(operator, pictures.png()).raw.decode()
    assert not Photo.objects.exists()
    assert not Act.objects.exists()


def test_rows_that_cannot_be_are_refused(cars: Tenant) -> None:
    person = User.objects.create_user("paul")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenant.objects.filter(pk=cars.pk).update(logo="../x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.create(tenant=cars, person=person, created_at=cars.created_at)
