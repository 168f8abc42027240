"""Staff's pages of people, markets, agents and the trail."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agents import actions
from agents.accounts.desk import Desk, Order, Rows
from agents.accounts.staff import is_superuser
from agents.models import Act, Agent, Membership, Tenant, User
from agents.tenancy import tenant_of


@admin.register(User)
class UserDesk(Desk, UserAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """People are of the installation, not of a market: for superusers alone."""

    superusers_add = superusers_change = True
    told = frozenset({"is_active", "is_superuser"})
    list_display = ("username", "email", "is_active", "is_superuser", "last_login")
    list_filter = ("is_superuser", "is_active")
    search_fields = ("username", "email")
    fieldsets = ((None, {"fields": ("username", "password", "email", "is_active", "is_superuser")}),)
    add_fieldsets = ((None, {"fields": ("username", "usable_password", "password1", "password2")}),)
    filter_horizontal = ()

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)


@admin.register(Tenant)
class TenantDesk(Desk):
    """Markets. An operator gives theirs its name and its look; how it is reached is for superusers alone."""

    tenant_path = "pk"
    superusers_add = superusers_change = operators_change = True
    told = frozenset({"slug", "name", "host", "mark", "accent", "accent_dark"})
    list_display = ("name", "slug", "host")
    fields = ("name", "slug", "host", "mark", "accent", "accent_dark")

    def of_tenant(self, rows: Rows, tenant: Tenant) -> Rows:
        return rows.filter(pk=tenant.pk)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if is_superuser(request) else ("slug", "host")

    def market_of(self, row: Any) -> Tenant:
        found: Tenant = row
        return found


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A role for somebody whose user name is known: nobody is listed to choose from."""

    username = forms.CharField(
        label="User name", help_text="As they sign in; it is at the top of their account page."
    )

    class Meta:
        model = Membership
        fields = ("tenant", "role")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise forms.ValidationError("Nobody has that user name.", "nobody")
        self.instance.person = found
        return name

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        tenant, here = said.get("tenant", self.instance.tenant_id), Membership.objects
        if here.filter(person=self.instance.person_id, tenant=tenant, role=said.get("role")).exists():
            self.add_error("role", forms.ValidationError("They have that role already.", "has_it"))
        return said


@admin.register(Membership)
class MembershipDesk(Desk):
    """Who has which role. Operators give and end roles at their own market."""

    tenant_path = "tenant"
    superusers_add = operators_add = superusers_remove = operators_remove = True
    told = frozenset({"role", "username", "tenant"})
    fields = ("person", "tenant", "role")
    list_display = ("person", "tenant", "role")
    list_filter = ("role",)
    superuser_filters = ("tenant",)
    list_select_related = ("person", "tenant")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return super().get_form(request, obj, change, **options) if obj else self._form_at(request)

    def _form_at(self, request: HttpRequest) -> type[MembershipForm]:
        """For an operator the market is the one that they are at, whatever is sent."""

        class Form(MembershipForm):
            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                if not is_superuser(request):
                    del self.fields["tenant"]
                    self.instance.tenant = tenant_of(request)

        return Form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is not None:
            return self.fields
        return ("username", "tenant", "role") if is_superuser(request) else ("username", "role")

    def log_deletions(self, request: HttpRequest, queryset: Rows) -> list[Any]:
        """The action that removes them writes it down."""
        return []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.end_membership(self.who(request), obj, timezone.now())


@admin.register(Agent)
class AgentDesk(Desk):
    """Agents: to an operator those with a token, a listing or a room at their market, and of them what it knows."""

    tenant_path = "tokens__tenant"
    list_display = ("fingerprint", "revoked_at")
    fields = ("fingerprint", "revoked_at")
    search_fields = ("fingerprint__startswith",)
    ordering = ("-id",)
    orders = (
        Order(
            "end_tokens",
            "End the agents' tokens at this market",
            "Their tokens at this market open nothing from now on. Their keys still do, and what they have at other "
            "markets is left alone.",
            actions.end_tokens,
        ),
        Order(
            "revoke",
            "Revoke the agents everywhere",
            "Their keys and tokens open nothing at any market any more, for good. Their listings are withdrawn.",
            lambda who, _, row, now: actions.end_agent(who, row, now),
            for_superusers=True,
        ),
    )

    def of_tenant(self, rows: Rows, tenant: Tenant) -> Rows:
        here = Q()
        for deed in ("tokens", "listings", "rooms_as_seller", "rooms_as_buyer"):
            here |= Q(pk__in=Agent.objects.filter(**{f"{deed}__tenant": tenant}).values("pk"))
        return rows.filter(here)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """When a key was first seen is of no one market."""
        return (*self.fields, "enrolled_at") if is_superuser(request) else self.fields


@admin.register(Act)
class ActDesk(Desk):
    """The trail, to be read."""

    tenant_path = "tenant"
    list_display = ("at", "name", "verb", "kind", "row", "changes", "tenant")
    list_filter = ("verb", "kind")
    superuser_filters = ("tenant",)
    fields = ("at", "name", "person", "verb", "kind", "row", "changes", "tenant")
    search_fields = ("name__startswith",)
    ordering = ("-id",)
    list_select_related = ("tenant",)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "row" or super().lookup_allowed(lookup, value, request)


# What settings say, what nobody may read, and what opens nothing here.
for _model in (SocialApp, SocialToken, SocialAccount, EmailAddress, Authenticator, Group):
    admin.site.unregister(_model)
