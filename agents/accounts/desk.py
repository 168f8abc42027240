"""What every page of the admin has in common: whose rows it shows, what may be done, what is written in the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.contrib import admin, messages
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from agents import actions
from agents.accounts.staff import is_superuser
from agents.errors import Problem
from agents.tenancy import tenant_of

if TYPE_CHECKING:
    from agents.models import Tenant

Rows = QuerySet[Any]
WAYS: Final = ("", "exact", "id__exact", "isnull")
"""How Django's filters ask. Other lookups answer more than they do, or fail in the database."""


@dataclass(frozen=True)
class Order:
    """Something that is done to chosen rows, after it was said what follows from it.

    carry_out: (who, where they are, row, now). Raises Problem where it makes no sense. for_superusers: for nobody else.
    """

    name: str
    words: str
    follows: str
    carry_out: Callable[[int, "Tenant", Any, datetime], None]
    for_superusers: bool = False


class Part(admin.StackedInline):  # type: ignore[type-arg]  # no subscript at run time
    """Rows that stand on another row's page: who may change that may change these."""

    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class Desk(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """Rows of one kind. Superusers see all, operators those of the market whose address they are at, by `of_tenant`.

    Nothing can be searched, filtered or followed that is not written here: a lookup is an answer too.
    """

    tenant_path: ClassVar[str | None] = None
    """From a row to its tenant; None: the rows are for superusers alone."""
    superusers_add = superusers_change = superusers_remove = False
    operators_add = operators_change = operators_remove = False
    told: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values may stand in the trail."""
    orders: tuple[Order, ...] = ()
    superuser_filters: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def of_tenant(self, rows: Rows, tenant: "Tenant") -> Rows:
        """Those of a market."""
        return rows.none() if self.tenant_path is None else rows.filter(**{self.tenant_path: tenant})

    def get_queryset(self, request: HttpRequest) -> Rows:
        rows = super().get_queryset(request)
        return rows if is_superuser(request) else self.of_tenant(rows, tenant_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request) or self.tenant_path is not None

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.superusers_add if is_superuser(request) else self.operators_add

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.superusers_change if is_superuser(request) else self.operators_change

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.superusers_remove if is_superuser(request) else self.operators_remove

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        named = self.list_filter if request is None else self.get_list_filter(request)
        names = [getattr(one, "parameter_name", one) for one in named]
        field, _, way = lookup.partition("__")
        return field in names and way in WAYS and "\0" not in str(value)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*self.list_filter, *(self.superuser_filters if is_superuser(request) else ())]

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> Any:
        """An operator chooses among no rows: the choice would name those of other markets."""
        if not is_superuser(request):
            options["queryset"] = db_field.related_model._default_manager.none()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def _get_obj_does_not_exist_redirect(self, *_: Any) -> HttpResponse:
        """Hidden and absent alike."""
        raise Http404

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The orders, and no deletion in bulk."""
        mine = [one for one in self.orders if is_superuser(request) or not one.for_superusers]
        return {one.name: (self._ordered(one), one.name, one.words) for one in mine}

    def _ordered(self, order: Order) -> Callable[..., HttpResponse | None]:
        def asked(_: Any, request: HttpRequest, rows: Rows) -> HttpResponse | None:
            if request.POST.get("confirmed") == "yes":
                self._carry_out(order, request, rows)
                return None
            told = {"title": order.words, "order": order, "rows": list(rows), "opts": self.opts}
            context = {**self.admin_site.each_context(request), **told, "media": self.media}
            return TemplateResponse(request, "admin/confirm.html", context)

        return asked

    def _carry_out(self, order: Order, request: HttpRequest, rows: Rows) -> None:
        done = 0
        for row in rows:
            try:
                order.carry_out(self.who(request), tenant_of(request), row, timezone.now())
            except Problem as refused:
                messages.error(request, f"{row}: {refused.detail}")
            else:
                done += 1
        if done:
            messages.success(request, f"{order.words}: {done}.")

    @staticmethod
    def who(request: HttpRequest) -> int:
        """The id of the person who asks."""
        found: int = request.user.pk  # type: ignore[assignment]  # nobody is here without an account
        return found

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """For the trail: each field that changed, with its values where these may be told."""
        return {
            name: [_as_told(form.initial.get(name)), _as_told(form.cleaned_data.get(name))]
            if name in self.told
            else None
            for name in form.changed_data
        }

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._note(request, "added", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._note(request, "changed", obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Rows) -> Any:
        for row in queryset:
            self._note(request, "removed", row, {})
        return []

    def _note(self, request: HttpRequest, verb: str, row: Model, changes: Mapping[str, Any]) -> None:
        tenant = self.market_of(row)
        actions.note(self.who(request), tenant, verb, row._meta.label_lower, row.pk, timezone.now(), changes)

    def market_of(self, row: Any) -> "Tenant | None":
        """The market in whose trail a deed to this row stands."""
        found: Tenant | None = getattr(row, "tenant", None)
        return found

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the trail has on a row that the asker may see."""
        if self.get_object(request, object_id) is None:
            raise Http404
        return redirect(f"/admin/agents/act/?kind={self.opts.label_lower}&row={object_id}")


def _as_told(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
