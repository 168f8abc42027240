"""The real library against a real server: whatever a provider does is an answer, or a failure worth a try or none."""

import os
import subprocess
import sys
import threading
import time

import pytest

from marketplace.domain.terms import Terms
from rooms.domain import decision
from rooms.domain.brief import DecidingBrief, PublicListing, SpeakingBrief
from rooms.domain.inference import DECIDING, SPEAKING, Model
from rooms.management.plan import PROJECT
from rooms.negotiators import llm, prompts
from rooms.negotiators.asking import Completion, ModelFailed, Permanent, Transient
from tests.model_server import Answer, Asked, Behaviour, Honest, ModelServer, faults
from tests.model_server.answers import refusal

LISTING = PublicListing("2016 Volvo V60", "Estate with a tow bar.", "car", {}, 2_000_000, "USD")
TURN = prompts.speaking(SpeakingBrief("seller", LISTING, "We want an estate.", (), 1, 5, 96, b"seed"))
SECRET = Terms(1_573_147, "USD", notes="canarynote the gearbox whines", dealbreakers=("canarybreaker",))
CHOICE = prompts.deciding(DecidingBrief("seller", LISTING, "", (), SECRET, 79))
CANARIES = ("canarynote", "canarybreaker", "15,731.47")


def speak(server: ModelServer, seconds: float = 5.0) -> Completion:
    model = Model("openai", "echo", server.address)
    return llm.complete(model, TURN, params=SPEAKING, schema=None, seconds=seconds)


def decide(server: ModelServer, name: str = "echo") -> Completion:
    schema = decision.schema(vote_only=False)
    model = Model("openai", name, server.address)
    return llm.complete(model, CHOICE, params=DECIDING, schema=schema, seconds=5.0)


def failure(provider: ModelServer, behaviour: Behaviour, seconds: float = 5.0) -> ModelFailed:
    provider.behaviour = behaviour
    with pytest.raises(ModelFailed) as failed:
        speak(provider, seconds)
    assert len(provider.requests) == 1, "the library tries nothing of its own"
    return failed.value


def test_an_answer_comes_with_what_it_took(provider: ModelServer) -> None:
    found = speak(provider)
    assert "$19,200" in found.text
    assert found.prompt_tokens > found.completion_tokens > 0
    assert found.cost_microusd == 0, "nobody knows this model's price"


def test_a_decision_is_asked_for_by_schema(provider: ModelServer) -> None:
    assert decide(provider).text == '{"vote": "rate", "band": 79}'
    asked = provider.requests[0]
    assert b'"json_schema"' in asked.body
    assert b'"additionalProperties":false' in asked.body.replace(b" ", b"")


class NoSchemas(Honest):
    """A server that knows no schemas."""

    def __call__(self, asked: Asked) -> Answer:
        if "response_format" in asked.request:
            return refusal(400, "response_format is not supported")
        return super().__call__(asked)


def test_a_server_that_knows_no_schemas_is_asked_without_from_then_on(provider: ModelServer) -> None:
    provider.behaviour = NoSchemas()
    assert decide(provider, "plain").text == decide(provider, "plain").text == '{"vote": "rate", "band": 79}'
    assert len(provider.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_worth_no_other_try(provider: ModelServer, status: int) -> None:
    assert isinstance(failure(provider, faults.Failing(status)), Permanent)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_breakdown_is_worth_another(provider: ModelServer, status: int) -> None:
    assert isinstance(failure(provider, faults.Failing(status)), Transient)


@pytest.mark.parametrize("asked", [1, 9999])
def test_overload_says_how_long_to_wait(provider: ModelServer, asked: int) -> None:
    failed = failure(provider, faults.RateLimited(asked))
    assert isinstance(failed, Transient)
    assert failed.retry_after == asked


@pytest.mark.parametrize(
    "behaviour",
    [
        *(faults.CutOff(cut) for cut in faults.CUTS),
        faults.Html(),
        *(
            faults.WrongJson(shape)
            for shape in faults.WRONG_SHAPES
            if shape not in ("content empty", "no usage")
        ),
    ],
    ids=str,
)
def test_an_answer_of_another_shape_is_none(provider: ModelServer, behaviour: Behaviour) -> None:
    assert isinstance(failure(provider, behaviour), Transient)


def test_an_answer_without_a_count_of_its_tokens_is_one(provider: ModelServer) -> None:
    provider.behaviour = faults.WrongJson("no usage")
    assert speak(provider).prompt_tokens == 0


def test_an_answer_of_a_million_characters_is_one_for_the_guard(provider: ModelServer) -> None:
    provider.behaviour = faults.Huge()
    assert len(speak(provider).text) == 1_000_000


@pytest.mark.parametrize("behaviour", [faults.Hanging(), faults.Slow(30.0)], ids=["hangs", "slow"])
def test_a_provider_that_takes_its_time_is_left(provider: ModelServer, behaviour: Behaviour) -> None:
    began = time.monotonic()
    assert isinstance(failure(provider, behaviour, seconds=1.0), Transient)
    assert time.monotonic() - began < 10.0


def test_a_call_is_over_when_its_time_is_whoever_is_still_at_it() -> None:
    """The library's own limit is one for each piece of an answer: dripping, an answer could take for ever."""
    held = threading.Event()
    with pytest.raises(TimeoutError):
        llm._within(0.05, lambda: held.wait(30))
    held.set()


def test_nobody_listening_is_worth_another_try() -> None:
    with ModelServer(Honest()) as server:
        address = server.address
    with pytest.raises(Transient):
        llm.complete(Model("openai", "echo", address), TURN, params=SPEAKING, schema=None, seconds=5.0)


def test_what_is_sent_follows_no_redirection(provider: ModelServer) -> None:
    with ModelServer(Honest()) as elsewhere:

        def away(_: Asked) -> Answer:
            return Answer(b"", status=307, headers=(("Location", f"{elsewhere.address}/chat/completions"),))

        failed = failure(provider, away)
    assert isinstance(failed, ModelFailed)
    assert elsewhere.requests == []


def test_a_providers_key_goes_to_no_other_address(
    provider: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canarykey")
    monkeypatch.setenv("BARGAIN_API_KEY", "ownkey")
    speak(provider)
    sent = provider.requests[0].headers
    assert sent["authorization"] == "Bearer ownkey"
    assert "canarykey" not in repr(sent)


ASKED_AT_DEBUG = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
from rooms.negotiators import llm
from tests.model_server import ModelServer, faults
from tests.rooms.test_a_provider_in_trouble_costs_a_try import CANARIES, decide
logging.getLogger().setLevel(logging.DEBUG)
quoting = [faults.Failing(500, quotes=True), faults.Failing(400, quotes=True), faults.WrongJson("content a list")]
for behaviour in quoting:
    with ModelServer(behaviour) as server:
        try:
            decide(server)
        except Exception as failed:
            logging.getLogger("tests").error("asked", exc_info=True)
            print(repr(failed), failed.__cause__, failed.__suppress_context__)
        assert any(canary in server.requests[0].body.decode() for canary in CANARIES)
print("asked three")
"""


def test_neither_an_error_nor_a_log_line_nor_a_warning_repeats_what_was_sent() -> None:
    """In a process of its own, as a worker runs: every logger at DEBUG, Python's own filter of warnings."""
    told = subprocess.run(
        [sys.executable, "-c", ASKED_AT_DEBUG],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "asked three" in told.stdout
    assert told.stdout.count("\nTransient(") == 2
    assert "canary" not in told.stdout + told.stderr
    assert "15,731" not in told.stdout + told.stderr
