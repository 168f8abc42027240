"""What a market begins with: its policy and its categories."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from agents.models import Tenant
from marketplace.domain.category import CategoryPlan
from marketplace.models import Category, Policy


def ensure_policy(tenant: Tenant, **rules: Any) -> None:
    """Give a tenant that has no policy yet these rules; the model's strict defaults stand for the rest."""
    Policy.objects.get_or_create(tenant=tenant, defaults=rules)


@transaction.atomic
def ensure_categories(tenant: Tenant, plans: Sequence[CategoryPlan]) -> None:
    """A market's categories with their fields, where it has none yet."""
    if Category.objects.filter(tenant=tenant).exists():
        return
    for place, plan in enumerate(plans):
        category = tenant.categories.create(name=plan.name, slug=slugify(plan.name), position=place)
        for at, one in enumerate(plan.fields):
            told = {**vars(one), "choices": "\n".join(one.choices)}
            category.fields.create(slug=slugify(one.name), position=at, **told)


def grant_running_seconds(tenant: Tenant, least: int) -> None:
    """Give the talk of a tenant's rooms at least so long; a policy that gives longer stays as it is."""
    Policy.objects.filter(tenant=tenant, running_seconds__lt=least).update(running_seconds=least)
