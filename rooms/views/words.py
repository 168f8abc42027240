"""What codes mean, in plain words, for people who read a room's page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marketplace.domain.terms import Role
from rooms.domain.inference import LOOPBACK
from rooms.domain.room import ENDED, Status, Wait

STEPS: Final = (Status.WAITING, Status.READY, Status.RUNNING, Status.SIGNING, Status.DONE)

STANDING: Final[Mapping[Status, str]] = {
    Status.WAITING: "Before the bargaining: a side's private terms are still missing, or are being checked.",
    Status.READY: "Both sides' terms are in. The bargaining starts in a moment.",
    Status.RUNNING: "The two personas are bargaining.",
    Status.SIGNING: "The bargaining is over; the outcome awaits signatures.",
    Status.DONE: "All three have signed: the seller, the buyer and the room.",
    Status.EXPIRED: "This room ended because its time ran out.",
    Status.FAILED: "This room could not finish.",
    Status.VOID: "This room ended early.",
}

BRIEFLY: Final[Mapping[str, str]] = {
    Status.WAITING: "waiting for terms",
    Status.READY: "about to begin",
    Status.RUNNING: "bargaining now",
    Status.SIGNING: "awaits signatures",
    Status.DONE: "signed by all three",
    Status.EXPIRED: "ran out of time",
    Status.FAILED: "could not finish",
    Status.VOID: "ended early",
}
"""The same in two or three words, for lists."""

REASONS: Final[Mapping[str, str]] = {
    "listing_sold": "The listing went to somebody else.",
    "listing_withdrawn": "The seller withdrew the listing.",
    "voided_by_operator": "An operator of this market ended it.",
    "waiting_too_long": "A side did not give its terms in time.",
    "running_too_long": "The bargaining took longer than this market allows.",
    "signing_too_long": "The outcome was not signed in time.",
    "buyer_terms_refused": "The buyer's terms were unsound.",
    "terms_unusable": "A side's sealed terms could not be used.",
    "persona_failed": "A persona could not answer.",
    "model_unavailable": "The language model that speaks here gave no answer.",
    "manifest_gone": "What both sides had agreed to run here is no longer available.",
}

_WAITS: Final[Mapping[bool, Mapping[Wait, str]]] = {
    True: {
        "seller_terms": "your private terms",
        "seller_terms_check": "your terms to be checked",
        "seller_consent": "your yes to what runs here now",
        "buyer_terms_check": "the buyer's terms to be checked",
    },
    False: {
        "seller_terms": "the seller's private terms",
        "seller_terms_check": "the seller's terms to be checked",
        "seller_consent": "the seller's yes to what runs here now",
        "buyer_terms_check": "your terms to be checked",
    },
}
"""What a waiting room waits for, told to the seller (True) and to the buyer."""

KINDS: Final[Mapping[str, str]] = {
    "buyer_terms": "the buyer's private terms",
    "seller_terms": "the seller's private terms",
    "turns": "the talk",
}

STILL_KEPT: Final[Mapping[str, str]] = {
    "due": "about to be erased",
    "listing_open": "because the listing is still open",
    "grace": "for the time that the manifest names",
}

PRIVACY: Final[Mapping[str, str]] = {
    "guarded": "Guarded: a speaking persona knows its side's notes with every number removed, and voices "
    "offers that code has chosen.",
    "sealed": "Sealed: a speaking persona knows nothing private and voices no offers; the talk is about the "
    "thing and the fit.",
}


@dataclass(frozen=True)
class Step:
    """One state of a room's life. is_past, is_present: where the room is in it."""

    name: str
    is_past: bool
    is_present: bool


def standing(status: Status, reason: str | None) -> str:
    """How the room stands, in a sentence or two. An unknown reason is shown as its code."""
    told = STANDING[status]
    return f"{told} {REASONS.get(reason, f'Reason: {reason}.')}" if reason else told


@dataclass(frozen=True)
class Awaited:
    """What a room waits for, for one who has a side in it."""

    words: str
    awaits_you: bool = False


def awaited(
    status: str, sides: Collection[Role], waits: Collection[Wait], signed: Collection[str]
) -> Awaited:
    """What a room waits for. sides: the reader's own; waits: of a waiting room; signed: who has signed."""
    if status == Status.SIGNING:
        if missing := [side for side in sides if side not in signed]:
            return Awaited(f"your signature, as its {' and '.join(missing)}", awaits_you=True)
        return Awaited(f"signed by you; the {_other(sides)}'s signature is awaited")
    if status != Status.WAITING:
        return Awaited(BRIEFLY[status])
    told = [_WAITS["seller" in sides][wait] for wait in waits]
    is_yours = "seller" in sides and not {"seller_terms", "seller_consent"}.isdisjoint(waits)
    return Awaited("waits for " + (" and ".join(told) or "its turn"), awaits_you=is_yours)


def _other(sides: Collection[Role]) -> Role:
    return "buyer" if "seller" in sides else "seller"


def steps(status: Status) -> list[Step]:
    """A room's life as it was meant; one that ended otherwise shows that end alone."""
    if status in ENDED and status != Status.DONE:
        return [Step(status, is_past=False, is_present=True)]
    here = STEPS.index(status)
    return [Step(one, at < here, at == here) for at, one in enumerate(STEPS)]


def engine(inference: Mapping[str, Any]) -> str:
    """Who puts the words, where they go, and what goes there."""
    if inference["engine"] == "scripted":
        return "Scripted personas, part of this software: no language model is asked."
    told = f"A language model: {_model(inference)}."
    if inference["fallback"]:
        told += f" Where it fails: {_model(inference['fallback'])}."
    told += " It is sent the listing, the profile and the talk, and for a side's decision that side's private terms."
    kept = inference["provider_retention"]
    return told + (f" Of what it is sent, its provider keeps: {kept}." if kept else "")


def spoken_by(inference: Mapping[str, Any]) -> str:
    """The same in a few words, for the head of the talk."""
    if inference["engine"] == "scripted":
        return "Spoken by scripted personas."
    return f"Spoken by {_model(inference)}, a language model. Code chooses the offers."


def _model(named: Mapping[str, Any]) -> str:
    here = named["provider"] == LOOPBACK
    return f"{named['model']} " + ("on this market's own machine" if here else f"at {named['provider']}")


def retention(hours: Mapping[str, int]) -> list[str]:
    """For each kind, how long after the room's end it is kept. The longest-lived stands last."""
    ordered = sorted(hours.items(), key=lambda pair: (pair[1], pair[0]))
    return [f"{KINDS.get(kind, kind)}: {_after(kind, length)}" for kind, length in ordered]


def _after(kind: str, hours: int) -> str:
    if kind == "seller_terms":
        return "until neither the open listing nor a live room needs them"
    if hours == 0:
        return "until the room ends"
    return f"until {hours} hour{'' if hours == 1 else 's'} after the room ended"


def audience(*, agents_see_turns: bool, transcripts_public: bool) -> str:
    """Who can see the room, by the market's policy."""
    if transcripts_public:
        return (
            "Anybody may read the talk while it exists. The outcome, the signatures and the contract are for "
            "the two sides and this market's auditors."
        )
    agents = (
        "Both sides' agents read the talk too." if agents_see_turns else "The agents do not see the talk."
    )
    return f"The two sides and this market's auditors. {agents}"
