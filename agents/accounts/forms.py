"""What people send from the pages of their agents."""

from typing import Final

from django import forms

from agents.domain import keys
from agents.domain.challenge import MOST_CHARACTERS

MOST_DAYS: Final = 365


class NameForm(forms.Form):
    name = forms.CharField(max_length=80, required=False)


class AnswerForm(forms.Form):
    """A challenge, and an agent's answer to it: its public key, a point, its signature, both base64url."""

    challenge = forms.CharField(max_length=MOST_CHARACTERS)
    answer = forms.CharField(max_length=200)

    def clean_answer(self) -> tuple[bytes, str]:
        """(the public key, 32 bytes, sound; the signature, base64url)."""
        key, _, signature = "".join(self.cleaned_data["answer"].split()).partition(".")
        try:
            public_key = keys.from_base64url(key)
            keys.check(public_key)
        except ValueError:
            raise forms.ValidationError(
                "That does not begin with an Ed25519 public key.", "bad_key"
            ) from None
        return public_key, signature


class EnrolForm(AnswerForm):
    """The same, and what a token is to be."""

    label = forms.CharField(max_length=80, required=False)
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS)


class BrowserForm(AnswerForm):
    """The same, and what the person calls the agent."""

    name = forms.CharField(max_length=80, required=False)
