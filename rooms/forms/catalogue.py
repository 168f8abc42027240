"""What people ask of the catalogue: read strictly, and what cannot be read is said beside where it stands."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from marketplace import queries as market
from marketplace.domain import lookup
from marketplace.domain.cursor import Cursor, CursorRefused

if TYPE_CHECKING:
    from marketplace.models import Category, CategoryField

SORTS = (("newest", "newest first"), ("price", "lowest price first"), ("-price", "highest price first"))
LONGEST_SEARCH, LONGEST_CATEGORY, LONGEST_VALUE = 200, 60, 200
ANY = ("", "any")


def _amount(label: str, digits: int) -> forms.DecimalField:
    """A text field, so that what is no number comes here and can be told."""
    seen = forms.TextInput(attrs={"inputmode": "decimal", "size": 8, "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=digits, decimal_places=4, widget=seen
    )


class CatalogueForm(forms.Form):
    """The search, the filters and the order. The chosen category brings fields of its own."""

    q = forms.CharField(
        label="Search", required=False, max_length=LONGEST_SEARCH, strip=False, widget=forms.TextInput
    )
    category = forms.CharField(label="Category", required=False, max_length=LONGEST_CATEGORY)
    min_price = _amount("Price from", 15)
    max_price = _amount("Price to", 15)
    sort = forms.ChoiceField(label="Order", required=False, choices=SORTS)
    cursor = forms.CharField(required=False, max_length=80)

    def __init__(
        self, said: QueryDict, categories: list["Category"], others: list[str], currency: str
    ) -> None:
        """others: categories as sellers call them, beside the market's own."""
        super().__init__(said, auto_id="%s", label_suffix="")
        chosen = said.get("category", "")[:LONGEST_CATEGORY]
        self.chosen = next((one for one in categories if lookup.fold(one.name) == lookup.fold(chosen)), None)
        named = [one.name for one in categories] + others
        if chosen and not self.chosen and chosen not in named:
            named.append(chosen)
        self.fields["q"].widget.input_type = "search"
        self.fields["category"].widget = forms.Select(choices=[ANY, *((name, name) for name in named)])
        for name in ("min_price", "max_price"):
            self.fields[name].label = f"{self.fields[name].label} ({currency})"
        self._of_category: list[CategoryField] = list(self.chosen.fields.all()) if self.chosen else []
        for one in self._of_category:
            self.fields.update(_fields_of(one))

    def clean_cursor(self) -> Cursor | None:
        text = self.cleaned_data["cursor"]
        try:
            return Cursor.parse(text) if text else None
        except CursorRefused:
            raise forms.ValidationError("no page", "cursor") from None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for least, most in self._pairs():
            lowest, highest = found.get(least), found.get(most)
            if lowest is not None and highest is not None and lowest > highest:
                self.add_error(most, forms.ValidationError("Less than what it begins with.", "crossed"))
        return found

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "min_price", "max_price"
        for one in self._of_category:
            if one.kind == one.Kind.NUMBER:
                yield f"{name_of(one)}-min", f"{name_of(one)}-max"

    @property
    def attributes(self) -> list[forms.BoundField]:
        """The chosen category's own fields."""
        return [self[name] for name in self.fields if name.startswith("a-")]

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.data.items() if name in self.fields and name != "sort")

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or SORTS[0][0]

    @property
    def search(self) -> market.Search:
        """What a valid form asks for."""
        said = self.cleaned_data
        of_kind: dict[str, list[CategoryField]] = {}
        for one in self._of_category:
            of_kind.setdefault(one.kind, []).append(one)
        numbers = {one.name: _range(said, name_of(one)) for one in of_kind.get("number", [])}
        return market.Search(
            said["q"],
            said["category"],
            market.Range(said["min_price"], said["max_price"]),
            values={one.name: said[name_of(one)] for one in of_kind.get("choice", []) if said[name_of(one)]},
            holding={one.name: said[name_of(one)] for one in of_kind.get("text", []) if said[name_of(one)]},
            numbers={name: between for name, between in numbers.items() if between},
        )


def name_of(field: "CategoryField") -> str:
    return f"a-{field.slug}"


def _fields_of(field: "CategoryField") -> Mapping[str, forms.Field]:
    label = field.name.capitalize()
    if field.kind == field.Kind.NUMBER:
        unit = f" ({field.unit})" if field.unit else ""
        return {
            f"{name_of(field)}-min": _amount(f"{label} from{unit}", 16),
            f"{name_of(field)}-max": _amount(f"{label} to{unit}", 16),
        }
    if field.kind == field.Kind.CHOICE:
        choices = [ANY, *((one, one) for one in field.choices.splitlines())]
        return {name_of(field): forms.ChoiceField(label=label, required=False, choices=choices)}
    return {name_of(field): forms.CharField(label=label, required=False, max_length=LONGEST_VALUE)}


def _range(said: Mapping[str, Decimal | None], name: str) -> market.Range:
    return market.Range(said[f"{name}-min"], said[f"{name}-max"])
