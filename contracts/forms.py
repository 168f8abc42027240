"""What people write into the pages of contracts."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django import forms

from contracts.domain.outcome import TOP_BAND
from contracts.domain.search import DEALS, Search

OUTCOMES: Final = (("", "any"), ("deal", "a deal"), ("no_deal", "no deal"))


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, label=label, input_formats=["%Y-%m-%d"], widget=widget)


def _band(label: str) -> forms.IntegerField:
    return forms.IntegerField(required=False, label=label, min_value=0, max_value=TOP_BAND)


class SearchForm(forms.Form):
    """Which contracts an auditor wants to see: days are of UTC, both ends included. older_than, newer_than: the id of a
    contract, which says where a page of them begins or ends."""

    since = _day("From")
    until = _day("Until, that day included")
    outcome = forms.ChoiceField(required=False, label="Outcome", choices=OUTCOMES)
    min_band = _band("Lowest band")
    max_band = _band("Highest band")
    listing = forms.UUIDField(required=False, label="Listing, by its id")
    party = forms.RegexField(
        "^[!-~]+$",
        required=False,
        max_length=128,
        label="Party, by fingerprint or AlienID",
        error_messages={"invalid": "The fingerprint of a key, or an AlienID address."},
    )
    older_than = forms.UUIDField(required=False, widget=forms.HiddenInput)
    newer_than = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_until(self) -> date | None:
        """The day after, when the time that was asked for is over."""
        last: date | None = self.cleaned_data["until"]
        try:
            return last and last + timedelta(days=1)
        except OverflowError:
            raise forms.ValidationError("No day follows that one.", "invalid") from None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        low, high = found.get("min_band"), found.get("max_band")
        if since and until and since >= until:
            self.add_error("until", "That is before the first day.")
        if low is not None and high is not None and low > high:
            self.add_error("max_band", "That is below the lowest band.")
        if found.get("outcome") == "no_deal" and (low, high) != (None, None):
            self.add_error("outcome", "Only a deal has a band.")
        return found

    def search(self) -> Search:
        """What was asked for."""
        asked = self.cleaned_data
        return Search(
            since=_midnight(asked["since"]),
            until=_midnight(asked["until"]),
            deal=DEALS.get(asked["outcome"]),
            min_band=asked["min_band"],
            max_band=asked["max_band"],
            listing=asked["listing"],
            party=asked["party"] or None,
        )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
