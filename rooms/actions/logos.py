"""A market's logo: sent by its operator, decoded like every photo, shown once a worker has drawn it anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from agents import actions as agents
from agents import queries as accounts
from agents.errors import Invalid, TooMany
from agents.models import Tenant, new_id
from marketplace import gallery, media
from marketplace.domain import photos as rules
from marketplace.models import Photo
from rooms import outbox
from rooms.actions.photos import KEPT_AFTER, QUOTA_OF_NONE_RETRY_SECONDS


def send(tenant: Tenant, by: int, body: bytes, now: datetime) -> None:
    """What is to be shown next; the one that stands is shown until a worker has found this one good.

    by: the operator's id, for the trail. Raises Invalid (`photo_unreadable`) for what is clearly no picture,
    and TooMany (`photo_quota`).
    """
    if rules.kind(body[: rules.LONGEST_HEAD]) is None:
        raise Invalid("photo_unreadable", rules.REASONS["photo_unreadable"])
    with transaction.atomic():
        accounts.lock_tenant(tenant.pk)
        quota = gallery.photos_left(tenant, Q(person_id=by), now)
        if not quota.remaining:
            retry = quota.reset or QUOTA_OF_NONE_RETRY_SECONDS
            raise TooMany("photo_quota", "Too many photos in an hour: wait a little.", retry_after=retry)
        gallery.logos(tenant).exclude(state=Photo.State.GOOD).update(
            removed_at=now, destroy_at=now + KEPT_AFTER
        )
        photo = Photo(id=new_id(), tenant=tenant, is_logo=True, person_id=by, created_at=now)
        media.keep_original(photo.id, body)
        photo.save(force_insert=True)
        agents.note(by, tenant, "sent a logo for", "agents.tenant", tenant.pk, now)
        outbox.ring_photos()


def remove(tenant: Tenant, by: int, now: datetime) -> None:
    """The market shows its mark again; what waits to be shown is not."""
    with transaction.atomic():
        accounts.lock_tenant(tenant.pk)
        gallery.logos(tenant).update(removed_at=now, destroy_at=now + KEPT_AFTER)
        agents.show_logo(tenant.pk, "")
        agents.note(by, tenant, "removed the logo of", "agents.tenant", tenant.pk, now)
