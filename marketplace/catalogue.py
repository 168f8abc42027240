"""How a market sorts what is on offer, and what its search looks up. Rows are reached through `queries`."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from agents.models import new_id

KINDS = ["text", "number", "choice"]


class Category(models.Model):
    """A kind of goods that a market deals in. A listing is in it by name, case and white space aside."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="category_slug_once_a_tenant"),
            models.UniqueConstraint("tenant", Lower("name"), name="category_name_once_a_tenant"),
            models.CheckConstraint(condition=~Q(name=""), name="category_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CategoryField(models.Model):
    """An attribute that listings of a category are filtered by. Others may be free; this one has a kind."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        CHOICE = "choice"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    category = models.ForeignKey("marketplace.Category", on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=60, help_text="As the attribute is called in listings.")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(blank=True, help_text="One a line.")
    unit = models.CharField(max_length=20, blank=True, help_text="What a number counts: miles, cm.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(fields=["category", "slug"], name="category_field_slug_once"),
            models.UniqueConstraint("category", Lower("name"), name="category_field_name_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="category_field_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="choice") & ~Q(choices="") | ~Q(kind="choice") & Q(choices=""),
                name="category_field_choices_are_of_a_choice",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SearchEntry(models.Model):
    """An open listing as the search knows it: by its number and its terms (marketplace.domain.lookup).

    What is closed has none. The index over the terms is the database's own: FTS5, kept by triggers, or a generated
    column with a GIN index.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    listing = models.OneToOneField("marketplace.Listing", on_delete=models.CASCADE, related_name="entry")
    terms = models.TextField(editable=False)

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"entry {self.pk}"


class SearchNumber(models.Model):
    """An attribute of an open listing that begins with a number."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(
        "marketplace.SearchEntry", on_delete=models.CASCADE, related_name="numbers", db_index=False
    )
    name = models.CharField(max_length=200, help_text="Folded.")
    value = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name", "value", "entry"], name="search_number_range")]
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="search_number_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
