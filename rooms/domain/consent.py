"""Which manifests a seller's consent covers (PROTOCOL section 4)."""

import copy
from collections.abc import Mapping
from typing import Any, Literal

Consent = Literal["exact", "operator"]


def covers(consent: str, given: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether consent given under one manifest holds under another.

    `exact`: only the same one. `operator`: later ones too, where all but software, prompts and retention
    stayed as it was, retention grew no longer, and the room key is the same (it is among the rest).
    """
    if given == now:
        return True
    return consent == "operator" and _rest(given) == _rest(now) and _no_longer(given, now)


def _rest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    rest = copy.deepcopy(dict(manifest))
    rest.pop("software", None)
    rest.pop("retention", None)
    rest.get("inference", {}).pop("prompts_digest", None)
    return rest


def _no_longer(given: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    before, after = given["retention"], now["retention"]
    return set(after) == set(before) and all(after[kind] <= before[kind] for kind in after)
