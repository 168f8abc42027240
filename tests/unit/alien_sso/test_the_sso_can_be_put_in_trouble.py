"""Down, slow or silent at a word; on loopback only; it ends by itself when asked, and says nothing of what came in."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.alien_sso import PROVIDER, AlienSso, agent
from tests.rooms.processes import until
from tests.unit.alien_sso.visits import Visit

ROOT = Path(__file__).resolve().parents[3]
JWKS = "/oauth/jwks"


def test_it_is_down_until_it_is_up_again(visit: Visit) -> None:
    visit.server.down = True
    assert visit.get(JWKS).status_code == 503
    visit.server.down = False
    assert visit.get(JWKS).status_code == 200
    assert visit.server.jwks_fetches == 2


def test_it_takes_its_time(visit: Visit) -> None:
    visit.server.slow = 0.2
    began = time.monotonic()
    assert visit.get(JWKS).status_code == 200
    assert time.monotonic() - began >= 0.2


def test_it_hangs_until_it_does_not(alien_sso: AlienSso) -> None:
    alien_sso.hang = True
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(alien_sso.issuer + JWKS, timeout=0.2, trust_env=False)
    alien_sso.hang = False
    assert httpx.get(alien_sso.issuer + JWKS, trust_env=False).status_code == 200


def test_nobody_waits_for_a_server_that_ends() -> None:
    with contextlib.ExitStack() as ending, contextlib.ExitStack() as clients:
        server = ending.enter_context(AlienSso())
        silent, hung = (
            clients.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(2)
        )
        server.hang = True
        hung.sendall(b"GET /oauth/jwks HTTP/1.1\r\n\r\n")
        until(lambda: server.jwks_fetches)
        began = time.monotonic()
        ending.close()
        assert time.monotonic() - began < 5
        assert hung.recv(1) == silent.recv(1) == b""


def test_it_comes_back_on_its_former_port() -> None:
    with AlienSso() as first:
        port = first.port
    with AlienSso(port=port) as second:
        assert second.issuer == f"http://127.0.0.1:{port}"


def test_a_port_that_is_taken_is_an_error(alien_sso: AlienSso) -> None:
    with pytest.raises(OSError, match="in use"):
        AlienSso(port=alien_sso.port).__enter__()


def test_a_body_that_is_too_large_is_refused(visit: Visit) -> None:
    answer = visit.client.post(f"{visit.server.issuer}/oauth/poll", content=b" " * 65_537)
    assert answer.status_code == 413


# As a process


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    words = ("--issuer", "http://sso.localhost:1", "--client", PROVIDER, "--humans", "Eve=0e,Bo=b0")
    begun = subprocess.Popen(
        [sys.executable, "-m", "tests.alien_sso", "--port", "0", "--approve-as", "Bo", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield begun
    begun.kill()
    begun.communicate()


def test_a_process_says_where_it_answers_and_ends_when_asked(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert told["issuer"] == "http://sso.localhost:1"
    known = httpx.get(f"{told['address']}/.well-known/openid-configuration", trust_env=False).json()
    assert known["jwks_uri"] == "http://sso.localhost:1/oauth/jwks"
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0


def test_nothing_that_came_in_is_said(capfd: pytest.CaptureFixture[str], visit: Visit) -> None:
    agent.bind(visit.server.issuer, PROVIDER, None, approve=lambda code: visit.server.approve(code, "Ada"))
    visit.get("/oauth/authorize", {"code": "secret"})
    with socket.create_connection(("127.0.0.1", visit.server.port)) as rude:
        rude.sendall(b"POST /oauth/token HTTP/1.1\r\nContent-Length: secret\r\n\r\n")
        assert rude.recv(1) == b""
    assert capfd.readouterr() == ("", "")
