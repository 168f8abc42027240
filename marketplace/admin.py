"""Staff's pages of what is offered. Private terms have none."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import slugify

from agents.accounts.desk import Desk, Part
from agents.accounts.staff import is_superuser
from agents.tenancy import tenant_of
from marketplace.models import Category, CategoryField, Policy


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


class SlugForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """Something whose address is made of its name."""

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        self.instance.slug = slugify(name)
        if not self.instance.slug:
            raise forms.ValidationError("A name needs a letter from a to z, or a digit.", "no_slug")
        return name


class CategoryForm(SlugForm):
    """A category; its market has no other of that name, nor of one that reads like it in an address."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        tenant = said.get("tenant", self.instance.tenant_id)
        beside = Category.objects.filter(tenant=tenant, slug=self.instance.slug).exclude(pk=self.instance.pk)
        if "name" in said and beside.exists():
            self.add_error("name", forms.ValidationError("Another category has that name.", "twice"))
        return said


class FieldForm(SlugForm):
    """An attribute of a category."""

    class Meta:
        model = CategoryField
        fields = ("name", "kind", "choices", "unit", "position")
        widgets = {"choices": forms.Textarea(attrs={"rows": 3, "cols": 20})}

    def clean_choices(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_choice = said.get("kind") == CategoryField.Kind.CHOICE
        if is_choice != bool(said.get("choices")) and "choices" in said:
            told = "Say what there is to choose from." if is_choice else "Only a choice has choices."
            self.add_error("choices", forms.ValidationError(told, "choices"))
        return said


class FieldForms(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # no subscript at run time
    """The attributes of one category: no two have, nor had a moment ago, one name."""

    def clean(self) -> None:
        had = CategoryField.objects.filter(category=self.instance.pk)
        taken = dict(had.values_list("slug", "pk"))
        for form in (one for one in self.forms if one.is_valid() and one.has_changed()):
            row = form.instance
            if form not in self.deleted_forms and taken.setdefault(row.slug, row.pk) != row.pk:
                form.add_error("name", forms.ValidationError("Another attribute has that name.", "twice"))


class FieldPart(Part):
    model = CategoryField
    verbose_name, verbose_name_plural = "attribute", "attributes"
    form = FieldForm
    formset = FieldForms


@admin.register(Category)
class CategoryDesk(Desk):
    """What a market deals in, and by which attributes its listings are filtered.

    A listing is in a category by name: whoever renames one leaves the listings under the old name outside it.
    """

    tenant_path = "tenant"
    superusers_add = superusers_change = superusers_remove = True
    operators_add = operators_change = operators_remove = True
    told = frozenset({"name", "position"})
    form = CategoryForm
    inlines = (FieldPart,)
    list_display = ("name", "position", "tenant")
    list_select_related = ("tenant",)
    superuser_filters = ("tenant",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        chosen = ("tenant",) if obj is None and is_superuser(request) else ()
        return (*chosen, "name", "position")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        if obj is not None or is_superuser(request):
            return form

        class OwnForm(form):  # type: ignore[misc, valid-type]
            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                self.instance.tenant = tenant_of(request)

        return OwnForm

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Of the fields, that some changed."""
        changes = super().construct_change_message(request, form, formsets, add)
        return changes | ({"fields": None} if any(one.has_changed() for one in formsets or ()) else {})
