"""RateLimit and RateLimit-Policy: what is left; Retry-After: when there is more."""

import re

import pytest

from agents.models import Tenant
from marketplace.models import Policy, SealingKey
from tests.parties import OFFER, Answer, Party, Workshop, terms

pytestmark = pytest.mark.django_db
LEFT = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


def left(answer: Answer) -> dict[str, tuple[int, int]]:
    """{quota: (remaining, seconds)}."""
    return {name: (int(more), int(wait)) for name, more, wait in LEFT.findall(answer.headers["RateLimit"])}


def test_a_claim_tells_both_quotas(workshop: Workshop, alice: Party) -> None:
    told = [alice.post("sealing-keys") for _ in range(2)]
    assert told[0].headers["RateLimit-Policy"] == '"submissions";q=60;w=60, "keys";q=20'
    assert [{name: more for name, (more, _) in left(one).items()} for one in told] == [
        {"submissions": 59, "keys": 19},
        {"submissions": 58, "keys": 18},
    ]
    minute, held = (left(told[1])[name][1] for name in ("submissions", "keys"))
    assert 0 < minute <= 60 < held


def test_every_submission_tells_what_is_left_of_the_minute(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    path = f"listings/{listing.body['listing']['id']}"
    edited = alice.patch(path, {"terms": terms("14000.00"), "manifest_digest": alice.manifest_digest()})
    assert [left(one)["submissions"][0] for one in (listing, edited)] == [59, 58]
    workshop.upgraded()
    room = bob.join(listing)
    joined = alice.post(
        f"rooms/{room.body['id']}/terms",
        {"terms": terms("14000.00"), "manifest_digest": alice.manifest_digest()},
    )
    assert [left(one)["submissions"][0] for one in (room, joined)] == [59, 57]


def test_what_no_quota_counts_tells_none(workshop: Workshop, alice: Party) -> None:
    listing = alice.offer()
    for answer in (
        alice.get("listings"),
        alice.get("agents/me"),
        alice.post(f"listings/{listing.body['listing']['id']}/withdraw"),
        alice.call("POST", "listings", {}, anonymous=True),
    ):
        assert not {"RateLimit", "RateLimit-Policy"} & set(answer.headers)


def test_a_refused_request_takes_nothing(workshop: Workshop, alice: Party) -> None:
    refused = alice.offer("nothing")
    assert (refused.status, left(refused)) == (422, {"submissions": (60, 0)})


def test_who_submitted_too_much_is_told_when_to_go_on(workshop: Workshop, alice: Party, cars: Tenant) -> None:
    Policy.objects.filter(tenant=cars).update(submissions_per_minute=1)
    alice.offer()
    refused = alice.offer(title="Another")
    assert (refused.status, refused.code) == (429, "key_quota")
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 60
    assert left(refused)["submissions"] == (0, wait)


def test_who_holds_too_many_keys_is_told_when_one_ends(
    workshop: Workshop, alice: Party, cars: Tenant
) -> None:
    Policy.objects.filter(tenant=cars).update(keys_per_agent=1)
    alice.post("sealing-keys")
    refused = alice.post("sealing-keys")
    assert refused.status == 429
    end = SealingKey.objects.get(claimed_by__isnull=False).expires_at
    assert abs(int(refused.headers["Retry-After"]) - (end - workshop.now).total_seconds()) < 60


def test_where_there_is_no_quota_at_all_it_is_said_too(
    workshop: Workshop, alice: Party, cars: Tenant
) -> None:
    Policy.objects.filter(tenant=cars).update(submissions_per_minute=0)
    refused = alice.post(
        "listings", {**OFFER, "terms": terms("1.00"), "manifest_digest": alice.manifest_digest()}
    )
    assert (refused.status, refused.headers["Retry-After"]) == (429, "3600")
