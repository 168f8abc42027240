"""Names under .localhost lead to this machine, and the Host header stays as it was."""

import socket

import httpx
import pytest

from client.transport import LocalhostTransport, dial


class Recorder(httpx.BaseTransport):
    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, text="here")


def sent(url: str) -> httpx.Request:
    recorder = Recorder()
    with httpx.Client(transport=LocalhostTransport(recorder)) as http:
        response = http.post(url, content=b"body")
    assert str(response.request.url) == url
    return recorder.requests[0]


@pytest.mark.parametrize("name", ["localhost", "cars.localhost", "a.b.localhost"])
def test_a_localhost_name_goes_to_the_loopback_address_with_its_own_host_header(name: str) -> None:
    request = sent(f"http://{name}:8000/api/v1/manifest?x=1")
    assert str(request.url) == "http://127.0.0.1:8000/api/v1/manifest?x=1"
    assert request.headers["Host"] == f"{name}:8000"
    assert request.read() == b"body"


@pytest.mark.parametrize("name", ["localhost.example", "notlocalhost", "example.org", "127.0.0.1"])
def test_any_other_name_goes_where_it_says(name: str) -> None:
    assert sent(f"http://{name}/").url.host == name


def test_tls_is_asked_for_by_the_name_not_the_address() -> None:
    assert sent("https://cars.localhost/").extensions["sni_hostname"] == "cars.localhost"


def test_a_socket_is_dialled_to_the_same_place_and_may_be_silent_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with dial(f"ws://cars.localhost:{port}/ws/rooms/x/?after=0", 10) as dialled:
            assert dialled.getpeername() == ("127.0.0.1", port)
            assert dialled.gettimeout() is None
