"""No limit gets out in any spelling, whatever else is public; the offer and public numbers pass in all of theirs."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.domain.outcome import price
from rooms.domain.brief import PublicListing
from rooms.domain.guard import Context, refusal
from rooms.domain.public import Public, public
from tests.unit.rooms import spellings
from tests.unit.rooms.guarded import car

FRAMES = st.sampled_from(
    [
        "{}",
        "I could go to {}.",
        "My limit is {}",
        "Let us say {}, and I mean it.",
        "I would take {} for it",
        "Well: {}!",
        "You know that {} would do",
    ]
)
ASKING = st.sampled_from(
    [999, 1_250, 1_351, 25_461, 80_00, 1_500_00, 19_800_00, 20_000_00, 96_000_00, 300_000_00]
)
BATTERY = 85
PUBLIC_RATIOS = ("3/4",)
BANDS = st.integers(40, 127)


def room(asking: int, offer: int, theirs: int) -> Context:
    """A listing with small public numbers of every kind, and two prices said."""
    listing = PublicListing(
        "A thing from 2014 with 5 doors",
        f"It has 15 inch wheels, battery {BATTERY} %, 2 owners, 3/4 inch bolts, 92k miles.",
        "Things",
        {"weight": "1,250 kg"},
        asking,
        "USD",
    )
    said = (f"I ask {price(99, asking) / 100:.2f}.", f"I offer {price(theirs, asking) / 100:.2f}.")
    return Context(listing, "I need it for 3 kids", said, offer)


def ground(context: Context) -> Public:
    return public(context.listing, context.profile, context.said, context.offer_band)


def limits(asking: int, band: int) -> list[Fraction]:
    """A limit as it is, in whole units, in hundreds and in thousands."""
    exact = Fraction(price(band, asking), 100)
    return [
        exact,
        Fraction(round(exact)),
        Fraction(round(exact / 100) * 100),
        Fraction(round(exact / 1000) * 1000),
    ]


@settings(max_examples=60, deadline=None)
@given(ASKING, BANDS, st.integers(60, 99), st.integers(60, 99), st.integers(0, 3), FRAMES)
def test_no_spelling_of_a_limit_passes(
    asking: int, band: int, offer: int, theirs: int, unit: int, frame: str
) -> None:
    context = room(asking, offer, theirs)
    limit, known = limits(asking, band)[unit], ground(context)
    assume(limit >= 1 and limit not in known.amounts | known.prices)
    said = [*spellings.in_digits(limit), *spellings.in_words(limit)]
    said += spellings.of_difference(limit, known.asking, Fraction(price(theirs, asking), 100))
    lines = [frame.format(spelling) for spelling in said if spelling not in PUBLIC_RATIOS]
    assert [line for line in lines if refusal(line, context) is None] == []


ZEROS_AND_ONES = [int(f"{number:b}") for number in range(4, 32)]


@pytest.mark.parametrize("limit", ZEROS_AND_ONES)
def test_no_amount_passes_in_letters_that_look_like_its_digits(limit: int) -> None:
    context = room(150_000, 60, 60)
    lines = [spelling for spelling in spellings.in_digits(Fraction(limit)) if not spelling.isdecimal()]
    assert len(lines) > 5
    assert [line for line in lines if refusal(f"Around {line} it is.", context) is None] == []


@pytest.mark.parametrize(
    "word", ["ill", "lo", "oil", "olio", "lilo", "loll", "Mark III", "a lilo for the pool"]
)
def test_a_word_of_such_letters_stays_a_word(word: str) -> None:
    assert refusal(f"It is {word}.", room(150_000, 60, 60)) is None


@settings(max_examples=40, deadline=None)
@given(ASKING, BANDS, st.integers(60, 99), st.integers(60, 99), FRAMES)
def test_no_spelling_of_a_band_passes(asking: int, band: int, offer: int, theirs: int, frame: str) -> None:
    context = room(asking, offer, theirs)
    known = ground(context)
    assume(
        band not in {offer, 100} and Fraction(price(band, asking), 100) not in known.prices | known.amounts
    )
    assume(band != BATTERY)  # a percentage that is public may be said again, whatever somebody takes it for
    lines = [frame.format(spelling) for spelling in spellings.of_band(band)]
    assert [line for line in lines if refusal(line, context) is None] == []


@settings(max_examples=60, deadline=None)
@given(ASKING, st.integers(40, 127), FRAMES)
def test_the_offer_passes_in_its_natural_spellings(asking: int, offer: int, frame: str) -> None:
    context = room(asking, offer, 60)
    amount = Fraction(price(offer, asking), 100)
    whole, cents = divmod(price(offer, asking), 100)
    said = [f"${whole:,}.{cents:02d}", f"{whole}.{cents:02d} dollars", f"USD {whole:,}.{cents:02d}"]
    if cents:
        said.append(f"{spellings.words(whole)} dollars and {spellings.words(cents)} cents")
    else:
        said += [str(whole), f"{whole:,}", f"{whole:,} USD", f"€{whole:,}".replace(",", "."), f"${whole:,}"]
        said += [
            spellings.words(whole),
            spellings.words(whole, joint=" "),
            f"{spellings.words(whole)} dollars",
        ]
    said += [
        f"{offer} percent of asking",
        f"{offer}% of the asking price",
        f"{spellings.words(offer)} percent of asking",
    ]
    lines = [frame.format(spelling) for spelling in said if spelling not in PUBLIC_RATIOS]
    assert amount == Fraction(whole) + Fraction(cents, 100)
    assert [line for line in lines if refusal(line, context)] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 999_999), FRAMES)
def test_a_public_number_passes_in_other_spellings(number: int, frame: str) -> None:
    listing = PublicListing("A thing", f"It has done {number} miles.", "Things", {}, 500_000, "USD")
    context = Context(listing, "", (), 90)
    said = [str(number), f"{number:,}", spellings.words(number)]
    if number % 1000 >= 10:  # "a thousand five" is 1,500 to many
        said.append(spellings.words(number, joint=" "))
    said += [
        spellings.words(number).upper(),
        f"{number:,} miles",
        "".join(spellings.DIGITS["full-width"][int(c)] for c in str(number)),
    ]
    assert [line for line in map(frame.format, said) if refusal(line, context)] == []


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_it_and_the_answer_repeats(text: str, public_text: str, notes: str) -> None:
    listing = PublicListing(public_text, text, public_text, {text[:20]: (public_text,)}, 5_000, "JPY")
    context = Context(listing, public_text, (text,), 90, (notes,))
    assert refusal(text, context) == refusal(text, context)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("eight percent under asking", 92),
        ("8% off the asking price", 92),
        ("1,584 below asking", 92),
        ("half of asking", 50),
        ("half the price", 50),
        ("three quarters of the asking price", 75),
        ("a quarter off", 75),
        ("0.75 of asking", 75),
        ("seventeen thousand and twenty-six", None),
    ],
)
def test_a_relation_passes_where_it_names_the_offer(text: str, band: int | None) -> None:
    assert (refusal(text, car(band=band)) is None) is (band is not None)
    assert refusal(text, car(band=91)) == "number"


@pytest.mark.parametrize(
    "text",
    [
        "fifteen percent under asking",
        "15 % less",
        "200 below asking",
        "five hundred more than you said",
        "85 percent of asking",
        "seventeen thousand five hundred",
        "seventeen five",
        "17 500",
        "17. 500",
        "five times your offer",
        "17 hundred",
        "15k",
        "17 thousand",
    ],
)
def test_public_numbers_are_no_cover_for_a_price(text: str) -> None:
    """15, 17, 5, 200, 500 and 85 % stand in the listing, each for something else."""
    assert refusal(text, car(said=("I ask $19,602.", "I bid $12,870."))) == "number"


@pytest.mark.parametrize(
    "text", ["200 off for cash", "the 15 inch wheels", "battery at 85 percent", "500", "trim 17"]
)
def test_what_the_listing_says_may_be_said_again(text: str) -> None:
    assert refusal(text, car()) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("1.250 kg", "1.250 kg"),
        ("1,250 kg", "1250 kg"),
        ("1250 kg", "1,250 kg"),
        ("1.250,50", "1250.50"),
    ],
)
def test_doubtful_grouping_passes_where_no_reading_is_new(said: str, text: str) -> None:
    context = Context(PublicListing("x", said, "", {}, 77_700, "EUR"), "", (), 90)
    assert refusal(f"It weighs {text}", context) is None


@pytest.mark.parametrize(("said", "text"), [("1.25 l", "1.250"), ("1250 kg", "1.250"), ("1.25 l", "1,250")])
def test_doubtful_grouping_is_refused_where_a_reading_is_new(said: str, text: str) -> None:
    context = Context(PublicListing("x", said, "", {}, 77_700, "EUR"), "", (), 90)
    assert refusal(f"I could do {text}", context) == "number"


def test_ten_is_a_count_beside_a_car_and_a_price_beside_a_meal() -> None:
    meal = Context(PublicListing("Nachos", "", "", {}, 1_250, "USD"), "", (), 90)
    assert refusal("I have ten questions", car()) is None
    assert refusal("I have ten questions", meal) == "number"
    assert refusal("I could do ten", meal) == "number"
    assert refusal("I could do ten", car()) == "number"


def test_without_an_offer_no_band_passes() -> None:
    assert refusal("92 percent of asking", car(band=None)) == "number"
    assert refusal("$18,216", car(band=None)) == "number"
    assert refusal("$18,216", car()) is None


def test_a_short_way_to_say_thousands_is_read_though_its_digits_are_public() -> None:
    """ "Seventeen five" is 175 to one reader, public here, and 17,500 to another."""
    context = Context(PublicListing("A car", "175 photos", "Cars", {}, 1_980_000, "USD"), "", (), 92)
    assert refusal("175 photos", context) is None
    assert refusal("I could do seventeen five", context) == "number"


def test_your_offer_is_the_other_sides_last_one() -> None:
    said = ("I ask $19,602.", "I bid $9,900.")
    assert refusal("Double your offer is what I asked.", car(said=said)) is None
    assert refusal("Double your offer is what I asked.", car(said=said[::-1])) == "number"
