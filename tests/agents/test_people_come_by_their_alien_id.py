"""Somebody who proves an AlienID at the SSO is signed in here; one who does not is not, and nothing changes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session

from agents import queries
from agents.domain.alien import Network
from agents.models import Tenant, User
from tests.agents.people import Browser, Forger, query, rows, told
from tests.alien_sso import ADA, PROVIDER, signing_key
from tests.alien_sso.compact import parts

pytestmark = pytest.mark.django_db


def test_the_first_sign_in_makes_the_account(ada: Browser) -> None:
    answer = ada.alien(next="/listings/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/listings/")
    person = User.objects.get()
    assert ada.person() == person
    assert (person.username, person.email) == (f"alien-{ADA[-8:]}", "")
    assert not person.has_usable_password()
    assert queries.addresses_of(person.pk) == (ADA,)


def test_the_next_sign_in_finds_it(ada: Browser) -> None:
    ada.alien()
    again = Browser()
    assert again.alien().status_code == 302
    assert again.person() == User.objects.get()
    assert Browser().alien("Grace").status_code == 302
    assert User.objects.count() == 2


def test_a_name_that_is_taken_is_given_to_nobody_else(ada: Browser) -> None:
    User.objects.create_user(f"alien-{ADA[-8:]}", password="of somebody else")
    ada.alien()
    assert ada.person().username.startswith("alien-")
    assert User.objects.count() == 2


def test_of_what_the_sso_says_the_address_alone_is_kept(ada: Browser) -> None:
    ada.alien()
    assert SocialAccount.objects.get().extra_data == {"sub": ADA}
    assert not SocialToken.objects.exists()
    kept = "".join(str(one.get_decoded()) for one in Session.objects.all())
    assert "eyJ" not in kept, "no token of the SSO's in a session"


def test_what_is_asked_for_is_asked_for_as_the_protocol_says(ada: Browser) -> None:
    first, second = (query(ada.begin(scope="email", auth_params="prompt=none")) for _ in range(2))
    assert first["response_type"] == "code"
    assert first["client_id"] == PROVIDER
    assert first["redirect_uri"] == "http://cars.localhost/account/alien/callback/"
    assert first["scope"] == "openid", "and nothing that a request asks for"
    assert first["code_challenge_method"] == "S256"
    assert "prompt" not in first
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_signing_in_takes_a_new_session(ada: Browser) -> None:
    address = ada.agree(ada.begin(), "Ada")
    before = ada.cookies["sessionid"].value
    ada.come_back(address)
    assert ada.cookies["sessionid"].value != before


Forge = Callable[..., str]


def by_another_key(made: Forge, human: str, **said: Any) -> str:
    return made(human, **said, key=signing_key(9))


def by_another_key_under_a_known_name(made: Forge, human: str, **said: Any) -> str:
    kid = parts(made(human, **said))[0]["kid"]
    return made(human, **said, key=signing_key(9), header={"kid": kid})


def unsigned(made: Forge, human: str, **said: Any) -> str:
    return made(human, **said, header={"alg": "none"})


def called_unsigned(made: Forge, human: str, **said: Any) -> str:
    """With a signature all the same."""
    return unsigned(made, human, **said) + made(human, **said).rpartition(".")[2]


def with_the_public_key_as_secret(made: Forge, human: str, **said: Any) -> str:
    return made(human, **said, header={"alg": "HS256"})


def with_another_nonce(made: Forge, human: str, **said: Any) -> str:
    return made(human, **{**said, "nonce": "of another sign-in"})


def without_a_nonce(made: Forge, human: str, **said: Any) -> str:
    return made(human, **{**said, "nonce": None})


def of_another_issuer(made: Forge, human: str, **said: Any) -> str:
    return made(human, **said, iss="https://sso.example")


def for_another_site(made: Forge, human: str, **said: Any) -> str:
    return made(human, **{**said, "client_id": "00000003010000000000ffff"})


def expired(made: Forge, human: str, **said: Any) -> str:
    return made(human, **{**said, "now": 1_700_000_000})


def an_access_token(made: Forge, human: str, **said: Any) -> str:
    return made(human, **said, header={"typ": "at+jwt"})


REFUSALS = {
    "unknown_id_token_kid": by_another_key,
    "bad_id_token_signature": by_another_key_under_a_known_name,
    "malformed_id_token": unsigned,
    "bad_id_token_alg": called_unsigned,
    "bad_id_token_alg of HS256": with_the_public_key_as_secret,
    "bad_id_token_nonce": with_another_nonce,
    "bad_id_token_nonce, none": without_a_nonce,
    "bad_id_token_iss": of_another_issuer,
    "bad_id_token_aud": for_another_site,
    "expired_id_token": expired,
    "bad_id_token_typ": an_access_token,
}


@pytest.mark.parametrize("why", REFUSALS)
def test_an_id_token_that_does_not_hold_lets_nobody_in(server: Forger, ada: Browser, why: str) -> None:
    assert Browser().alien("Grace").status_code == 302, "the keys are known by now"
    before = rows()
    server.forge = REFUSALS[why]
    refused(ada, ada.agree(ada.begin(), "Ada"), before, re.split("[, ]", why)[0])


def test_an_id_token_of_somebody_elses_sign_in_lets_nobody_in(server: Forger, ada: Browser) -> None:
    kept: list[str] = []

    def keep(made: Forge, human: str, **said: Any) -> str:
        kept.append(made(human, **said))
        return kept[-1]

    server.forge = keep
    Browser().alien("Grace")
    before = rows()
    server.forge = lambda *_, **__: kept[0]
    refused(ada, ada.agree(ada.begin(), "Ada"), before, "bad_id_token_nonce")


def refused(browser: Browser, address: str, before: dict[str, Any], code: str) -> None:
    answer = browser.come_back(address)
    assert answer.status_code == 401
    assert f"<code>{code}</code>" in told(answer)
    assert "eyJ" not in told(answer)
    assert rows() == before
    assert browser.person() is None


def test_an_answer_to_what_was_not_asked_here_is_refused(ada: Browser) -> None:
    before = rows()
    stranger = Browser()
    address = stranger.agree(stranger.begin(), "Grace")
    answer = ada.come_back(address)
    assert (answer.status_code, ada.person()) == (401, None)
    begun = query(ada.begin())["state"]
    swapped = address.replace(query(address)["state"], begun)
    assert ada.come_back(swapped).status_code == 401, "a code of another's: its verifier is not this one"
    assert ada.person() is None
    assert rows() == before


@pytest.mark.parametrize("named", ["https://sso.example", "", None])
def test_an_answer_that_does_not_name_the_issuer_is_refused(
    server: Forger, ada: Browser, named: str | None
) -> None:
    before = rows()
    address = ada.agree(ada.begin(), "Ada")
    said = query(address)
    del said["iss"]
    if named is not None:
        said["iss"] = named
    answer = ada.get("/account/alien/callback/", said)
    assert (answer.status_code, rows(), ada.person()) == (401, before, None)
    assert "wrong_issuer" in told(answer)
    assert server.fetches["/oauth/token"] == 0, "the code goes nowhere"


def test_a_refusal_too_has_to_name_the_issuer(ada: Browser) -> None:
    state = query(ada.begin())["state"]
    answer = ada.get("/account/alien/callback/", {"error": "access_denied", "state": state})
    assert answer.status_code == 401
    state = query(ada.begin())["state"]
    iss = query(ada.agree(ada.begin(), "Ada"))["iss"]
    answer = ada.get("/account/alien/callback/", {"error": "access_denied", "state": state, "iss": iss})
    assert answer.headers["Location"] == "/account/alien/cancelled/"
    assert "You said no" in told(ada.get("/account/alien/cancelled/"))


def test_an_answer_is_good_once(ada: Browser) -> None:
    address = ada.agree(ada.begin(), "Ada")
    assert ada.come_back(address).status_code == 302
    ada.post("/sign-out/")
    before = rows()
    assert ada.come_back(address).status_code == 401, "its state was used"
    state = query(ada.begin())["state"]
    again = address.replace(query(address)["state"], state)
    assert "code_refused" in told(ada.come_back(again))
    assert (ada.person(), rows()) == (None, before)


@pytest.mark.parametrize("trouble", ["down", "hang"])
def test_while_the_sso_does_not_answer_a_page_says_so(
    server: Forger, ada: Browser, trouble: str, settings: Any
) -> None:
    address = ada.agree(ada.begin(), "Ada")
    before = rows()
    setattr(server, trouble, True)
    for answer in (ada.post("/account/alien/"), ada.come_back(address)):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "does not answer" in told(answer)
    assert (rows(), ada.person()) == (before, None)


def test_without_a_provider_address_there_is_no_such_way_in(
    server: Forger, settings: Any, ada: Browser
) -> None:
    assert "Continue with Alien" in told(ada.get("/sign-in/"))
    assert "nobody is verified" in told(ada.get("/sign-in/"))
    settings.ALIEN = Network(server.issuer, "", frozenset())
    assert ada.post("/account/alien/").status_code == 404
    assert ada.get("/account/alien/callback/").status_code == 404
    assert "Alien" not in told(ada.get("/sign-in/"))


@pytest.mark.parametrize(
    "goal", ["https://elsewhere.example/", "//elsewhere.example", "http://bikes.localhost/"]
)
def test_signing_in_leads_to_this_market_and_nowhere_else(ada: Browser, bikes: Tenant, goal: str) -> None:
    assert ada.alien(next=goal).headers["Location"] == "/"
    User.objects.create_user("somebody", password="right")
    assert Browser().password("somebody", "right", next=goal).headers["Location"] == "/"
