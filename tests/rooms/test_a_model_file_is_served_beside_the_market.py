"""A model file is served by one process beside the market: looked at first, on loopback, silent about prompts."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agents.models import Tenant
from marketplace.models import Policy
from rooms.management import model
from rooms.management.child import Service
from rooms.management.errors import StackFailed
from rooms.management.model import ModelFile, Served
from rooms.management.plan import PROJECT, Ground, Plan, market, watched_market, with_model
from rooms.management.stack import Stack
from tests.rooms import stand_in

CANARY = "CANARY-9f3b"
MODEL = ModelFile(Path("/models/small.gguf"), "small-0123456789ab")
OPERATORS = {"PATH": "/bin", "SECRET_KEY": "the operator's", "DATABASE_URL": "postgres://u:p@h/n"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF and what follows")
    return path


def ground(tmp_path: Path, **told: Any) -> Ground:
    stands = Ground(tmp_path, tmp_path, 8000, turn_pause=None, turns_hours=1, inherited=OPERATORS)
    return replace(stands, **told)


def services(plan: Plan) -> dict[str, Service]:
    return {one.name: one for one in (*plan.first, *plan.preparations, *plan.then, *plan.last)}


def planned(tmp_path: Path, plan: Callable[[Ground], Plan] = market, **told: Any) -> dict[str, Service]:
    return services(with_model(plan, MODEL)(ground(tmp_path, **told)))


# What is a model file


@pytest.mark.parametrize(
    ("name", "held", "why"),
    [
        ("missing.gguf", None, "cannot be read: No such file"),
        ("empty.gguf", b"", "does not begin with GGUF"),
        ("page.gguf", b"<html>not found</html>", "does not begin with GGUF"),
        ("big-00001-of-00003.gguf", b"GGUF", "is one part of a model"),
    ],
)
def test_what_is_no_model_file_is_refused_in_one_line(
    tmp_path: Path, name: str, held: bytes | None, why: str
) -> None:
    if held is not None:
        (tmp_path / name).write_bytes(held)
    with pytest.raises(StackFailed, match=why) as refused:
        model.read(tmp_path / name)
    assert len(str(refused.value).splitlines()) == 1


def test_a_directory_is_no_model_file(tmp_path: Path) -> None:
    with pytest.raises(StackFailed, match="cannot be read: Is a directory"):
        model.read(tmp_path)


def test_a_model_is_named_by_its_file_and_the_start_of_its_digest(file: Path) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert model.read(file) == ModelFile(file, f"small-{digest[:12]}")


@pytest.mark.parametrize(
    ("stem", "plain"), [("a b@c,d:e", "a-b-c-d-e"), ("@@", "model"), ("Qwen2.5_x-Q4", "Qwen2.5_x-Q4")]
)
def test_a_name_has_nothing_in_it_that_parts_addresses(tmp_path: Path, stem: str, plain: str) -> None:
    path = tmp_path / f"{stem}.gguf"
    path.write_bytes(b"GGUF")
    assert model.read(path).name.rpartition("-")[0] == plain


def test_a_missing_engine_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(StackFailed, match="is not installed: `make run MODEL="):
        model.require("no_such_engine")


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_command_refuses_a_model_file_before_it_starts_anything(tmp_path: Path, command: str) -> None:
    with pytest.raises(CommandError, match=r"cannot be read|is not installed"):
        call_command(command, model=tmp_path / "missing.gguf")


# What is started, and what it is told


@pytest.mark.parametrize("service", ["worker", "web", "beat", "prepare"])
def test_the_market_is_told_the_model_and_where_it_answers(tmp_path: Path, service: str) -> None:
    found = planned(tmp_path)
    port = found["model"].command[found["model"].command.index("--port") + 1]
    assert found[service].environment["BARGAIN_MODEL"] == f"openai/{MODEL.name}@http://127.0.0.1:{port}/v1"
    assert found[service].environment["BARGAIN_CALL_SECONDS"] == str(model.CALL_SECONDS)
    assert found[service].environment["SECRET_KEY"] == OPERATORS["SECRET_KEY"]


def test_a_limit_that_the_operator_set_stands(tmp_path: Path) -> None:
    found = planned(tmp_path, inherited={"BARGAIN_CALL_SECONDS": "7"})
    assert found["worker"].environment["BARGAIN_CALL_SECONDS"] == "7"


def test_the_model_wants_a_key_that_the_worker_knows_and_no_list_of_processes_shows(tmp_path: Path) -> None:
    found = planned(tmp_path)
    key = found["model"].environment["MODEL_KEY"]
    assert len(key) > 30
    assert found["worker"].environment["BARGAIN_API_KEY"] == key
    assert not any(key in word for one in found.values() for word in one.command)
    assert planned(tmp_path)["model"].environment["MODEL_KEY"] != key


def test_an_operators_own_key_stays_the_one_that_the_worker_knows(tmp_path: Path) -> None:
    found = planned(tmp_path, inherited={"BARGAIN_API_KEY": "for the second model"})
    assert found["worker"].environment["BARGAIN_API_KEY"] == "for the second model"
    assert found["model"].environment["MODEL_KEY"] == "for the second model"


def test_the_model_sees_nothing_else_of_the_operators_environment(tmp_path: Path) -> None:
    seen = planned(tmp_path)["model"].environment
    assert set(seen) == {"PATH", "MODEL_KEY", "OMP_WAIT_POLICY", "PYTHONUNBUFFERED"}


def test_a_slow_model_gets_time_and_few_rooms(tmp_path: Path) -> None:
    found = planned(tmp_path, watched_market)
    assert found["prepare"].command[-2:] == ("--running-seconds", str(model.RUNNING_SECONDS))
    assert found["crowd"].command[-2:] == ("--seats", "1")


def test_a_market_without_a_model_is_told_of_none(tmp_path: Path) -> None:
    found = services(watched_market(ground(tmp_path)))
    assert "model" not in found
    assert "--running-seconds" not in found["prepare"].command
    assert not any("BARGAIN_MODEL" in one.environment for one in found.values())


def test_demo_markets_that_stand_are_given_the_time_and_keep_a_longer_one(cars: Tenant) -> None:
    assert Policy.objects.get(tenant=cars).running_seconds == 180
    for asked, stands in ((3600, 3600), (600, 3600), (None, 3600)):
        call_command("seed_demo", running_seconds=asked)
        assert Policy.objects.get(tenant=cars).running_seconds == stands


# Order

SLOW_TO_LOAD = """
import http.server, os, signal, sys, threading, time
data, port = sys.argv[1], int(sys.argv[2])
print("up", flush=True)
time.sleep(0.6)  # as long as a file would take to load

class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(data + "/workers", "a") as file:
            file.write(str(os.path.exists(data + "/log/worker.log")) + " ")
        self.send_response(200)
        self.end_headers()

def end(*_):
    with open(data + "/ended", "a") as file:
        file.write("model ")
    os._exit(0)

signal.signal(signal.SIGTERM, end)
http.server.HTTPServer(("127.0.0.1", port), Answers).serve_forever()
"""


def stood_in(tmp_path: Path, text: str = SLOW_TO_LOAD) -> Callable[[Ground], Plan]:
    """The plan with stand-ins for everything, the model's process included."""

    def serve(served: Served) -> tuple[str, ...]:
        return (sys.executable, "-I", "-S", "-c", text, str(tmp_path), str(served.port))

    return with_model(stand_in.plan, MODEL, serve)


def test_nobody_works_before_the_model_answers_and_it_ends_after_them(tmp_path: Path) -> None:
    with Stack(data_dir=tmp_path, plan=stood_in(tmp_path)) as stack:
        assert stack.pid("model") is not None
    assert (tmp_path / "workers").read_text().split() == ["False"]
    assert (tmp_path / "ended").read_text().split() == ["web", "beat", "worker", "model", "broker"]


def test_a_model_that_cannot_be_loaded_is_named_with_its_last_words(tmp_path: Path) -> None:
    broken = stood_in(tmp_path, "raise SystemExit('an architecture that nobody knows')")
    with pytest.raises(StackFailed, match=r"(?s)model died at the start.*that nobody knows"):
        Stack(data_dir=tmp_path, plan=broken).__enter__()
    assert not (tmp_path / "log" / "worker.log").exists()


# The process that serves it

ENGINE = f"""
import json, os, signal, threading, time, types

class CommonParams(types.SimpleNamespace):
    def __init__(self):
        super().__init__(model=types.SimpleNamespace(), cpuparams=types.SimpleNamespace())

class Server:
    listening_address = "http://127.0.0.1:1"

    def __init__(self, parameters):
        print(json.dumps(vars(parameters), default=lambda one: list(one) if isinstance(one, set) else vars(one)))
        threading.Thread(target=quote, daemon=True).start()

def quote():  # as the engine would of a request, once it gets any
    gives_up = time.monotonic() + 5
    nowhere = os.stat(os.devnull)
    while not all(os.path.samestat(os.fstat(n), nowhere) for n in (1, 2)) and time.monotonic() < gives_up:
        time.sleep(0.01)
    for stream in (1, 2):
        os.write(stream, b"{CANARY}")
    os.kill(os.getpid(), signal.SIGTERM)
"""


def serve(file: Path, engine: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What the process says that serves a file by an engine of these few lines; until it ends."""
    (engine / "xllamacpp.py").write_text(text)
    words = ("-m", "rooms.management.serve_model", str(file), "--port", "8123", "--name", "small-01")
    told = {"PYTHONPATH": str(engine), "MODEL_KEY": "the key", "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_listens_on_loopback_wants_its_key_and_has_room_for_a_long_listing(
    file: Path, tmp_path: Path
) -> None:
    ended = serve(file, tmp_path, ENGINE)
    said = json.loads(ended.stdout.splitlines()[1])
    assert (said["hostnames"], said["port"], said["api_keys"]) == (["127.0.0.1"], 8123, ["the key"])
    assert (said["model"], said["model_alias"]) == ({"path": str(file)}, ["small-01"])
    assert said["n_parallel"] == 1, "one call after the other: each finds what the one before has read"
    assert said["n_ctx"] / said["n_parallel"] >= 8192
    off = ("endpoint_slots", "endpoint_props", "endpoint_metrics", "ui", "cors_origins", "cache_ram_mib")
    assert [name for name in off if said[name]] == []


def test_once_loaded_it_says_nothing_more_whatever_the_engine_says(file: Path, tmp_path: Path) -> None:
    ended = serve(file, tmp_path, ENGINE)
    assert ended.returncode == 0, "it ends by itself when it is asked to"
    assert ended.stdout.splitlines()[-1].startswith("small-01 answers on http://127.0.0.1:1")
    assert ended.stderr == ""
    assert CANARY not in ended.stdout


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("raise ImportError('libgomp.so.1: cannot open')", "cannot be loaded: libgomp.so.1"),
        (
            ENGINE.replace("print(", "raise RuntimeError('no such model')\n        print("),
            "be served: no such",
        ),
    ],
)
def test_an_engine_that_fails_is_told_in_one_line(file: Path, tmp_path: Path, text: str, why: str) -> None:
    ended = serve(file, tmp_path, text)
    assert ended.returncode == 1
    assert why in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


# With the engine itself, where it is installed


def test_the_engine_says_why_it_cannot_load_a_file(file: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra `local` is not installed; `make run MODEL=…` does it")
    words = ("-m", "rooms.management.serve_model", str(file), "--port", "0", "--name", "small-01")
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env=os.environ | {"MODEL_KEY": "the key"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert f"failed to load model, '{file}'" in ended.stderr
    assert f"{file} cannot be served" in ended.stderr
