"""A human with a browser, in plain HTTP: cookies, redirects, forms with their tokens; and with the stand-in's page."""

import re
from typing import Self
from urllib.parse import urlsplit

import httpx

REQUEST = re.compile(r'name="request" value="([^"]+)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CONFIRM = re.compile(r'<form[^>]* action="(/account/agents/claims/[^"]+/confirm/)"')


def agree(link: str, name: str) -> httpx.Response:
    """What the SSO answers when the human of this name says yes on its page."""
    with httpx.Client(trust_env=False) as at_sso:
        request = _only(REQUEST, at_sso.get(link))
        address = f"{link.partition('/oauth/')[0].partition('/approve')[0]}/oauth/approve"
        return at_sso.post(address, data={"request": request, "human": name})


class Person:
    """Somebody at one market."""

    def __init__(self, market: str, name: str) -> None:
        where = urlsplit(market)
        self.name = name
        self._browser = httpx.Client(
            base_url=f"http://127.0.0.1:{where.port}", headers={"Host": where.netloc}, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()

    def sign_in(self) -> None:
        """By the AlienID, as the sign-in page offers it."""
        away = self._submit("/account/alien/", self._browser.get("/sign-in/"))
        back = urlsplit(agree(away.headers["Location"], self.name).headers["Location"])
        assert self._browser.get(f"{back.path}?{back.query}").status_code == httpx.codes.FOUND

    def confirm_on_the_page(self) -> None:
        """That the one key that says so is theirs."""
        page = self._browser.get("/account/agents/")
        done = self._submit(_only(CONFIRM, page), page)
        assert done.status_code in (httpx.codes.OK, httpx.codes.FOUND), done.text

    def _submit(self, path: str, page: httpx.Response) -> httpx.Response:
        found = CSRF.search(page.text)
        assert found is not None, page.text
        return self._browser.post(path, data={"csrfmiddlewaretoken": found[1]})


def _only(pattern: re.Pattern[str], page: httpx.Response) -> str:
    assert page.status_code == httpx.codes.OK, page.text
    found: list[str] = pattern.findall(page.text)
    assert len(found) == 1, page.text
    return found[0]
