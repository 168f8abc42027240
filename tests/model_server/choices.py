"""Behaviours by name, for the command line: "honest", "slow:2.5", "failing:503", "cut-off:half"."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.model_server import faults
from tests.model_server.answers import Behaviour
from tests.model_server.echoing import EVERY_KIND, NOTHING, Babbling, Echoing
from tests.model_server.honest import Honest
from tests.model_server.obedient import Obedient
from tests.model_server.secret import Secret

Maker = Callable[[str | None, int], Behaviour]
"""What stands behind the colon, and the seed -> a behaviour."""
Secrets = Mapping[str, Secret]


def _retry_after(given: str | None) -> int | str | None:
    if given is None:
        return 1
    return int(given) if given.isdigit() else (given or None)


MAKERS: Final[Mapping[str, Maker]] = {
    "honest": lambda _, seed: Honest(seed),
    "slow": lambda given, seed: faults.Slow(float(given or 1), Honest(seed)),
    "rate-limited": lambda given, _: faults.RateLimited(_retry_after(given)),
    "failing": lambda given, _: faults.Failing(int(given) if given else None),
    "hanging": lambda _, __: faults.Hanging(),
    "cut-off": lambda given, seed: faults.CutOff(given, Honest(seed)),
    "html": lambda _, __: faults.Html(),
    "wrong-json": lambda given, _: faults.WrongJson(given),
    "huge": lambda given, _: faults.Huge(int(given or 1_000_000)),
    "babbling": lambda _, seed: Babbling(Honest(seed)),
    "echoing": lambda given, seed: echoing(given, seed, NOTHING),
    "obedient": lambda _, seed: Obedient(Honest(seed)),
    "not-a-number": lambda given, seed: faults.NotANumber(given, Honest(seed)),
}


def echoing(kinds: str | None, seed: int, secrets: Secrets) -> Behaviour:
    """Echoing, of these kinds ("plain,words") or of all."""
    chosen = kinds.split(",") if kinds else EVERY_KIND
    unknown = set(chosen).difference(EVERY_KIND)
    if unknown:
        raise ValueError(f"there is no kind {', '.join(sorted(unknown))}")
    return Echoing(secrets, seed=seed, kinds=chosen)


def behaviour(name: str, seed: int, secrets: Secrets = NOTHING) -> Behaviour:
    """The behaviour of this name; `secrets` are for who echoes. ValueError where there is none."""
    known, colon, given = name.partition(":")
    if known == "echoing":
        return echoing(given, seed, secrets)
    if known not in MAKERS:
        raise ValueError(f"{known} is none of {', '.join(MAKERS)}")
    return MAKERS[known](given if colon else None, seed)


def mixed(otherwise: Behaviour, rates: list[str], seed: int) -> Behaviour:
    """`otherwise`, with others at their rates: ["failing:503=0.1", "slow:2=0.2"]."""
    if not rates:
        return otherwise
    pairs = (text.rpartition("=") for text in rates)
    return faults.Mixed({behaviour(name, seed): float(rate) for name, _, rate in pairs}, seed, otherwise)
