"""Staff's pages of what is offered. Private terms have none."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from agents.accounts.desk import Desk
from agents.accounts.staff import is_superuser
from marketplace.models import Policy


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A policy whose model is one of the operator's list."""

    class Meta:
        model = Policy
        fields = "__all__"  # noqa: DJ007 - an operator sets all of them

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        names = [(name, name) for name in settings.INFERENCE.names]
        self.fields["model"] = forms.ChoiceField(
            choices=[("", "the installation's choice"), *names],
            required=False,
            help_text="Who speaks in this market's rooms. Another choice is another manifest.",
        )


@admin.register(Policy)
class PolicyDesk(Desk):
    """The rules of a market. Operators change those of their own; whose they are stands."""

    form = PolicyForm
    tenant_path = "tenant"
    superusers_add = superusers_change = operators_change = True
    told = frozenset(field.name for field in Policy._meta.fields) - {"tenant", "id"}
    list_display = (
        "tenant",
        "privacy",
        "model",
        "agents_see_turns",
        "require_verified_owner",
        "rooms_per_owner_per_listing",
    )
    list_select_related = ("tenant",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None and is_superuser(request) else ("tenant",)
