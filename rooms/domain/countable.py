"""Words that stand with a number that says nothing of money, and those that do not: what `counts` looks up."""

from typing import Final

from rooms.domain.parts import CLAUSE_ENDS, MONEY


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TIME: Final = _words(
    "second seconds minute minutes hour hours day days night nights week weeks weekend weekends month months season"
    " seasons year years decade decades century centuries mile miles kilometre kilometres kilometer kilometers km"
    " metre metres meter meters inch inches foot feet degree degrees"
)
COUNTED: Final = _words(
    "question questions thing things point points detail details photo photos picture pictures reason reasons option"
    " options way ways step steps side sides time times evening evenings morning mornings afternoon afternoons"
    " people person persons guest guests adult adults kid kids child children friend friends family families buyer"
    " buyers seller sellers neighbour neighbours neighbor neighbors owner owners door doors seat seats wheel wheels"
    " tyre tyres tire tires key keys gear gears speed visit visits trip trips call calls message messages line lines"
    " word words sentence sentences room rooms floor floors drawer drawers shelf shelves chair chairs leg legs table"
    " tables dish dishes course courses plate plates item items job jobs set sets pair pairs piece pieces box boxes"
    " car cars bike bikes van vans hand hands eye eyes tone place places spot spots corner corners slot slots"
    " scratch scratches dent dents mark marks issue issues problem problems concern concerns other others more last"
    " next stop stops round rounds turn turns cat cats dog dogs star stars"
)
NOTHING_COUNTED: Final = (
    CLAUSE_ENDS
    | MONEY
    | _words(
        # joints, verbs and pronouns: the number stands by itself before them
        "a an the at in on from by not no nor either than that this these those there here it he she they we you i me"
        " us them him her are were be been being am do did done have has had go goes going make makes made get gets"
        " take takes took give gives gave let lets say says mean means need needs want wants work works seem look"
        " looks feel feels sound stay stays end ends begin begins start starts come comes came final firm tops flat"
        " net gross each apiece per any some what which who whose how plus minus maybe perhaps ok okay deal sold yes"
        " thanks thank tomorrow tonight max maximum min minimum total altogether all only just about around up down"
        " right left too also again still already even ever never always very quite rather much many lot lots"
        # and what people say for thousands
        " ish odd something fold k m mil mille grand thou percent pct point large big stack stacks"
        " bill bills smacker smackers clam clams figure figures digit digits"
        " hundred hundreds thousand thousands million millions dozen"
    )
)
LABELS: Final = _words(
    "round speed gear step stage page chapter number size row seat platform track tram bus line route room gate day"
    " week season level model type series version generation mark grade class unit bay box shelf drawer slot zone top"
    " number all"
)
OF_WHOM: Final = _words("us you them these those my your our his her their the")
PARTS_OF_DAY: Final = _words("morning afternoon evening night")
CLOCK: Final = _words("o'clock oclock am pm")
RANGE: Final = _words("to or and")
HUGE: Final = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
PRICED: Final = _words(
    "to at do for pay take offer is was under over about around below above than accept want need reach say maybe"
    " near nearly roughly approximately almost exactly call"
)
OTHERS: Final = _words("other others same")
MANY_DO: Final = _words("don't do are aren't have haven't will won't would can can't never always")
MOVED: Final = _words("by down up another further")
LOOKING: Final = _words("looking look searching search hunting asking waiting wishing after")
ENDS: Final = _words(
    "if and or but so then when because as max maximum tops flat cash all-in please now today off less"
)
NO_COMPOUND: Final = _words("ish odd something plus some fold k m mil mille grand thou percent pct per point")
MONEY_TALK: Final = _words("think guess figure of price offer bid budget limit floor")
IS: Final = _words("is are was were would will should")
ENOUGH: Final = _words("plenty enough lots too better nicer")
SAYINGS: Final = tuple(
    tuple(saying.split())
    for saying in (
        "nine times out of ten",
        "ten times out of ten",
        "ten out of ten",
        "one in a million",
        "back to square one",
        "square one",
        "second to none",
        "two birds with one stone",
        "put two and two together",
        "two and two",
        "in two minds",
        "of two minds",
        "two cents",
        "two cents'",
        "the whole nine yards",
        "cloud nine",
        "a hundred times",
        "a thousand times",
        "a million times",
        "thanks a million",
        "a million thanks",
        "at the eleventh hour",
        "once or twice",
        "six of one and half a dozen of the other",
        "two's company",
        "better than one",
        "worth two in the bush",
        "two left hands",
        "a stitch in time saves nine",
        "one off the list",
        "one off my list",
        "on all fours",
        "two sides to every",
        "a thousand words",
        "a thousand questions",
        "a hundred questions",
    )
)
"""Set phrases, whole. None of them is said of a price."""
