"""The Alien Network as this installation knows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """Which SSO names humans here.

    issuer: its address, without a slash at the end. provider_address: what we are called there, the client id;
    "" where nobody signs in by it. audiences: whom an id token may be meant for to say something here.
    is_stand_in: it runs on this machine and verifies nobody.
    """

    issuer: str
    provider_address: str
    audiences: frozenset[str]
    is_stand_in: bool = False
