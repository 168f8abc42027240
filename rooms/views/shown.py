"""A room as its page shows it: its frames folded into what stands now, with money and plain words.

The page is made of exactly the frames that the viewer's socket would send, so it can hold nothing that the
audience must not have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from contracts.domain import outcome as bands
from contracts.domain import signing
from marketplace.domain import money
from rooms.domain.room import ENDED, Status
from rooms.views import words

if TYPE_CHECKING:
    from marketplace.models import Policy
    from rooms.models import Manifest, Room

Frame = Mapping[str, Any]
BANDS_TOLD: Final = 2
"""PROTOCOL section 1: a deal at the midpoint tells each side the other's limit to within so many bands."""


@dataclass
class Folded:
    """What a room has published so far: the turns that stand, and the newest frame of each other kind."""

    turns: list[Frame] = field(default_factory=list)
    newest: dict[str, Frame] = field(default_factory=dict)


def fold(frames: Iterable[Frame]) -> Folded:
    """The frames, given in order, as one state."""
    folded = Folded()
    for frame in frames:
        if frame["type"] == "turn":
            folded.turns.append(frame)
        else:
            folded.newest[frame["type"]] = frame
    return folded


def room_page(room: "Room", audience: str, frames: Iterable[Frame], policy: "Policy") -> dict[str, Any]:
    """What the template shows. audience: all, no_turns or public. frames: those of this audience."""
    folded = fold(frames)
    ask = money.parse(room.snapshot["asking_price"], room.snapshot["currency"])
    prices = [
        money.display(bands.price(band, ask), room.snapshot["currency"]) for band in range(bands.TOP_BAND + 1)
    ]
    page = {
        "room": room,
        "seq": room.last_seq,
        "asking": money.display(ask, room.snapshot["currency"]),
        "prices": prices,
        "is_public": audience == "public",
        "sees_turns": audience != "no_turns",
        "is_sealed": room.manifest.body["privacy"] == "sealed",
        "spoken_by": words.spoken_by(room.manifest.body["inference"]),
        "turns": [_line(frame, prices) for frame in folded.turns],
        **_standing(folded, room),
        **({} if audience == "public" else _result(folded, room, prices)),
        "manifest": manifest_told(room.manifest, policy),
    }
    return page | {"is_over": _is_over(page)}


def _line(frame: Frame, prices: list[str]) -> dict[str, Any]:
    band = frame["offer_band"]
    return {**frame, "price": None if band is None else prices[band], "clock": frame["at"][11:19]}


def _standing(folded: Folded, room: "Room") -> dict[str, Any]:
    """How the room stands by its newest status frame; a room that never published one, by its row."""
    frame = folded.newest.get("status", {"status": room.status, "reason": room.reason or None})
    status = Status(frame["status"])
    return {
        "status": status.value,
        "standing": words.standing(status, frame["reason"]),
        "steps": words.steps(status),
        "has_ended": status in ENDED,
        "is_talking": status in (Status.WAITING, Status.READY, Status.RUNNING),
    }


def _result(folded: Folded, room: "Room", prices: list[str]) -> dict[str, Any]:
    status = folded.newest.get("status", {})
    outcome = folded.newest.get("outcome")
    return {
        "outcome": outcome and _outcome(outcome["outcome"], prices),
        "signatures": _signatures(status) if outcome else [],
        "deadline": status.get("deadline"),
        "contract_id": _contract_id(folded.newest.get("contract")),
        "erased": _erased(folded.newest.get("erased"), room.manifest),
    }


def _is_over(page: Mapping[str, Any]) -> bool:
    """Whether no frame can come any more: the room has ended, and for those who are told, all is erased."""
    erased = page.get("erased")
    return page["has_ended"] and (page["is_public"] or (erased is not None and not erased["kept"]))


def _outcome(told: Mapping[str, Any], prices: list[str]) -> dict[str, Any]:
    """The byte, bit by bit, highest first, with what each bit adds."""
    bits = told["bits"]
    return {
        "bits": bits,
        "boxes": [{"bit": bit, "position": 7 - at, "weight": 2 ** (7 - at)} for at, bit in enumerate(bits)],
        "sum": " + ".join(str(2 ** (7 - at)) for at, bit in enumerate(bits) if at and bit == "1") or "0",
        "deal": told["deal"],
        "band": told["band"],
        "price": None if told["band"] is None else prices[told["band"]],
        "told_within": prices[BANDS_TOLD],
    }


def _signatures(status: Frame) -> list[dict[str, Any]]:
    late = status.get("left_unsigned_by") or ()
    return [
        {"role": role, "signed": (status.get("signed") or {}).get(role, False), "late": role in late}
        for role in ("seller", "buyer", "room")
    ]


def _contract_id(frame: Frame | None) -> str | None:
    return frame["contract"].rpartition("/")[2] if frame else None


def _erased(frame: Frame | None, manifest: "Manifest") -> dict[str, Any] | None:
    """What the newest receipt says, once its signature is found good; None before the first receipt."""
    if frame is None:
        return None
    body = signing.verify_compact(bytes(manifest.room_key), frame["receipt"], signing.RECEIPT_TYP)
    return {
        "lines": [
            {
                "what": words.KINDS.get(one["kind"], one["kind"]),
                "at": one["at"],
                "count": one["count"],
                "is_talk": one["kind"] == "turns",
                "keys": len(one["key_ids"]),
            }
            for one in body["erased"]
        ],
        "kept": [
            {
                "what": words.KINDS.get(one["kind"], one["kind"]),
                "why": words.STILL_KEPT.get(one["why"], one["why"]),
            }
            for one in body["still_kept"]
        ],
        "talk_is_gone": frame["through"] > 0,
        "receipt": frame["receipt"],
    }


def manifest_told(manifest: "Manifest", policy: "Policy") -> dict[str, Any]:
    """What runs in a room, in plain words."""
    body = manifest.body
    return {
        "digest": manifest.digest,
        "source": body["software"]["source_digest"],
        "engine": words.engine(body["inference"]),
        "privacy": words.PRIVACY[body["privacy"]],
        "rounds": body["rounds"],
        "retention": words.retention(body["retention"]),
        "audience": words.audience(
            agents_see_turns=policy.agents_see_turns, transcripts_public=policy.transcripts_public
        ),
    }


def agreed(manifest: "Manifest", policy: "Policy") -> dict[str, Any]:
    """What whoever gives a seller's terms agrees to: what runs, the time to sign, what missing it costs."""
    return {
        "manifest": manifest_told(manifest, policy),
        "signing_hours": policy.signing_hours,
        "most_unsigned": policy.max_unsigned_deals,
    }
