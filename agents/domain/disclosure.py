"""What leaves of the evidence that is kept of an owner: for auditors, who are no party.

An id token that names no key is a way to claim its human, so nothing leaves in which one could be: no document that
does not hold good, and of a good one no text beside its own token that a token would fit into.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from agents.domain import evidence

_RSA_MEMBERS: Final = ("alg", "e", "kid", "kty", "n", "use")
_MOST_CHARACTERS: Final = 340
"""A token's signature alone has more: RS256 by a key of 2,048 bits is 342 characters of base64url."""
_MOST_LEVELS: Final = 8
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def disclosed(document: object, *, fingerprint: str, owner: str) -> dict[str, Any] | None:
    """What may be shown of a kept document (agents.domain.evidence); None: nothing.

    The document proves this owner of this key, or it is not shown. A binding that holds more than hashes, names and
    keys is left out: the token proves the owner without it.
    """
    if not evidence.check(document, fingerprint=fingerprint, owner=owner).valid:
        return None
    if not isinstance(document, Mapping) or not _TIME.fullmatch(str(document["at"])):
        return None
    jwk, binding = document["jwk"], document["binding"]
    return {
        **document,
        "jwk": jwk if jwk is None else {name: jwk[name] for name in _RSA_MEMBERS if name in jwk},
        "binding": binding if _has_no_token(binding) else None,
    }


def _has_no_token(binding: object) -> bool:
    """Whether no token is in it."""
    level = [binding]
    for _ in range(_MOST_LEVELS):
        if any(isinstance(one, str) and len(one) > _MOST_CHARACTERS for one in level):
            return False
        level = [inner for one in level for inner in _inside(one)]
    return not level


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
