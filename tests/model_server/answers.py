"""What a behaviour answers, and how the server is to send it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.model_server.prompts import Asked

CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True)
class Answer:
    """An answer and its delivery.

    after: seconds before the first byte. never: nothing is ever sent. sent: bytes of the body after which the
    connection is cut. promised: a Content-Length that is not the body's.
    """

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    after: float = 0.0
    never: bool = False
    sent: int | None = None
    promised: int | None = None

    def head(self) -> bytes:
        length = len(self.body) if self.promised is None else self.promised
        lines = [
            f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Status')}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {length}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


Behaviour = Callable[[Asked], Answer]

_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


def tokens(text: str) -> int:
    """Roughly."""
    return len(text) // CHARACTERS_A_TOKEN + 1


def message(asked: Asked, content: Any) -> dict[str, Any]:
    """A completion as a provider's JSON; content: a string, or what a broken provider has there."""
    prompt, completion = tokens(asked.system + asked.user), tokens(str(content))
    return {
        "id": f"chatcmpl-{asked.number}",
        "object": "chat.completion",
        "created": 1_800_000_000 + asked.number,
        "model": asked.model,
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        ],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }


def completion(asked: Asked, content: str) -> Answer:
    """These words, as every well provider sends them."""
    return Answer(as_json(message(asked, content)))


def refusal(status: int, words: str, **delivery: Any) -> Answer:
    """An error as OpenAI-compatible servers write it."""
    error = {"message": words, "type": "server_error", "param": None, "code": str(status)}
    return Answer(as_json({"error": error}), status, **delivery)


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
