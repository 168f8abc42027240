"""Who acts, and where. Rows are reached through `queries`."""

from uuid import UUID

import uuid_utils.compat
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made."""
    return uuid_utils.compat.uuid7()


class User(AbstractUser):
    """A person who signs in."""


class Tenant(models.Model):
    """A market, known by its host name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=253, unique=True, help_text="Lower case, without the port.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(host=Lower("host")), name="tenant_host_is_lower_case")
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="agent_fingerprint_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]


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
