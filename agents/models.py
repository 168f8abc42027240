"""Who acts, and where. Rows are reached through `queries`."""

from typing import Any, NoReturn
from uuid import UUID

import uuid_utils.compat
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from agents.domain import look


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made."""
    return uuid_utils.compat.uuid7()


def readable_on_light(accent: str) -> None:
    """Raises ValidationError where the accent is no colour, or cannot be read on light paper."""
    _readable(accent, "light")


def readable_on_dark(accent: str) -> None:
    """The same on dark paper."""
    _readable(accent, "dark")


def _readable(accent: str, scheme: str) -> None:
    try:
        look.check(accent, scheme)
    except look.ColourRefused as refused:
        raise ValidationError(_COLOURS_REFUSED[refused.code], refused.code) from None


_COLOURS_REFUSED = {
    "bad_colour": "A colour is written #rrggbb, in lower case.",
    "low_contrast": "Text of this colour could not be read on the page: 4.5 to 1 is the least contrast.",
}


class User(AbstractUser):
    """A person who signs in."""

    def has_usable_password(self) -> bool:
        """Never where local accounts are off: what was once set then opens nothing, whoever asks."""
        return settings.LOCAL_ACCOUNTS and super().has_usable_password()

    def check_password(self, raw_password: str | None) -> bool:
        return settings.LOCAL_ACCOUNTS and super().check_password(raw_password)

    async def acheck_password(self, raw_password: str | None) -> bool:
        return settings.LOCAL_ACCOUNTS and await super().acheck_password(raw_password)


class Tenant(models.Model):
    """A market, known by its host name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=253, unique=True, help_text="Lower case, without the port.")
    mark = models.CharField(max_length=4, blank=True, help_text="Stands before the name: a letter or a sign.")
    accent = models.CharField(
        max_length=7, blank=True, validators=[readable_on_light], help_text="#rrggbb, on light paper."
    )
    accent_dark = models.CharField(
        max_length=7, blank=True, validators=[readable_on_dark], help_text="#rrggbb, on dark paper."
    )
    logo = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The SHA-256 of the published picture, in hex."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(logo="") | Q(logo__regex=r"^[0-9a-f]{64}$"), name="tenant_logo_is_a_hash"
            ),
            models.CheckConstraint(condition=Q(host=Lower("host")), name="tenant_host_is_lower_case"),
            models.CheckConstraint(
                condition=Q(accent="", accent_dark="")
                | Q(accent__regex=r"^#[0-9a-f]{6}$", accent_dark__regex=r"^#[0-9a-f]{6}$"),
                name="tenant_accents_are_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do at a market."""

    class Role(models.TextChoices):
        SELLER = "seller"
        OPERATOR = "operator"
        AUDITOR = "auditor"

    person = models.ForeignKey("agents.User", on_delete=models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "tenant", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["seller", "operator", "auditor"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} is {self.role} at {self.tenant}"


class Agent(models.Model):
    """An Ed25519 key that acts. The same agent may act at every market."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    public_key = models.BinaryField(max_length=32, unique=True, editable=False)
    enrolled_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(
        "agents.User",
        null=True,
        editable=False,
        on_delete=models.PROTECT,  # its tokens would go on: end it first, by the page or by end_owner
        related_name="kept_agents",
        help_text="The person who, signed in here, proved to hold the key.",
    )
    name = models.CharField(
        max_length=80, blank=True, help_text="What its person calls it; shown to nobody else."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="agent_fingerprint_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]


class Ownership(models.Model):
    """That a human, by the AlienID address, stands behind an agent's key: claimed by the key, or verified.

    claimed: the key says so. verified: the SSO named this key, or the owner confirmed it here. refused, revoked: a
    claim that was turned down, or what was verified and has ended; no token opens it again.
    """

    class State(models.TextChoices):
        CLAIMED = "claimed"
        VERIFIED = "verified"
        REFUSED = "refused"
        REVOKED = "revoked"

    class Proof(models.TextChoices):
        ACCESS_TOKEN = "access_token"  # noqa: S105 - the kind of a proof
        ID_TOKEN = "id_token"  # noqa: S105
        CONFIRMATION = "confirmation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey("agents.Agent", on_delete=models.CASCADE, related_name="ownerships")
    address = models.CharField(max_length=128, editable=False, help_text="The AlienID address, `sub`.")
    state = models.CharField(max_length=8, choices=State)
    proof = models.CharField(max_length=12, choices=Proof, blank=True)
    claimed_at = models.DateTimeField(editable=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    evidence = models.JSONField(
        null=True,
        editable=False,
        help_text="What proved it, with the JWK that verified it: agents.domain.evidence.",
    )

    class Meta:
        indexes = [models.Index(fields=["address", "state"], name="ownership_of_address")]
        constraints = [
            models.UniqueConstraint(fields=["agent", "address"], name="ownership_once_an_address"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(state="verified"), name="ownership_verified_once_an_agent"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", proof="", verified_at=None, ended_at=None)
                | Q(state="refused", proof="", verified_at=None, ended_at__isnull=False)
                | Q(state="verified", verified_at__isnull=False, ended_at=None) & ~Q(proof="")
                | Q(state="revoked", verified_at__isnull=False, ended_at__isnull=False) & ~Q(proof=""),
                name="ownership_state_is_told_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} of {self.agent}: {self.state}"


class AgentToken(models.Model):
    """A DRF token of one agent at one market: the SHA-256 of a key that was shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey("agents.Agent", on_delete=models.CASCADE, related_name="tokens")
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="agent_tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="agent_token_digest_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or 'token'} of {self.agent}"


class TrailIsKept(TypeError):
    """What was done is kept as it was written."""


class _Kept(models.QuerySet["Act"]):
    def update(self, **_: Any) -> NoReturn:
        raise TrailIsKept

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise TrailIsKept

    def delete(self) -> NoReturn:
        raise TrailIsKept


class Act(models.Model):
    """Something that an operator or superuser did. Rows are added and nothing else: triggers of the database refuse
    every change of them, whoever asks.

    It names rows by their kind and id and fields by their name; values only of rules, roles and names of markets.
    tenant None: it was of no one market. No key leads to the person, so that the row outlives their account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", null=True, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField(editable=False)
    person = models.BigIntegerField(editable=False, help_text="The id of the account.")
    name = models.CharField(max_length=150, editable=False, help_text="What the account was called then.")
    verb = models.CharField(max_length=20, editable=False)
    kind = models.CharField(max_length=60, editable=False, help_text="Of the row that it was done to.")
    row = models.CharField(max_length=36, editable=False, help_text="Its id.")
    changes = models.JSONField(default=dict, editable=False, help_text="Field: [before, after], or null.")

    objects = _Kept.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-id"], name="act_newest"),
            models.Index(fields=["kind", "row"], name="act_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.verb} {self.kind} {self.row}"

    def save(self, *arguments: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TrailIsKept
        super().save(*arguments, **{**options, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TrailIsKept
