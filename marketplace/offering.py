"""What a person is about to offer, and photos of that and of what is. Rows are reached through `drafts`, `gallery`."""

from django.db import models
from django.db.models import Q

from agents.models import new_id


class Draft(models.Model):
    """What a person is about to post, as far as they have told it. What is private of it is never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="drafts")
    person = models.ForeignKey("agents.User", on_delete=models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=10_000, blank=True)
    category = models.CharField(max_length=60, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    asking_minor = models.BigIntegerField(null=True, help_text="In minor units of the market's currency.")
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "person", "-changed_at"], name="draft_of_person"),
            models.Index(fields=["changed_at"], name="draft_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asking_minor=None) | Q(asking_minor__gt=0), name="draft_asking_price_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)


class Photo(models.Model):
    """One picture of a listing, of a draft that a person has not posted yet, or of a market: its logo. Its bytes are in
    `media`."""

    class State(models.TextChoices):
        CHECKING = "checking"
        GOOD = "good"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(
        "marketplace.Listing", null=True, on_delete=models.PROTECT, related_name="sent_photos"
    )
    draft = models.ForeignKey(
        "marketplace.Draft", null=True, on_delete=models.PROTECT, related_name="sent_photos"
    )
    is_logo = models.BooleanField(default=False, editable=False, help_text="Of its market, beside the name.")
    agent = models.ForeignKey("agents.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agents.User", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    code = models.CharField(max_length=40, blank=True, help_text="Why it was refused.")
    sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="Of the published bytes.")
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    lease_until = models.DateTimeField(null=True, editable=False, help_text="A worker has it until then.")
    removed_at = models.DateTimeField(null=True, editable=False)
    destroy_at = models.DateTimeField(null=True, editable=False, help_text="When row and bytes go.")

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state="checking", removed_at=None), name="photo_checking"
            ),
            models.Index(
                fields=["destroy_at"], condition=Q(destroy_at__isnull=False), name="photo_destruction"
            ),
            models.Index(fields=["sha256"], name="photo_sha256"),
            models.Index(fields=["agent", "created_at"], name="photo_of_agent"),
            models.Index(fields=["person", "created_at"], name="photo_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_logo=False, listing=None, draft__isnull=False)
                | Q(is_logo=False, listing__isnull=False, draft=None)
                | Q(is_logo=True, listing=None, draft=None, person__isnull=False)
                | Q(listing=None, draft=None, removed_at__isnull=False, destroy_at__isnull=False),
                name="photo_of_a_listing_a_draft_or_a_market",
            ),
            models.CheckConstraint(
                condition=Q(agent=None, person__isnull=False) | Q(agent__isnull=False, person=None),
                name="photo_by_an_agent_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="checking", code="", sha256="")
                | Q(state="refused", sha256="") & ~Q(code="")
                | Q(state="good", code="", sha256__regex=r"^[0-9a-f]{64}$", width__gt=0, height__gt=0),
                name="photo_state_is_whole",
            ),
            models.UniqueConstraint(
                fields=["listing", "sha256"],
                condition=Q(state="good", removed_at=None),
                name="photo_once_a_listing",
            ),
            models.UniqueConstraint(
                fields=["draft", "sha256"],
                condition=Q(state="good", removed_at=None),
                name="photo_once_a_draft",
            ),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=Q(is_logo=True, state="good", removed_at=None),
                name="photo_one_logo_a_tenant",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
