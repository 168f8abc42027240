"""Ways to say an amount: every spelling that the guard promises to read, made from the amount itself.

Written for the tests from the rule, not from the guard's own tables, so that the two can disagree.
"""

from collections.abc import Iterator
from fractions import Fraction

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ("", " thousand", " million", " billion")
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
DIGITS = {
    "full-width": "０１２３４５６７８９",
    "arabic-indic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "devanagari": "०१२३४५६७८९",
    "bengali": "০১২৩৪৫৬৭৮৯",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "subscript": "₀₁₂₃₄₅₆₇₈₉",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "double-struck": "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
    "monospace": "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
}


def words(number: int, *, joint: str = " and ") -> str:
    """The plain English cardinal: 17500 -> "seventeen thousand five hundred"."""
    if number < 1000:
        return _hundreds(number, joint)
    groups: list[str] = []
    rest, scale = number, 0
    while rest:
        rest, group = divmod(rest, 1000)
        if group:
            groups.insert(0, _hundreds(group, joint) + SCALES[scale])
        scale += 1
    last = number % 1000
    return " ".join(groups[:-1]) + joint + groups[-1] if 0 < last < 100 else " ".join(groups)


def _hundreds(number: int, joint: str) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _tens(rest)
    return f"{ONES[hundreds]} hundred" + (joint + _tens(rest) if rest else "")


def _tens(number: int) -> str:
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """17500 -> "seventeen thousand five hundredth"."""
    head, mark, last = max(
        words(number).rpartition(" "), words(number).rpartition("-"), key=lambda p: len(p[0])
    )
    if last in ORDINALS:
        return head + mark + ORDINALS[last]
    return head + mark + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def in_digits(amount: Fraction) -> Iterator[str]:
    """Spellings of an amount with digits; at most three places behind the point."""
    whole, cents = int(amount), amount - int(amount)
    tail = f"{float(cents):.2f}"[1:] if cents else ""
    plain = str(whole)
    yield plain + tail
    yield f"{whole:,}" + tail
    for mark in (".", "'", "’", " ", "\u00a0", "\u202f", "_", "\u2009", "·", ". ", ", ", " ,", "-"):
        if whole >= 1000 and not cents:
            yield f"{whole:,}".replace(",", mark)
    if not cents:
        yield from _spread(plain)
    for name in DIGITS:
        yield "".join(DIGITS[name][int(c)] if c.isdigit() else c for c in plain + tail)
    if not cents and len(plain) > 2:
        yield plain.replace("0", "o") if "0" in plain else plain.replace("1", "l")
        if plain != "111":  # "III" is three in Roman numerals, which are measured and not promised
            yield plain.replace("0", "O").replace("1", "I")
    if not cents and whole % 100 == 0 and whole >= 1000:
        thousands = str(Fraction(whole, 1000)) if whole % 1000 == 0 else f"{whole / 1000:.1f}"
        yield from (
            f"{thousands}{k}" for k in ("k", "K", " k", " grand", " thousand", "-k", " thou", "grand")
        )
        yield f"{whole // 100} hundred"
        yield f"{whole // 1000} thousand {whole % 1000}" if whole % 1000 else f"{whole // 1000} thousand"
    yield from (
        f"${plain}{tail}",
        f"€ {plain}{tail}",
        f"{plain}{tail} dollars",
        f"USD{plain}{tail}",
        f"{plain}{tail}£",
    )


def _spread(plain: str) -> Iterator[str]:
    """The digits one by one."""
    if len(plain) > 1:
        for mark in (" ", "-", ".", ", ", "_", "/", " - ", "*", "\n", " . ", "…", "|"):
            if len(plain) > 2 or mark != ".":  # "2.0" is two
                yield mark.join(plain)
        yield f"{plain[:-1]} {plain[-1]}"
        yield f"{plain[0]} {plain[1:]}"


def in_words(amount: Fraction) -> Iterator[str]:
    """Spellings of an amount in words."""
    whole, cents = int(amount), int((amount - int(amount)) * 100)
    if cents:
        yield f"{words(whole)} dollars and {words(cents)} cents"
        yield f"{words(whole)} point {' '.join(ONES[int(c)] for c in f'{cents:02d}')}"
        return
    plain = words(whole)
    yield from (
        plain,
        plain.upper(),
        plain.replace(" ", "-"),
        words(whole, joint=" "),
        plain.replace(" and ", ", "),
    )
    yield from (
        plain.replace("-", " "),
        plain.replace(" ", "").replace("-", ""),
        f"{plain} dollars",
        ordinal(whole),
    )
    yield " ".join(ONES[int(c)] for c in str(whole))
    yield "-".join("oh" if c == "0" and n else ONES[int(c)] for n, c in enumerate(str(whole)))
    yield ", ".join(ONES[int(c)] for c in str(whole))
    yield from (mark.join(plain.replace(" ", "").replace("-", "")) for mark in (" ", "-", ".", "*"))
    yield (
        plain.replace("een", "e-en")
        .replace("ty", "-ty")
        .replace("hundred", "hun-dred")
        .replace("thou", "thou ")
    )
    yield from _short(whole)


def _short(whole: int) -> Iterator[str]:
    """How people shorten: "seventeen five", "seventeen-fifty", "seventy-five hundred", "seventeen and a half"."""
    thousands, rest = divmod(whole, 1000)
    if thousands and rest and rest % 100 == 0:
        yield from (
            f"{words(thousands)} {ONES[rest // 100]}",
            f"{words(thousands)} thousand {ONES[rest // 100]}",
        )
        yield from (
            f"{words(thousands)} {rest}",
            f"{words(thousands)} {words(rest)}",
            f"{thousands} {words(rest)}",
        )
        yield from (
            f"{words(thousands)}{ONES[rest // 100]}",
            f"{words(thousands)} point {ONES[rest // 100]} thousand",
        )
    if thousands and rest == 0:
        yield from (f"{words(thousands)} grand", f"{words(thousands)}k", f"{words(thousands)} mille")
    if thousands and rest == 500:
        yield from (f"{words(thousands)} and a half thousand", f"{words(thousands)} and a half grand")
        yield f"{thousands}½ thousand"
    if whole % 100 == 0 and whole >= 1100:
        yield from (f"{words(whole // 100)} hundred", f"{whole // 100} hundred")
    if 1000 <= whole < 10_000 and whole % 100 >= 10:
        yield f"{words(whole // 100)} {words(whole % 100)}"
        yield f"{words(whole // 100)}-{words(whole % 100)}"
    for couple, name in ((2000, "thousand"), (200, "hundred")):
        if whole == couple:
            yield f"a couple of {name}"
    if whole % 12 == 0 and whole // 12 < 20:
        yield f"{words(whole // 12)} dozen"


def of_band(band: int) -> Iterator[str]:
    """A share of the asking price as a price, without a word of the amount."""
    part = Fraction(band, 100)
    asking = ("asking", "the asking price", "list", "your price", "the sticker", "what you ask")
    for base in asking:
        yield from (f"{band} percent of {base}", f"{band}% of {base}", f"{words(band)} per cent of {base}")
        yield f"{band / 100:.2f} of {base}"
    yield from (
        f"{band} pct",
        f"{words(band)} percent",
        f"{band} hundredths of asking",
        f"{band} / 100 of asking",
    )
    yield from (f"{band * 10} per mille of asking", f"{band * 100} basis points of asking")
    if band < 100:
        off = 100 - band
        for how in ("under", "below", "off", "less than", "lower than", "short of", "beneath"):
            yield from (
                f"{off} percent {how} asking",
                f"{words(off)} percent {how} the list price",
                f"{off}% {how} it",
            )
        yield from (
            f"a discount of {off} percent",
            f"{off}% off",
            f"{words(off)} percent less",
            f"minus {off} %",
        )
        yield from (f"reduce it by {off} percent", f"{off} points under asking")
    if band > 100:
        yield from (f"{band - 100} percent over asking", f"{words(band - 100)} percent more than you ask")
    names = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 8: "eighth", 10: "tenth", 20: "twentieth"}
    if part.denominator in names and 1 < part.numerator < 20:
        yield f"{ONES[part.numerator]} {names[part.denominator]}s of asking"
        yield f"{part.numerator}/{part.denominator} of the asking price"
    if part.denominator in names and 1 - part == Fraction(1, part.denominator):
        yield from (f"a {names[part.denominator]} off", f"a {names[part.denominator]} less than asking")


def of_difference(amount: Fraction, asking: Fraction, theirs: Fraction) -> Iterator[str]:
    """An amount by how far it lies from a public price."""
    for base, names in ((asking, ("asking", "the list price")), (theirs, ("your offer", "you said"))):
        gap = abs(base - amount)
        if gap != int(gap) or not gap:
            continue
        how = ("less than", "below", "under") if amount < base else ("more than", "above", "over")
        for name in names:
            yield from (f"{int(gap)} {word} {name}" for word in how)
            yield f"{words(int(gap))} dollars {how[0]} {name}"
    if amount < asking and (asking - amount).denominator == 1:
        off = int(asking - amount)
        yield from (
            f"{off} off",
            f"knock {off} off",
            f"{words(off)} less",
            f"come down by {off}",
            f"drop {words(off)}",
        )
        yield from (f"{asking} minus {off}", f"{asking} - {off}", f"a discount of {off}")
    for n, name in ((2, "double"), (2, "twice"), (3, "triple"), (3, "three times")):
        if amount == theirs * n:
            yield from (f"{name} your offer", f"{name} what you offer", f"{name} that")
    if amount * 2 == asking + theirs:
        yield from ("halfway between your offer and asking", "the midpoint", "we split the difference")
    if amount * 2 == asking:
        yield from (
            "half the price",
            "half of asking",
            "half price",
            "half what you ask",
            "half off",
            "fifty percent",
        )
