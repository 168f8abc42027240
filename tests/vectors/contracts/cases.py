"""What a case is: a contract document, and which checks it must fail, written by hand and never taken from a
run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.vectors.contracts.pen import Json, written


@dataclass(frozen=True)
class Case:
    """A document, and the verdict on it: the names of the checks that fail, in order, or the code of its
    being unreadable. `expect` are the fingerprints that the caller expects."""

    name: str
    about: str
    document: bytes
    failing: tuple[str, ...] = ()
    unreadable: str | None = None
    expect: Mapping[str, str] = field(default_factory=dict)


def case(name: str, about: str, document: Json, *failing: str) -> Case:
    """A case of a document as programs write one."""
    return Case(name, about, written(document), failing)
