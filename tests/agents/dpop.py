"""What tests of DPoP send, and how a refusal looks."""

from typing import Any

from agents.authentication import CHALLENGE
from agents.models import Agent
from tests.alien_sso import AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.parties import Answer, Party

URL = "http://cars.localhost/api/v1/agents/me"


def ask(party: Party, access: str, sent: str | None, path: str = "agents/me") -> Answer:
    headers = {"authorization": f"DPoP {access}"} | ({} if sent is None else {"dpop": sent})
    return party.call("GET", path, headers=headers)


def pair(
    party: Party, sso: AlienSso, *, human: str = "Ada", url: str = URL, **claims: Any
) -> tuple[str, str]:
    """An access token for the party's key, and a proof for one GET of its."""
    access = sso.access_token(human, jkt=thumbprint(party.private))
    return access, proof(party.private, "GET", url, access_token=access, **claims)


def refused(found: Answer, code: str) -> None:
    assert (found.status, found.code) == (401, code)
    half = "invalid_dpop_proof" if "proof" in code or code == "missing_dpop" else "invalid_token"
    assert found.headers["WWW-Authenticate"] == CHALLENGE.replace("DPoP ", f'DPoP error="{half}", ')
    assert not Agent.objects.exists(), "nobody enrols by credentials that are refused"
