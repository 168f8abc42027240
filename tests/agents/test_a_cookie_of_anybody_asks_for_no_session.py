"""What a cookie says is looked up only where it looks like a key that this market gives out."""

import pytest
from django.contrib.auth import SESSION_KEY

from agents.accounts.sessions import SessionStore
from agents.models import Tenant
from agents.sockets import standing_of
from tests.agents.people import HOST, Browser

NUL = '"abcdefgh\\000ijkl"'
"""Django's parser makes a NUL of this, which PostgreSQL has no text for."""
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/account/agents/", "/api/v1/listings"])
def test_a_page_is_answered_as_to_a_visitor(cars: Tenant, path: str) -> None:
    plain, strange = (Browser().get(path, headers={"cookie": cookie}) for cookie in ("", f"sessionid={NUL}"))
    assert strange.status_code == plain.status_code < 400


def test_a_socket_is_opened_as_for_a_visitor(cars: Tenant) -> None:
    headers = {"host": HOST, "origin": f"http://{HOST}", "cookie": f"sessionid={NUL}"}
    scope = {
        "type": "websocket",
        "path": "/",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    assert standing_of(scope).caller is None


@pytest.mark.parametrize("key", [None, "", "short", "a" * 41, "abcdefgh\x00", "ABCDEFGHIJ", "abcdefgh\n"])
def test_what_is_no_key_is_none(key: str | None) -> None:
    assert SessionStore(key).session_key is None


def test_a_session_that_was_made_is_found() -> None:
    made = SessionStore()
    made[SESSION_KEY] = "1"
    made.create()
    assert SessionStore(made.session_key)[SESSION_KEY] == "1"
