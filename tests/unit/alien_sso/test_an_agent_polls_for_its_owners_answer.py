"""The agents' way in: a link for the owner, a code to poll with, tokens bound to the agent's key."""

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.alien_sso import ADA, ALAN, PROVIDER, AlienSso, agent
from tests.alien_sso.refusals import Refused
from tests.unit.alien_sso.visits import BACK, Visit, asked, by_json, refusal


def test_an_agent_is_bound_to_the_owner_who_agreed(visit: Visit, key: Ed25519PrivateKey) -> None:
    server = visit.server
    session = agent.bind(server.issuer, PROVIDER, key, approve=lambda code: server.approve(code, "Ada"))
    assert session.token_type == "DPoP"
    for token in (session.id_token, session.access_token):
        claims = visit.verified(token).claims
        assert (claims["sub"], claims["cnf"]) == (ADA, {"jkt": agent.thumbprint(key)})


def test_an_agent_gets_a_link_a_polling_code_and_a_time() -> None:
    with AlienSso(clock=lambda: 1_800_000_000.5) as server, httpx.Client(trust_env=False) as client:
        told = Visit(server, client).authorize(by_json()).json()
        assert set(told) == {"deep_link", "polling_code", "expired_at", "iss"}
        assert told["deep_link"].startswith(f"{server.issuer}/approve?")
        assert told["polling_code"] not in told["deep_link"], "whoever reads the link could fetch the code"
        assert (told["expired_at"], told["iss"]) == (1_800_000_300, server.issuer)


def test_the_owner_agrees_on_the_page_of_the_link(visit: Visit) -> None:
    told = visit.authorize(by_json(state="s")).json()
    assert visit.poll(told["polling_code"]) == {"status": "pending"}
    done = visit.answer(visit.client.get(told["deep_link"]), human="Alan")
    assert "You agreed." in done.text
    answer = visit.poll(told["polling_code"])
    code, _ = (answer.pop(name) for name in ("authorization_code", "owner_proof"))
    assert answer == {"status": "authorized", "state": "s", "iss": visit.server.issuer}
    bought = visit.token(code=code, redirect_uri=None).json()
    assert visit.verified(bought["id_token"]).claims["sub"] == ALAN


def test_the_owners_app_signs_for_agents_that_want_to_see_it(visit: Visit) -> None:
    told = visit.authorize(by_json()).json()
    visit.server.approve(told["polling_code"], "Ada")
    shown = visit.poll(told["polling_code"])["owner_proof"]
    assert (shown["session_address"], shown["provider_address"]) == (ADA, PROVIDER)
    app = Ed25519PublicKey.from_public_bytes(bytes.fromhex(shown["session_public_key"]))
    signed = f"{ADA}{shown['session_signature_seed']}".encode()
    app.verify(bytes.fromhex(shown["session_signature"]), signed)


def test_the_owner_refuses_on_the_page_of_the_link(visit: Visit) -> None:
    told = visit.authorize(by_json()).json()
    done = visit.answer(visit.client.get(told["deep_link"]), refuse="yes")
    assert "You refused." in done.text
    assert visit.poll(told["polling_code"]) == {"status": "rejected"}
    assert visit.client.get(told["deep_link"]).status_code == 400


def test_an_agent_whose_owner_refuses_is_told(alien_sso: AlienSso, key: Ed25519PrivateKey) -> None:
    with pytest.raises(agent.NotBound, match="rejected"):
        agent.bind(alien_sso.issuer, PROVIDER, key, approve=alien_sso.refuse)


def test_an_agent_whose_owner_says_nothing_gives_up(alien_sso: AlienSso, key: Ed25519PrivateKey) -> None:
    with pytest.raises(agent.NotBound, match="pending"):
        agent.bind(alien_sso.issuer, PROVIDER, key, patience=0)


def test_what_nobody_answers_in_time_expires() -> None:
    now = [1_800_000_000.0]
    with AlienSso(clock=lambda: now[0]) as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        polling_code = visit.authorize(by_json()).json()["polling_code"]
        now[0] += 299
        assert visit.poll(polling_code) == {"status": "pending"}
        now[0] += 1
        assert visit.poll(polling_code) == {"status": "expired"}
        with pytest.raises(Refused):
            server.approve(polling_code, "Ada")


def test_a_polling_code_that_nobody_was_given_has_expired(visit: Visit) -> None:
    told = visit.authorize(by_json()).json()
    in_the_link = told["deep_link"].partition("request=")[2]
    assert [visit.poll(code) for code in ("made up", in_the_link)] == [{"status": "expired"}] * 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'"x"'])
def test_a_poll_that_cannot_be_read_is_refused(visit: Visit, body: bytes) -> None:
    answer = visit.client.post(f"{visit.server.issuer}/oauth/poll", content=body)
    assert refusal(answer) == (400, "invalid_request")


def test_an_agent_can_be_agreed_to_at_once(key: Ed25519PrivateKey) -> None:
    with AlienSso(approve_as="Alan") as server:
        session = agent.bind(server.issuer, PROVIDER, key)
        assert server.owner(session.access_token) == (ALAN, agent.thumbprint(key))


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"redirect_uri": "https://cars.example/"}, "invalid_request"),
        ({"client_id": None}, "invalid_request"),
    ],
)
def test_an_agent_is_told_what_is_wrong_with_its_request(
    visit: Visit, otherwise: dict[str, str | None], code: str
) -> None:
    assert refusal(visit.authorize(by_json(**otherwise))) == (400, code)


def test_an_agent_may_name_an_address_of_its_site_and_then_names_it_again(visit: Visit) -> None:
    def code() -> str:
        told = visit.authorize(asked(response_mode="json")).json()
        visit.server.approve(told["polling_code"], "Ada")
        return str(visit.poll(told["polling_code"])["authorization_code"])

    assert refusal(visit.token(code=code(), redirect_uri=None)) == (400, "invalid_grant")
    assert visit.token(code=code(), redirect_uri=BACK).status_code == 200
