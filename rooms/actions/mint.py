"""Workers only: say what runs here, keep the pool of one-time keys filled, retire keys whose time is over."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from agents import queries as agent_queries
from agents.domain import keys
from agents.models import Tenant, new_id
from contracts.domain.canonical import canonical, digest
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain import sealing
from marketplace.domain.listing import rfc3339
from marketplace.domain.pool import Pool
from marketplace.models import Policy, SealingKey
from rooms import manifest as manifests
from rooms.domain.inference import SCRIPTED_ONLY, Installation, ModelRefused, scripted_manifest
from rooms.models import Manifest
from rooms.vault import Keyring

logger = logging.getLogger(__name__)

KEY_LIFETIME = timedelta(hours=25)
BATCH = 32


@dataclass(frozen=True)
class Measured:
    """What a worker measured at its start: digests of its source and prompts, its release, and which models it has."""

    source: str
    prompts: str
    version: str
    installation: Installation = SCRIPTED_ONLY

    def inference(self, policy: Policy) -> dict[str, Any]:
        """The manifest's `inference` under a tenant's policy. Raises ModelRefused."""
        chosen = self.installation.chosen(policy.model)
        return scripted_manifest(self.prompts) if chosen is None else chosen.as_manifest(self.prompts)


def publish_manifests(keyring: Keyring, measured: Measured, now: datetime, *, at_start: bool) -> None:
    """Make each tenant's manifest current that this worker and the tenant's policy add up to.

    The worker that started last says what runs; later rounds only follow a change of policy, so that an older
    worker, living on until its rooms have ended, does not take the word back.
    """
    room_key = keys.public_bytes(keyring.room_key())
    for tenant in agent_queries.tenants():
        current = Manifest.objects.filter(tenant=tenant, current=True).first()
        if at_start or current is None or current.source_digest == measured.source:
            try:
                body = _body(market.policy(tenant), measured, room_key)
            except ModelRefused as refused:
                # Closed rather than bargained for by another model than the tenant chose.
                logger.warning("market %s stays closed: %s", tenant.slug, refused)
                Manifest.objects.filter(tenant=tenant, current=True).update(current=False)
                continue
            if current is None or (current.body, current.version) != (body, measured.version):
                _publish(tenant, body, measured, room_key, now)


def _body(policy: Policy, measured: Measured, room_key: bytes) -> dict[str, Any]:
    return manifests.build(
        source=measured.source,
        inference=measured.inference(policy),
        room_key=room_key,
        privacy=policy.privacy,
        retention={"buyer_terms": 0, "seller_terms": 0, "turns": policy.turns_hours},
    )


def _publish(
    tenant: Tenant, body: Mapping[str, Any], measured: Measured, room_key: bytes, now: datetime
) -> None:
    with transaction.atomic():
        Manifest.objects.filter(tenant=tenant, current=True).update(current=False)
        Manifest.objects.update_or_create(
            tenant=tenant,
            digest=digest(body),
            defaults={"current": True, "version": measured.version},
            create_defaults={
                "current": True,
                "body": body,
                "version": measured.version,
                "source_digest": measured.source,
                "room_key": room_key,
                "room_fingerprint": keys.fingerprint(room_key),
                "published_at": now,
            },
        )


def top_up(keyring: Keyring, pool: Pool, now: datetime) -> int:
    """Mint keys until the pool has its size again; how many. Private halves are stored before the rows: a key
    that can be claimed can be opened."""
    room_key = keyring.room_key()
    fingerprint = keys.fingerprint(keys.public_bytes(room_key))
    missing = max(0, pool.size - market.pool_left(fingerprint, now))
    for done in range(0, missing, BATCH):
        batch = range(min(BATCH, missing - done))
        market_actions.store_minted([_mint(keyring, room_key, fingerprint, now) for _ in batch])
    return missing


def _mint(keyring: Keyring, room_key: Ed25519PrivateKey, fingerprint: str, now: datetime) -> SealingKey:
    key_id = new_id()
    private_half, public_half = sealing.generate()
    keyring.store(key_id, private_half)
    expires_at = (now + KEY_LIFETIME).replace(microsecond=0)
    said = sealing.key_statement(key_id=str(key_id), public_key=public_half, expires_at=rfc3339(expires_at))
    return SealingKey(
        id=key_id,
        public_key=public_half,
        expires_at=expires_at,
        signature=room_key.sign(canonical(said)),
        room_fingerprint=fingerprint,
    )


def retire(keyring: Keyring, now: datetime) -> None:
    """Destroy keys that nobody can submit to any more."""
    expired = market.expired_keys(now)
    keyring.destroy(expired)
    market_actions.forget_keys(expired)
