"""`manage.py end_owner`: nobody stands behind the key any more; its tokens end, and the key acts on as nobody's."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agents.models import Agent, Ownership
from tests.agents.dpop import ask, pair
from tests.alien_sso import ADA, AlienSso
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


def end(fingerprint: str) -> str:
    said = StringIO()
    call_command("end_owner", fingerprint, stdout=said)
    return said.getvalue()


def test_the_link_ends_with_the_tokens_and_the_key_acts_on(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    ask(alice, *pair(alice, sso))
    key = alice.post("agents/me/tokens", alice.signed_challenge("token")).body["token"]
    assert ADA in end(alice.fingerprint.upper())
    assert Party(private=alice.private, token=key).get("agents/me").code == "token_revoked"
    assert alice.get("agents/me").body == {"fingerprint": alice.fingerprint, "owner": None, "proof": "none"}
    assert [(one.state, one.ended_at is None) for one in Ownership.objects.all()] == [("revoked", False)]


def test_what_has_no_owner_has_none_to_end(workshop: Workshop, alice: Party) -> None:
    with pytest.raises(CommandError, match="No agent"):
        end("0" * 64)
    alice.get("agents/me")
    with pytest.raises(CommandError, match="no owner"):
        end(Agent.objects.get().fingerprint)
