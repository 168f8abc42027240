"""Which model may speak, as values: what an operator configures and what a manifest names (PROTOCOL section 4).

A model is written `PROVIDER/NAME` or `PROVIDER/NAME@ADDRESS`. Nothing here comes from a tenant but the choice of one
name from the operator's list.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

SCRIPTED: Final = "scripted"
LOOPBACK: Final = "loopback"
OWN_KEY: Final = "BARGAIN_API_KEY"

SPEAKING: Final[Mapping[str, float]] = {"max_tokens": 260, "temperature": 0.8}
DECIDING: Final[Mapping[str, float]] = {"max_tokens": 60, "temperature": 0}
"""What is asked of a model, a tenant's choice or not. A model that knows no temperature is not sent one."""


class ModelRefused(ValueError):
    """A model that is written wrongly, or that the operator's list does not have. The message repeats no address:
    it may have a password in it."""

    code: Final = "unknown_model"


@dataclass(frozen=True)
class Model:
    """A model and where it is asked.

    address: the base of an API, no slash last; None: its provider's own. key_name: the variable of the environment that
    has the key for an address; a provider's key goes to no other address than its own.
    """

    provider: str
    name: str
    address: str | None = None
    key_name: str = OWN_KEY

    @property
    def route(self) -> str:
        """As the operator and a policy write it."""
        return f"{self.provider}/{self.name}"

    @property
    def place(self) -> str:
        """Where what it is sent goes: the provider's name, the address's host, or `loopback` for this machine."""
        if self.address is None:
            return self.provider
        host = urlsplit(self.address).hostname or ""
        return LOOPBACK if _is_this_machine(host) else host

    def as_manifest(self) -> dict[str, Any]:
        """Its part of the manifest's `inference`."""
        params = {"speaking": dict(SPEAKING), "deciding": dict(DECIDING)}
        return {"provider": self.place, "model": self.name, "params": params}


@dataclass(frozen=True)
class Inference:
    """The model that a tenant's rooms ask, and the second one where the first gives no answer."""

    model: Model
    fallback: Model | None = None
    provider_retention: str | None = None

    @property
    def models(self) -> tuple[Model, ...]:
        """In the order in which they are asked."""
        return (self.model,) if self.fallback is None else (self.model, self.fallback)

    def as_manifest(self, prompts_digest: str) -> dict[str, Any]:
        """The manifest's `inference`."""
        return {
            "engine": "llm",
            **self.model.as_manifest(),
            "prompts_digest": prompts_digest,
            "fallback": self.fallback and self.fallback.as_manifest(),
            "provider_retention": self.provider_retention,
        }


def scripted_manifest(prompts_digest: str) -> dict[str, Any]:
    """The manifest's `inference` where no model is asked."""
    return {
        "engine": SCRIPTED,
        "provider": None,
        "model": None,
        "params": {},
        "prompts_digest": prompts_digest,
        "fallback": None,
        "provider_retention": None,
    }


@dataclass(frozen=True)
class Budget:
    """What the talk of one room may take of its models; its decisions are always asked for.

    call_seconds: for one try. tokens: in and out. cost_microusd: as far as the model's price is known.
    """

    call_seconds: float = 30.0
    tokens: int = 60_000
    cost_microusd: int = 500_000


@dataclass(frozen=True)
class Installation:
    """What an operator lets speak here.

    default: where a policy chooses nothing; None: the scripted personas. choices: by route, what else a policy may
    choose. provider_retention: the operator's words on what the provider keeps.
    """

    default: Model | None = None
    fallback: Model | None = None
    choices: Mapping[str, Model] = field(default_factory=dict)
    provider_retention: str | None = None
    budget: Budget = Budget()

    @property
    def names(self) -> list[str]:
        """What a policy may say: the scripted personas, and every model by its route."""
        return [SCRIPTED, *sorted(self._by_route())]

    def chosen(self, name: str) -> Inference | None:
        """What a policy's choice means; None: the scripted personas. "" is the default. Raises ModelRefused."""
        if name == SCRIPTED or (not name and self.default is None):
            return None
        model = self._by_route().get(name) if name else self.default
        if model is None:
            raise ModelRefused("the operator's list has no such model")
        fallback = None if self.fallback == model else self.fallback
        return Inference(model, fallback, self.provider_retention)

    def every(self) -> list[Inference]:
        """Every model that a policy may choose."""
        found = [self.chosen(name) for name in self.names]
        return [one for one in found if one is not None]

    def _by_route(self) -> dict[str, Model]:
        default = {} if self.default is None else {self.default.route: self.default}
        return {**self.choices, **default}


SCRIPTED_ONLY: Final = Installation()


def parse(text: str, addresses: Mapping[str, str] | None = None) -> Model:
    """A model as an operator writes it. Raises ModelRefused.

    addresses: by provider, where a model is asked that is written without one (the providers' own variables).
    """
    route, at, address = _parted(text.strip())
    provider, slash, name = route.partition("/")
    if not (provider and slash and name) or not route.isprintable() or " " in route:
        raise ModelRefused("a model is written PROVIDER/NAME or PROVIDER/NAME@ADDRESS")
    if at:
        return Model(provider, name, _address(address))
    known = (addresses or {}).get(provider)
    return Model(provider, name, None if known is None else _address(known), f"{provider.upper()}_API_KEY")


def _parted(text: str) -> tuple[str, str, str]:
    """(route, "@", address): a name may have an @ of its own, an address begins with its scheme."""
    for scheme in ("@http://", "@https://"):
        route, found, rest = text.partition(scheme)
        if found:
            return route, "@", found[1:] + rest
    return text, "", ""


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        )
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise ModelRefused(
            "an address of a model is the http or https base of an API, without query or fragment"
        )
    return text.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
