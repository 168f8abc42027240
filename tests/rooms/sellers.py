"""People who sell on the pages: signed in, with a browser, and with an agent that is theirs."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from agents.models import Agent, User
from tests.parties import Answer, Party, answer, browser

TOKEN = "t" * 32


@dataclass
class Seller:
    """Somebody signed in, with a browser, at the first market."""

    user: User
    client: Client
    host: str = "cars.localhost"

    def get(self, path: str) -> Answer:
        return answer(self.client.get(path, headers={"host": self.host}))

    def post(self, path: str, **said: Any) -> Answer:
        self.client.cookies["csrftoken"] = TOKEN
        sent = {"csrfmiddlewaretoken": TOKEN, **said}
        return answer(self.client.post(path, sent, headers={"host": self.host}))

    def begin(self, category: str = "") -> str:
        """The address of a new draft."""
        begun = self.post("/sell/", category=category)
        assert begun.status == 302
        return begun.headers["Location"].removesuffix("what/")

    def owns(self, party: Party) -> Party:
        """The agent is this person's from now on."""
        assert party.get("agents/me").status == 200
        Agent.objects.filter(fingerprint=party.fingerprint).update(kept_by=self.user)
        return party


def enter(name: str, host: str = "cars.localhost") -> Seller:
    user, client = User.objects.create_user(name), browser()
    client.force_login(user)
    return Seller(user, client, host)


def text(shown: Answer, status: int = 200) -> str:
    assert shown.status == status, shown.raw[-2000:]
    return shown.raw.decode()
