"""A category as somebody plans it, before there is a row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldPlan:
    """An attribute that a category's listings are filtered by. kind: text, number or choice."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class CategoryPlan:
    """A category to be made."""

    name: str
    fields: tuple[FieldPlan, ...]
