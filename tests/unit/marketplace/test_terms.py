"""Private terms: sound or refused by name, and never told."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain import money, terms
from marketplace.domain.terms import Terms, TermsRefused

SECRET = "canary-7f3a"


def full(**changes: object) -> dict[str, object]:
    return {
        "limit": "15000.00",
        "currency": "USD",
        "urgency": "high",
        "dealbreakers": ["smoked in", "salvage title"],
        "notes": "moving in May\nno rush to tell",
    } | changes


def refusal(read: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(TermsRefused) as refused:
        read()
    return refused.value.code, refused.value.field


def refused(**changes: object) -> tuple[str, str]:
    return refusal(lambda: terms.parse(full(**changes), currency="USD"))


def test_full_terms_are_read() -> None:
    assert terms.parse(full(), currency="USD") == Terms(
        1_500_000, "USD", "high", ("smoked in", "salvage title"), "moving in May\nno rush to tell"
    )


def test_limit_and_currency_are_enough() -> None:
    assert terms.parse({"limit": "1", "currency": "JPY"}, currency="JPY") == Terms(1, "JPY", "normal", (), "")


@pytest.mark.parametrize("value", [None, [], "terms", 5, True])
def test_anything_but_an_object_is_refused(value: object) -> None:
    assert refusal(lambda: terms.parse(value, currency="USD")) == ("bad_terms", "")


def test_an_unknown_member_is_refused_without_repeating_its_name() -> None:
    code = refused(**{SECRET: 1})
    assert code == ("unknown_member", "")


@pytest.mark.parametrize("member", ["limit", "currency"])
def test_a_missing_member_is_named(member: str) -> None:
    value = {name: inner for name, inner in full().items() if name != member}
    assert refusal(lambda: terms.parse(value, currency="USD")) == ("missing_member", member)


@pytest.mark.parametrize(
    "limit", ["15000", "15000.000", "0.00", "1e4", "", "9" * 30 + ".00", 15000, 15000.0, None, True, ["1.00"]]
)
def test_a_limit_that_is_no_amount_is_refused(limit: object) -> None:
    assert refused(limit=limit) == ("bad_limit", "limit")


def test_a_negative_limit_has_its_own_code() -> None:
    assert refused(limit="-15000.00") == ("negative_limit", "limit")


@pytest.mark.parametrize("currency", ["usd", "XAU", "", None, 840, ["USD"]])
def test_a_currency_that_is_none_is_refused(currency: object) -> None:
    assert refused(currency=currency) == ("bad_currency", "currency")


def test_another_currency_than_the_listings_is_refused() -> None:
    assert refused(currency="EUR") == ("other_currency", "currency")


@pytest.mark.parametrize("urgency", ["HIGH", "", None, 1, ["low"]])
def test_an_urgency_out_of_the_three_is_refused(urgency: object) -> None:
    assert refused(urgency=urgency) == ("bad_urgency", "urgency")


def test_ten_dealbreakers_of_eighty_characters_are_the_most() -> None:
    fullest = ["é" * 80] * 10
    assert terms.parse(full(dealbreakers=fullest), currency="USD").dealbreakers == tuple(fullest)
    assert refused(dealbreakers=[*fullest, "rust"]) == ("too_many_dealbreakers", "dealbreakers")


@pytest.mark.parametrize(
    "phrase",
    ["", "   ", "!!", "x" * 81, "two\nlines", "nul\0", "zero\u200bwidth", "\ud800 lone", 5, None, ["a"]],
)
def test_a_dealbreaker_that_is_no_phrase_is_refused(phrase: object) -> None:
    assert refused(dealbreakers=["rust", phrase]) == ("bad_dealbreaker", "dealbreakers")


@pytest.mark.parametrize("value", ["rust", None, {"rust": 1}, 5, b"rust"])
def test_dealbreakers_are_a_list(value: object) -> None:
    assert refused(dealbreakers=value) == ("bad_dealbreaker", "dealbreakers")


def test_four_thousand_characters_of_notes_are_the_most() -> None:
    assert terms.parse(full(notes="ö" * 4000), currency="USD").notes == "ö" * 4000
    assert refused(notes="x" * 4001) == ("notes_too_long", "notes")
    assert refused(notes="x" * 1_000_000) == ("notes_too_long", "notes")


@pytest.mark.parametrize("notes", ["nul\0", "bell\a", "del\x7f", "c1\x85", "\udfff lone", None, 5, ["a"]])
def test_notes_that_are_no_plain_text_are_refused(notes: object) -> None:
    assert refused(notes=notes) == ("bad_notes", "notes")


@pytest.mark.parametrize(
    "plaintext",
    [b"", b"[]", b"null", b"{", b"\xff{}", b"\xef\xbb\xbf{}", b'{"limit":NaN,"currency":"USD"}',
     b"[" * 60_000,
     b'{"limit":"1.00","currency":"USD","limit":"2.00"}', b'{"limit":"1.00","currency":"USD"} x',
     b'{"limit":' + b"1" * 6000 + b"}"],
)  # fmt: skip
def test_bytes_that_are_no_strict_json_object_are_refused(plaintext: bytes) -> None:
    assert refusal(lambda: terms.parse_bytes(plaintext, currency="USD")) == ("bad_terms", "")


def test_bytes_beyond_the_cap_are_refused_before_they_are_read() -> None:
    padded = json.dumps(full()).encode().ljust(terms.LARGEST_BYTES + 1)
    assert refusal(lambda: terms.parse_bytes(padded, currency="USD")) == ("terms_too_large", "")


def test_the_fullest_terms_written_by_any_json_writer_fit() -> None:
    fullest = full(limit="9999999999999.99", dealbreakers=["😀a" * 40] * 10, notes="😀" * 4000)
    assert terms.parse_bytes(json.dumps(fullest).encode(), currency="USD").notes == "😀" * 4000


PHRASES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=80).filter(
    lambda phrase: any(character.isalnum() for character in phrase)
)
ANY_TERMS = st.builds(
    Terms,
    limit_minor=st.integers(1, money.LARGEST_MINOR),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
    urgency=st.sampled_from(["low", "normal", "high"]),
    dealbreakers=st.lists(PHRASES, max_size=10).map(tuple),
    notes=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=200),
)


@given(ANY_TERMS)
def test_terms_survive_being_written_and_read(written: Terms) -> None:
    assert terms.parse_bytes(terms.to_bytes(written), currency=written.currency) == written


@given(ANY_TERMS)
def test_what_is_sealed_has_a_length_that_tells_no_digit_of_the_limit(written: Terms) -> None:
    assert len(terms.to_bytes(written)) % terms.PADDED_TO == 0
    short, long = (terms.to_bytes(Terms(minor, "USD")) for minor in (1, money.LARGEST_MINOR))
    assert len(short) == len(long)


def test_nothing_private_shows_in_a_repr() -> None:
    written = Terms(271_828, "USD", "high", (SECRET,), SECRET)
    assert repr(written) == str(written) == f"{written}" == "Terms(private)"


@pytest.mark.parametrize(
    "plaintext",
    [f'{{"limit":"{SECRET}","currency":"USD"}}', f'{{"limit":"1.00","currency":"{SECRET}"}}', f'{{"{SECRET}"',
     f'{{"limit":"1.00","currency":"USD","urgency":"{SECRET}"}}', f'{{"{SECRET}":1,"{SECRET}":2}}',
     f'{{"limit":"1.00","currency":"USD","dealbreakers":["{SECRET}\\n"]}}', f"{SECRET}\udcff",
     f'{{"limit":"1.00","currency":"USD","notes":"{SECRET}\\u0000"}}', f'{{"{SECRET}":1}}'],
)  # fmt: skip
def test_a_refusal_carries_nothing_private_along_its_whole_chain(plaintext: str) -> None:
    with pytest.raises(TermsRefused) as raised:
        terms.parse_bytes(plaintext.encode(errors="surrogateescape"), currency="USD")
    link: BaseException | None = raised.value
    while link is not None:
        assert SECRET not in f"{link} {link!r} {vars(link)} {getattr(link, 'doc', '')}"
        link = link.__cause__ or link.__context__
