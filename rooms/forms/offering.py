"""What people offer: read strictly, and what cannot be read is said where it stands."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms

from marketplace.domain import listing as bounds
from marketplace.domain import lookup, money
from rooms.forms.catalogue import name_of

if TYPE_CHECKING:
    from marketplace.models import Category, CategoryField

UNSAID: Final = ("", "not said")
LONGEST_AMOUNT: Final = 30
GROUPING: Final = re.compile(r"(?<=[0-9])[,'\u0020\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
A_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
AMOUNTS_REFUSED: Final = {
    "bad_amount": "Write it in digits, like 18500 or 18,500.50.",
    "negative_amount": "A price is above zero.",
    "zero_amount": "A price is above zero.",
    "amount_too_large": "That is more than this market can count.",
}


class WhatForm(forms.Form):
    """What a thing is: title, description, category, the category's own fields, and further facts as lines."""

    title = forms.CharField(
        label="Title",
        max_length=bounds.LONGEST_TITLE,
        error_messages={"required": "Say in a few words what it is."},
    )
    category = forms.CharField(label="Category", required=False, max_length=bounds.LONGEST_CATEGORY)
    description = forms.CharField(
        label="Description",
        required=False,
        max_length=bounds.LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    more = forms.CharField(
        label="More facts, one a line", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, said: Mapping[str, str] | None, standing: Mapping[str, Any], categories: list["Category"]
    ) -> None:
        """said: what was sent. standing: title, description, category and attributes as they are."""
        chosen = standing["category"] if said is None else said.get("category", "")
        found = next((one for one in categories if lookup.fold(one.name) == lookup.fold(chosen)), None)
        self._fields: list[CategoryField] = list(found.fields.all()) if found else []
        told, more = _sorted_out(standing["attributes"], self._fields)
        super().__init__(said, initial={**standing, **told, "more": more}, auto_id="%s", label_suffix="")
        if categories:
            names = [one.name for one in categories]
            others = [] if not chosen or found else [chosen[: bounds.LONGEST_CATEGORY]]
            choices = [("", "none of these"), *((name, name) for name in names + others)]
            self.fields["category"].widget = forms.Select(choices=choices)
            if found and said is None:
                self.initial["category"] = found.name
        for one in self._fields:
            self.fields[name_of(one)] = _told_of(one)

    @property
    def attributes(self) -> list[forms.BoundField]:
        """The chosen category's own fields."""
        return [self[name] for name in self.fields if name.startswith("a-")]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_more(self) -> dict[str, list[str]]:
        """{name: values}; a name that comes on several lines has several values."""
        found: dict[str, list[str]] = {}
        for line in self.cleaned_data["more"].splitlines():
            name, colon, value = (part.strip() for part in line.partition(":"))
            if not line.strip():
                continue
            if not (colon and name and value):
                raise forms.ValidationError(
                    "Each line is a name, a colon and a value, like “colour: blue”.", "line"
                )
            if len(name) > bounds.LONGEST_NAME or len(value) > bounds.LONGEST_VALUE:
                words = (
                    f"A name has at most {bounds.LONGEST_NAME} characters, a value {bounds.LONGEST_VALUE}."
                )
                raise forms.ValidationError(words, "long")
            found.setdefault(name, []).append(value)
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "more" in found:
            self._check(found)
        return found

    def _check(self, found: Mapping[str, Any]) -> None:
        own = {lookup.fold(one.name): one for one in self._fields}
        twice = [name for name in found["more"] if lookup.fold(name) in own]
        if twice:
            self.add_error("more", forms.ValidationError("There is a field above for one of these.", "twice"))
            return
        told = self.told_attributes(found)
        most_values = max(map(len, found["more"].values()), default=0)
        length = sum(len(str(part)) for pair in told.items() for part in pair)
        if (
            len(told) > bounds.MOST_ATTRIBUTES
            or most_values > bounds.MOST_VALUES
            or length > bounds.LONGEST_ATTRIBUTES
        ):
            self.add_error("more", forms.ValidationError("That is more than a listing can hold.", "much"))

    def told_attributes(self, found: Mapping[str, Any]) -> dict[str, str | list[str]]:
        """The attributes as a listing has them, the category's own first."""
        own = {one.name: found[name_of(one)] for one in self._fields if found.get(name_of(one))}
        more = {name: values[0] if len(values) == 1 else values for name, values in found["more"].items()}
        return {**own, **more}

    @property
    def told(self) -> dict[str, Any]:
        """What a valid form says: title, description, category, attributes."""
        said = self.cleaned_data
        names = ("title", "description", "category")
        return {**{name: said[name] for name in names}, "attributes": self.told_attributes(said)}


def _sorted_out(
    attributes: Mapping[str, str | list[str]], fields: list["CategoryField"]
) -> tuple[dict[str, str], str]:
    """(what the category's fields hold, the rest as lines, by name: PostgreSQL keeps members in no order)."""
    own = {lookup.fold(one.name): one for one in fields}
    told, lines = {}, []
    for name, value in sorted(attributes.items()):
        field = own.get(lookup.fold(name))
        fits = isinstance(value, str) and field is not None
        if field and fits and field.kind == field.Kind.CHOICE and value not in field.choices.splitlines():
            fits = False
        if field and fits:
            told[name_of(field)] = str(value)
        else:
            lines += [f"{name}: {one}" for one in (value if isinstance(value, list) else [value])]
    return told, "\n".join(lines)


def _told_of(field: "CategoryField") -> forms.Field:
    """What a seller says of an attribute that the category has."""
    label = field.name.capitalize()
    if field.kind == field.Kind.CHOICE:
        choices = [UNSAID, *((one, one) for one in field.choices.splitlines())]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    if field.kind == field.Kind.NUMBER:
        return NumberField(label=f"{label} ({field.unit})" if field.unit else label)
    return forms.CharField(label=label, required=False, max_length=bounds.LONGEST_VALUE)


class NumberField(forms.CharField):
    """A number as people type it, as a text without grouping."""

    def __init__(self, label: str) -> None:
        seen = forms.TextInput(attrs={"inputmode": "decimal", "size": 12, "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=LONGEST_AMOUNT, widget=seen)

    def clean(self, value: Any) -> str:
        text = GROUPING.sub("", super().clean(value))
        if text and not A_NUMBER.fullmatch(text):
            raise forms.ValidationError("Write it in digits, like 64000.", "number")
        return text


class PriceForm(forms.Form):
    """The asking price in the market's currency, as people type it."""

    price = forms.CharField(
        label="Asking price",
        max_length=LONGEST_AMOUNT,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 14, "autocomplete": "off"}),
        error_messages={"required": "Say what you ask for it."},
    )

    def __init__(self, said: Mapping[str, str] | None, asking_minor: int | None, currency: str) -> None:
        """asking_minor: as it stands; None: not told yet."""
        price = None if asking_minor is None else money.format_minor(asking_minor, currency)
        super().__init__(said, initial={"price": price}, auto_id="%s", label_suffix="")
        self._currency = currency
        self.fields["price"].label = f"Asking price ({currency})"

    def clean_price(self) -> int:
        """Minor units."""
        whole, point, fraction = GROUPING.sub("", self.cleaned_data["price"]).partition(".")
        digits = money.exponent(self._currency)
        is_plain = digits == 0 and not point
        try:
            return money.parse(
                whole if is_plain else f"{whole}.{fraction.ljust(digits, '0')}", self._currency
            )
        except money.AmountRefused as refused:
            raise forms.ValidationError(AMOUNTS_REFUSED[refused.code], refused.code) from None
