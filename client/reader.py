"""One JSON object of the market's, read member by member: what is missing or of another type is Unexpected."""

from collections.abc import Mapping
from typing import Any

from client.errors import Unexpected


class Reader:
    """One JSON object, read member by member."""

    def __init__(self, value: object, what: str) -> None:
        if not isinstance(value, dict):
            raise Unexpected(f"{what} is no object")
        self.members: Mapping[str, Any] = value
        self._what = what

    def text(self, name: str) -> str:
        value = self.members.get(name)
        if not isinstance(value, str):
            raise self._missing(name)
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.members.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        value = self.members.get(name)
        if not isinstance(value, bool):
            raise self._missing(name)
        return value

    def number(self, name: str) -> int:
        value = self.members.get(name)
        if type(value) is not int:
            raise self._missing(name)
        return value

    def number_or_none(self, name: str) -> int | None:
        return None if self.members.get(name) is None else self.number(name)

    def mapping(self, name: str) -> dict[str, Any]:
        value = self.members.get(name)
        if not isinstance(value, dict):
            raise self._missing(name)
        return value

    def mapping_or_none(self, name: str) -> dict[str, Any] | None:
        return None if self.members.get(name) is None else self.mapping(name)

    def items(self, name: str) -> list[Any]:
        value = self.members.get(name)
        if not isinstance(value, list):
            raise self._missing(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one that is absent is empty."""
        return tuple(str(one) for one in self.items(name)) if self.has(name) else ()

    def last_part(self, name: str) -> str:
        """The last part of an address: the id of what it leads to."""
        return self.text(name).rstrip("/").rpartition("/")[2]

    def inner(self, name: str) -> "Reader":
        return Reader(self.members.get(name), f"{self._what}.{name}")

    def has(self, name: str) -> bool:
        return self.members.get(name) is not None

    def _missing(self, name: str) -> Unexpected:
        return Unexpected(f"{self._what} has no sound {name!r}")
