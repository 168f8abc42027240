"""From what a caller sent to the agent that it proves, with how far its owner is proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from django.conf import settings

from agents import actions, ownership, queries, replay, sso
from agents.domain import access_token, agentid, dpop, evidence, owner_chain
from agents.domain.caller import AgentCaller
from agents.domain.jose import Refused
from agents.domain.keys import KeyRefused, thumbprint
from agents.domain.times import rfc3339
from agents.errors import Unauthenticated

if TYPE_CHECKING:
    from agents.models import Agent, Tenant

NONCE_SECONDS: Final = agentid.LIFETIME_MS // 1000
PROOF_WINDOW: Final = 30.0
"""Seconds around this clock in which a DPoP proof's `iat` may lie (RFC 9449 section 11.1)."""


@dataclass(frozen=True)
class Credentials:
    """By which way a caller came, and when that ends by itself. token_id: of a DRF token."""

    way: Literal["agentid", "dpop", "token"]
    token_id: UUID | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Addressed:
    """What a DPoP proof has to name: the method, and the URL that the caller addressed."""

    method: str
    url: str


def by_agentid(value: str, now: datetime) -> tuple[AgentCaller, Credentials]:
    """Alien Agent ID token, version 1, with or without an owner's chain.

    Raises Unauthenticated (the code says which check failed) and Unavailable.
    """
    token, proved = _agentid(value, now)
    # After the signature, so that nobody can use up another agent's nonces.
    seconds = NONCE_SECONDS + 2 * int(settings.CLOCK_SKEW_SECONDS) + 1
    replay.once("nonce", token.fingerprint, token.nonce, seconds=seconds)
    agent, owner = _agent(token.fingerprint, token.public_key, now)
    if proved is not None and proved[0].owner != owner:
        owner = _hear(agent, token, *proved, now)
    return AgentCaller(agent.id, agent.fingerprint, owner), Credentials("agentid")


_Proved = tuple[owner_chain.Claim, Mapping[str, Any]]
"""What a chain shows, and the SSO's key that verified it: asked for once, as the SSO may take another meanwhile."""


def _agentid(value: str, now: datetime) -> tuple[agentid.AgentIdToken, _Proved | None]:
    skew = settings.CLOCK_SKEW_SECONDS
    try:
        token = agentid.parse_and_verify(value, now_ms=int(now.timestamp() * 1000), skew_ms=int(skew * 1000))
        return token, _claim(token, now)
    except (agentid.TokenRefused, Refused, KeyRefused) as refused:
        raise Unauthenticated(refused.code, f"The AgentID token is refused: {refused}.") from None


def _claim(token: agentid.AgentIdToken, now: datetime) -> _Proved | None:
    """What the chain says of the owner. One that the SSO made for another key is no chain of this one."""
    if token.chain is None:
        return None
    jwk = _key(token.chain.id_token.header, "unknown_id_token_kid")
    found = owner_chain.verify(
        token.chain,
        jwk,
        issuers=[settings.ALIEN.issuer],
        audiences=settings.ALIEN.audiences,
        now=now.timestamp(),
        skew=settings.CLOCK_SKEW_SECONDS,
    )
    if found.jkt not in (None, thumbprint(token.public_key)):
        raise Unauthenticated("jkt_mismatch", "The id token names another key.")
    return found, jwk


def _hear(
    agent: "Agent",
    token: agentid.AgentIdToken,
    claim: owner_chain.Claim,
    jwk: Mapping[str, Any],
    now: datetime,
) -> str | None:
    """The verified owner after what the token says of it."""
    chain = token.chain
    if claim.jkt is None or chain is None:
        ownership.claim(agent, claim.owner, now)
        return None
    document = evidence.of_id_token(
        public_key=token.public_key,
        owner=claim.owner,
        issuer=claim.id_token.issuer,
        token=chain.id_token.token,
        jwk=jwk,
        binding=chain.binding,
        at=rfc3339(now),
    )
    ownership.prove(agent, claim.owner, "id_token", document, now)
    return claim.owner


def by_dpop(
    value: str, proof_value: str | None, addressed: Addressed, now: datetime
) -> tuple[AgentCaller, Credentials]:
    """An access token of the SSO's with the proof of the key that it names (RFC 9449, RFC 9068).

    Raises Unauthenticated (the code says which check failed) and Unavailable.
    """
    proof, token, jwk = _dpop(value, proof_value, addressed, now)
    replay.once("proof_jti", proof.jkt, proof.jti, seconds=int(2 * PROOF_WINDOW) + 1)
    agent, owner = _agent(proof.fingerprint, proof.public_key, now)
    if owner != token.subject:
        document = evidence.of_access_token(
            public_key=proof.public_key,
            owner=token.subject,
            issuer=token.issuer,
            token=value,
            jwk=jwk,
            at=rfc3339(now),
        )
        ownership.prove(agent, token.subject, "access_token", document, now)
    until = datetime.fromtimestamp(token.expires_at, UTC)
    return AgentCaller(agent.id, agent.fingerprint, token.subject), Credentials("dpop", until=until)


def _dpop(
    value: str, proof_value: str | None, addressed: Addressed, now: datetime
) -> tuple[dpop.Proof, access_token.AccessToken, Mapping[str, Any]]:
    if not proof_value or "," in proof_value:
        raise Unauthenticated("missing_dpop", "Send exactly one DPoP header beside the access token.")
    seconds = now.timestamp()
    try:
        compact = access_token.read(value)
        proof = dpop.verify(
            proof_value,
            method=addressed.method,
            url=addressed.url,
            access_token=value,
            now=seconds,
            window=PROOF_WINDOW,
        )
        jwk = _key(compact.header, "unknown_access_token_kid")
        token = access_token.verify(
            compact,
            jwk,
            issuer=settings.ALIEN.issuer,
            jkt=proof.jkt,
            now=seconds,
            skew=settings.CLOCK_SKEW_SECONDS,
        )
    except Refused as refused:
        raise Unauthenticated(refused.code, f"The DPoP credentials are refused: {refused}.") from None
    return proof, token, jwk


def _key(header: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    found = sso.key(header["kid"])
    if found is None:
        raise Unauthenticated(code, "The SSO has published no key with this id.")
    return found


def by_token(tenant: "Tenant", key: str, now: datetime) -> tuple[AgentCaller, Credentials]:
    """A DRF token of one agent at this tenant. Raises Unauthenticated."""
    token = queries.token_by_digest(tenant, actions.token_digest(key))
    if token is None:
        raise Unauthenticated("unknown_token", "No such token at this market.")
    if token.revoked_at is not None:
        raise Unauthenticated("token_revoked", "This token has been revoked.")
    if token.expires_at is not None and token.expires_at <= now:
        raise Unauthenticated("token_expired", "This token has expired.")
    _refuse_revoked(token.agent)
    actions.note_use(token, now)
    caller = AgentCaller(token.agent.id, token.agent.fingerprint, token.owner)  # type: ignore[attr-defined]
    return caller, Credentials("token", token.id, token.expires_at)


def _agent(fingerprint: str, public_key: bytes, now: datetime) -> tuple["Agent", str | None]:
    """The agent of a key, enrolled at first sight, and its verified owner."""
    agent, owner = queries.acting(fingerprint) or (actions.enrol(public_key, now), None)
    _refuse_revoked(agent)
    return agent, owner


def _refuse_revoked(agent: "Agent") -> None:
    if agent.revoked_at is not None:
        raise Unauthenticated("agent_revoked", "This agent has been revoked.")
