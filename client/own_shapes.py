"""What a market says of the agent itself: how it is known, a token that was made, its end."""

from dataclasses import dataclass, field
from typing import Self

from client.reader import Reader


@dataclass(frozen=True)
class Me:
    """This agent as the market knows it. `proof`: how far its owner is proved."""

    fingerprint: str
    owner: str | None
    proof: str

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "agent")
        return cls(reader.text("fingerprint"), reader.text_or_none("owner"), reader.text("proof"))


@dataclass(frozen=True)
class NewToken:
    """A token of this agent's at one market; `token` is its key, which is shown once."""

    id: str
    token: str = field(repr=False)
    label: str
    expires_at: str | None

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "token")
        return cls(
            reader.text("id"), reader.text("token"), reader.text("label"), reader.text_or_none("expires_at")
        )


@dataclass(frozen=True)
class Revocation:
    """That an agent was revoked, and when."""

    fingerprint: str
    revoked_at: str

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "revocation")
        return cls(reader.text("fingerprint"), reader.text("revoked_at"))
