"""The only door to litellm, and so to any language model.

litellm is used to translate, and for nothing else: no tries of its own, no callbacks, no cache, no log. Its errors
carry what was sent and what was answered, so none of them leaves this module.
"""

import logging
import os
import threading
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

# Read by litellm as it is imported: it would fetch a price list, read .env files and phone home otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_MODE"] = "PRODUCTION"
os.environ["LITELLM_TELEMETRY"] = "False"

import httpx
import litellm
from litellm import exceptions

from rooms.domain.inference import DECIDING, SPEAKING, Budget, Inference, Installation, Model
from rooms.negotiators.asking import Completion, Patience, Permanent, Transient
from rooms.negotiators.base import Sitting
from rooms.negotiators.modelled import ModelPersona
from rooms.negotiators.prompts import Messages

# What these would print quotes what was sent or answered: at DEBUG, of an error, or of an answer in another shape.
LOUD: Final = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx2", "httpcore2")
for _name in LOUD:
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
warnings.filterwarnings("ignore", message="Pydantic serializer warnings", category=UserWarning)

litellm.telemetry = False
litellm.suppress_debug_info = True
litellm.turn_off_message_logging = True
litellm.disable_end_user_cost_tracking = True
litellm.drop_params = True
litellm.num_retries = 0
litellm.callbacks = []
litellm.success_callback = []
litellm.failure_callback = []
litellm.cache = None
# One for every OpenAI-compatible address. What is sent goes where the manifest says: a redirection is an error.
litellm.client_session = httpx.Client(
    follow_redirects=False, limits=httpx.Limits(max_connections=None, max_keepalive_connections=128)
)

PERMANENT: Final = (
    exceptions.AuthenticationError,
    exceptions.PermissionDeniedError,
    exceptions.NotFoundError,
    exceptions.BadRequestError,
    exceptions.UnprocessableEntityError,
    exceptions.BudgetExceededError,
)
"""Another try would be answered alike. Everything else may be better next time, a malformed answer included."""
NO_KEY: Final = "none"
"""For servers that ask for no key; the client library wants one all the same."""
_WITHOUT_SCHEMAS: Final[set[Model]] = set()
"""Models of this process that refused a schema and answered without one."""
GRACE: Final = 0.5
"""Seconds that the library has to notice that its time is over."""


def complete(
    model: Model,
    messages: Messages,
    *,
    params: Mapping[str, float],
    schema: Mapping[str, Any] | None,
    seconds: float,
) -> Completion:
    """Ask a model once. Implements `modelled.Complete`; raises Transient and Permanent.

    `seconds` is the whole of the call: the library's own limit is one for each piece of an answer.
    """
    asked = _asked(model, messages, params, seconds)
    try:
        return _read(_within(seconds + GRACE, lambda: _answer(model, asked, schema)))
    except TimeoutError:
        raise Transient("TimeoutError") from None
    except PERMANENT as error:
        raise Permanent(type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - whatever a provider answers ends this try and nothing else
        raise Transient(type(error).__name__, _retry_after(error)) from None


def _asked(model: Model, messages: Messages, params: Mapping[str, float], seconds: float) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "model": model.route,
        "messages": messages,
        "timeout": seconds,
        "max_retries": 0,
        "num_retries": 0,
        "stream": False,
        **params,
    }
    if model.address is not None:
        asked["api_base"] = model.address
        asked["api_key"] = os.environ.get(model.key_name) or NO_KEY
    return asked


def _answer(model: Model, asked: Mapping[str, Any], schema: Mapping[str, Any] | None) -> Any:
    """By schema where the model takes one; one that turns out not to is asked without, now and from then on."""
    if schema is None or not _takes_schemas(model):
        return litellm.completion(**asked)
    described = {"name": "decision", "strict": True, "schema": dict(schema)}
    try:
        return litellm.completion(**asked, response_format={"type": "json_schema", "json_schema": described})
    except exceptions.BadRequestError:
        found = litellm.completion(**asked)
        _WITHOUT_SCHEMAS.add(model)
        return found


def _takes_schemas(model: Model) -> bool:
    """A server of one's own is taken to hold answers to a schema, as llama.cpp, vLLM and Ollama do."""
    if model in _WITHOUT_SCHEMAS:
        return False
    return model.address is not None or bool(litellm.supports_response_schema(model.route))


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What the call returns, or TimeoutError. A thread that is late is left to its socket's own limit."""
    answer: Future[Any] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            answer.set_exception(error)

    threading.Thread(target=work, name="model call", daemon=True).start()
    return answer.result(seconds)


def _read(response: Any) -> Completion:
    """Raises AttributeError, TypeError and the like where an answer has another shape than the field's."""
    text = response.choices[0].message.content
    if not isinstance(text, str):
        raise TypeError("an answer without text")
    usage = response.usage
    return Completion(
        text=text,
        prompt_tokens=_whole(getattr(usage, "prompt_tokens", 0)),
        completion_tokens=_whole(getattr(usage, "completion_tokens", 0)),
        cost_microusd=_cost(response),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _cost(response: Any) -> int:
    """In millionths of a US dollar; 0 where the model's price is not known."""
    try:
        return round(litellm.completion_cost(response) * 1_000_000)
    except Exception:  # noqa: BLE001 - a price list without the model is no reason to lose an answer
        return 0


def _retry_after(error: Exception) -> float | None:
    """Seconds that a Retry-After header asks for; None where there is none, or it is a date."""
    for headers in (
        getattr(error, "litellm_response_headers", None),
        getattr(getattr(error, "response", None), "headers", None),
    ):
        try:
            return max(0.0, float((headers or {})["retry-after"]))
        except (KeyError, TypeError, ValueError):
            continue
    return None


@dataclass(frozen=True)
class LanguageModels:
    """Implements `base.Models`: the personas of what an operator lets speak here.

    prompts_digest: of the rules that are sent, as the manifest names it.
    """

    installation: Installation
    prompts_digest: str
    jitter: Callable[[], float]

    def has(self, inference: Mapping[str, Any]) -> bool:
        """Whether one of the installation's models is what a manifest's `inference` promised."""
        return any(one.as_manifest(self.prompts_digest) == inference for one in self.installation.every())

    def persona(self, inference: Mapping[str, Any], sitting: Sitting) -> ModelPersona:
        """The negotiator of one room. Raises KeyError where `has` says no."""
        budget: Budget = self.installation.budget
        return ModelPersona(
            models=self._promised(inference).models,
            complete=complete,
            sitting=sitting,
            patience=Patience(budget.call_seconds, self.jitter),
            budget=budget,
            speaking=SPEAKING,
            deciding=DECIDING,
        )

    def _promised(self, inference: Mapping[str, Any]) -> Inference:
        for one in self.installation.every():
            if one.as_manifest(self.prompts_digest) == inference:
                return one
        raise KeyError("no model of this installation is what the manifest promised")
