"""Words that say the same to a reader of somebody's notes."""

from typing import Final

GROUPS: Final = tuple(
    tuple(line.split())
    for line in """
    offered proposed
    dealer reseller
    car vehicle automobile
    arrives comes
    move relocate
    moving relocating
    abroad overseas
    divorce separation
    children kids
    stolen pinched
    lease rental
    ends expires
    begun started
    pay spend
    wait hold
    week fortnight
    year twelvemonth
    small tiny
    cellar basement
    nursery kindergarten
    knee joint
    tours rides
    coach trainer
    need require
    needs requires
    must have-to
    money cash
    debt loan
    job position
    wife spouse
    husband partner
    baby infant
    engine motor
    gearbox transmission
    repair fix
    accident crash
    hidden concealed
    whines howls
    noise sound
    sell part-with
    quickly soon
    urgent pressing
    garage workshop
    month four-weeks
    bought purchased
    ticket fare
    season spring-time
    mate friend
    lost mislaid
    desperate frantic
    cheap inexpensive
    cracked split
    broken defective
    leaks drips
    inspection check-up
    insurance cover
    inherited bequeathed
    bank lender
    house home
    boss manager
    ill sick
    """.strip().splitlines()
)
REPLACEMENTS: Final = {group[0]: group[1].replace("-", " ") for group in GROUPS}
"""Word -> what says the same."""
CONCEPTS: Final = {part: group[0] for group in GROUPS for word in group for part in (word.replace("-", " "),)}
"""Word or words -> the group's first word."""
