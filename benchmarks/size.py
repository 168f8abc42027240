"""How much of everything a run does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """rooms: bargained to the contract, `at_once` at a time. sleepers: rooms whose personas think at once, for
    `thinking` seconds and for `pondering` seconds a call. watchers: followers of one room, who get `messages`
    frames at `rate` a second. contracts: verifications. requests: to each address of the API, over `listings`.
    calls: of an agent by each way in. many: listings of a large catalogue; a hundredth of them are a small one's;
    `looks` at each of their pages. archived: contracts in an archive.
    """

    rooms: int = 120
    at_once: int = 6
    sleepers: int = 100
    thinking: float = 0.2
    pondering: float = 1.0
    watchers: int = 200
    messages: int = 200
    rate: float = 20.0
    contracts: int = 500
    requests: int = 400
    listings: int = 40
    calls: int = 1000
    many: int = 100_000
    looks: int = 60
    archived: int = 10_000


FULL = Size()
TINY = Size(
    rooms=3,
    at_once=3,
    sleepers=3,
    thinking=0.02,
    pondering=0.03,
    watchers=3,
    messages=10,
    contracts=5,
    requests=8,
    listings=2,
    calls=8,
    many=2_000,
    looks=4,
    archived=20,
)
