"""How many one-time keys are kept ready."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pool:
    """size: keys after a top-up. low_water: a claim that leaves fewer rings for more.
    reserve: keys that only the server itself may claim, for terms that it seals for a caller."""

    size: int
    low_water: int
    reserve: int
