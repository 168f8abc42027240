"""The browser's way in: a page that names its kind, a human or a refusal, a redirect to the site's own address."""

import re

import httpx
import pytest

from tests.alien_sso import ADA, GRACE, HUMANS, PROVIDER, AlienSso
from tests.unit.alien_sso.visits import BACK, CHOICE, Visit, asked, refusal, sent_back

MARK = "Stand-in for the Alien SSO, on this machine only. Nobody is verified here."


@pytest.mark.parametrize(("human", "address"), [("Ada", ADA), ("Grace", GRACE)])
def test_the_chosen_human_is_who_signs_in(visit: Visit, human: str, address: str) -> None:
    page = visit.authorize(asked())
    told = sent_back(visit.answer(page, human=human))
    assert set(told) == {"code", "state", "iss"}
    assert (told["state"], told["iss"]) == ("the state", visit.server.issuer)
    bought = visit.token(code=told["code"]).json()
    claims = visit.verified(bought["id_token"]).claims
    assert (claims["sub"], claims["nonce"], claims["aud"]) == (address, "the nonce", PROVIDER)


def test_whoever_refuses_is_sent_back_without_a_code(visit: Visit) -> None:
    told = sent_back(visit.answer(visit.authorize(asked()), refuse="yes"))
    assert told == {"error": "access_denied", "state": "the state", "iss": visit.server.issuer}


def test_a_page_is_answered_once(visit: Visit) -> None:
    page = visit.authorize(asked())
    visit.answer(page, refuse="yes")
    assert refusal(visit.answer(page, human="Ada")) == (400, "invalid_request")


def test_nobody_else_than_those_on_the_page_signs_in(visit: Visit) -> None:
    page = visit.authorize(asked())
    assert refusal(visit.answer(page, human="Mallory")) == (400, "invalid_request")
    assert sent_back(visit.answer(page, human="Ada"))["code"]


def test_a_page_that_nobody_answers_in_time_is_void() -> None:
    now = [1_800_000_000.0]
    with AlienSso(clock=lambda: now[0]) as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        page = visit.authorize(asked())
        now[0] += 300
        assert refusal(visit.answer(page, human="Ada")) == (400, "invalid_request")


def test_a_visit_can_be_agreed_to_at_once() -> None:
    with AlienSso(approve_as="Grace") as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        bought = visit.token(code=sent_back(visit.authorize(asked()))["code"]).json()
        assert visit.verified(bought["id_token"]).claims["sub"] == GRACE


# Where a browser is never sent


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "https://cars.localhost:8000/",
        "http://cars.example/",
        "http://localhost.example/",
        "http://notlocalhost/",
        "http://cars.localhost:8000/#part",
        "http://127.0.0.1@cars.example/",
        "javascript:alert(1)//localhost",
        "http://[",
    ],
)
def test_a_browser_is_sent_to_no_address_but_the_sites_own(visit: Visit, elsewhere: str | None) -> None:
    assert refusal(visit.authorize(asked(redirect_uri=elsewhere))) == (400, "invalid_request")


@pytest.mark.parametrize("here", [BACK, "http://127.0.0.1:9/x?y=z", "http://localhost/"])
def test_addresses_on_this_machine_are_the_sites_own(visit: Visit, here: str) -> None:
    assert visit.authorize(asked(redirect_uri=here)).status_code == 200


def test_the_sites_own_addresses_can_be_told() -> None:
    own = "https://market.example/back/"
    with AlienSso(redirect_uris={own}.__contains__) as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        assert visit.authorize(asked(redirect_uri=own)).status_code == 200
        assert visit.authorize(asked(redirect_uri=f"{own}?more")).status_code == 400


def test_a_provider_address_that_nobody_knows_is_refused() -> None:
    with AlienSso(clients=[PROVIDER]) as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        assert visit.authorize(asked()).status_code == 200
        assert refusal(visit.authorize(asked(client_id="another"))) == (400, "invalid_client")


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
def test_the_site_is_told_what_is_wrong_with_its_request(
    visit: Visit, otherwise: dict[str, str | None], code: str
) -> None:
    told = sent_back(visit.authorize(asked(**otherwise)))
    assert (told["error"], told["state"]) == (code, "the state")


def test_a_parameter_that_comes_twice_is_refused(visit: Visit) -> None:
    query = str(httpx.QueryParams(asked())) + "&state=another"
    answer = visit.client.get(f"{visit.server.issuer}/oauth/authorize?{query}")
    assert refusal(answer) == (400, "invalid_request")


# The page


def test_the_page_says_that_it_is_a_stand_in_and_lists_the_humans(visit: Visit) -> None:
    page = visit.authorize(asked())
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert MARK in page.text
    assert CHOICE.findall(page.text) == list(HUMANS)
    assert all(address in page.text for address in HUMANS.values())
    assert ">Refuse</button>" in page.text


def test_the_page_has_a_language_a_heading_a_width_and_no_script(visit: Visit) -> None:
    text = visit.authorize(asked()).text
    assert '<html lang="en">' in text
    assert 'content="width=device-width, initial-scale=1"' in text
    assert len(re.findall("<h1>", text)) == len(re.findall("<main>", text)) == 1
    assert not re.search(r"<script|javascript:|\son\w+=|<link|<img|src=", text)


def test_the_page_may_load_nothing_and_is_kept_by_nobody(visit: Visit) -> None:
    headers = visit.authorize(asked()).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; base-uri 'none'")
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")


def test_what_a_site_calls_itself_is_text_on_the_page(visit: Visit) -> None:
    text = visit.authorize(asked(client_id='"><script>alert(1)</script>')).text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
