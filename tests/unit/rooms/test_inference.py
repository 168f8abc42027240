"""A model is written in one way, kept to its address and its key, and named in the manifest by where it is asked."""

import pytest

from contracts.domain.canonical import digest
from rooms.domain.inference import SCRIPTED, Installation, Model, ModelRefused, parse

QWEN = Model("openai", "qwen", "http://127.0.0.1:8123/v1")
CLAUDE = Model("anthropic", "claude", key_name="ANTHROPIC_API_KEY")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("anthropic/claude", CLAUDE),
        ("openai/qwen@http://127.0.0.1:8123/v1", QWEN),
        (" openai/qwen@http://127.0.0.1:8123/v1/ ", QWEN),
        ("vertex_ai/claude@20240620", Model("vertex_ai", "claude@20240620", key_name="VERTEX_AI_API_KEY")),
        ("openrouter/meta/llama", Model("openrouter", "meta/llama", key_name="OPENROUTER_API_KEY")),
        ("openai/a@b@https://m.example/v1", Model("openai", "a@b", "https://m.example/v1")),
    ],
)
def test_a_model_is_a_provider_a_name_and_maybe_an_address(text: str, model: Model) -> None:
    assert parse(text) == model


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gpt",
        "/gpt",
        "openai/",
        "openai/a b",
        "openai/a\n",
        "openai/a@http://",
        "openai/a@http://:secret@/v1",
        "openai/a@http://host/v1?key=secret",
        "openai/a@http://host:secret/v1",
        "openai/a@https://host/#secret",
    ],
)
def test_anything_else_is_refused_and_not_repeated(text: str) -> None:
    if text == "openai/a\n":
        text = "openai/a\nb"
    with pytest.raises(ModelRefused) as refused:
        parse(text)
    assert "secret" not in str(refused.value)


def test_a_providers_own_variable_names_the_address_and_keeps_its_key() -> None:
    found = parse("ollama/qwen", {"ollama": "http://gpu.example:11434/"})
    assert found == Model("ollama", "qwen", "http://gpu.example:11434", "OLLAMA_API_KEY")
    assert (
        parse("ollama/qwen@http://127.0.0.1:1/v1", {"ollama": "http://gpu.example"}).key_name
        == "BARGAIN_API_KEY"
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (None, "openai"),
        ("http://127.0.0.1:8123/v1", "loopback"),
        ("http://[::1]/v1", "loopback"),
        ("http://localhost:1/v1", "loopback"),
        ("http://10.0.0.7:8000/v1", "10.0.0.7"),
        ("https://user:secret@Models.Example:8443/v1", "models.example"),
    ],
)
def test_the_manifest_says_where_what_is_sent_goes_and_no_port_no_password(
    address: str | None, place: str
) -> None:
    assert Model("openai", "x", address).as_manifest()["provider"] == place


def test_a_manifest_names_everything_that_is_asked_and_has_a_digest() -> None:
    inference = Installation(QWEN, CLAUDE, provider_retention="30 days").chosen("")
    assert inference is not None
    told = inference.as_manifest("sha256:00")
    assert (told["engine"], told["provider"], told["model"]) == ("llm", "loopback", "qwen")
    assert told["fallback"]["provider"] == "anthropic"
    assert told["provider_retention"] == "30 days"
    assert set(told["params"]) == {"speaking", "deciding"}
    assert digest(told) == digest(dict(reversed(told.items())))


def test_a_policy_chooses_from_the_operators_list_alone() -> None:
    house = Installation(QWEN, None, {CLAUDE.route: CLAUDE})
    assert house.names == [SCRIPTED, "anthropic/claude", "openai/qwen"]
    assert house.chosen(SCRIPTED) is None
    for name, model in (("", QWEN), ("anthropic/claude", CLAUDE)):
        chosen = house.chosen(name)
        assert chosen is not None
        assert chosen.models == (model,)
    with pytest.raises(ModelRefused):
        house.chosen("openai/gpt")
    with pytest.raises(ModelRefused):
        house.chosen("openai/qwen@http://evil.example/v1")


def test_without_a_model_the_scripted_personas_speak() -> None:
    assert Installation().chosen("") is None
    assert Installation().every() == []


def test_a_model_is_no_fallback_of_its_own() -> None:
    chosen = Installation(QWEN, QWEN).chosen("")
    assert chosen is not None
    assert chosen.models == (QWEN,)
