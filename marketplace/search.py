"""The catalogue's search: what is entered into it, and how open listings are found in a time that does not grow.

A search walks an index of listings in the order that is wanted, unless something that it asks for is rare: then it
takes the few that have that and sorts them. What is rare is counted first, up to a bound. Terms are looked up in FTS5
or in a tsvector; they stand for words, the market, categories and attributes (marketplace.domain.lookup).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from agents.models import Tenant
from marketplace.domain import lookup, money
from marketplace.models import Listing, SearchEntry, SearchNumber

FEW: Final = 500
LONGEST_BEGINNING: Final = 12
"""FTS5 keeps an index of beginnings up to here; a longer one is taken for a whole word."""

NEWEST: Final = "newest"
ORDERINGS: Final[Mapping[str, tuple[str, ...]]] = {
    NEWEST: ("-number",),
    "price": ("asking_minor", "number"),
    "-price": ("-asking_minor", "-number"),
}
"""How the catalogue can be sorted: what a caller writes, and the columns."""


@dataclass(frozen=True)
class Range:
    """Between two numbers, both included; None: no bound."""

    lowest: Decimal | None = None
    highest: Decimal | None = None

    def __bool__(self) -> bool:
        return self.lowest is not None or self.highest is not None


@dataclass(frozen=True)
class Search:
    """What a visitor looks for; "" and what is empty is anything.

    price: in each listing's own currency. values, holding, numbers: by an attribute's name, what it is, words that it
    holds, and between which numbers it lies.
    """

    text: str = ""
    category: str = ""
    price: Range = Range()
    values: Mapping[str, str] = field(default_factory=dict)
    holding: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True)
class Seek:
    """From behind which listing on, by its number and, where the order is by price, its asking price."""

    number: int
    asking_minor: int
    backwards: bool = False


@dataclass(frozen=True)
class _Condition:
    """sql, params: a statement that finds the numbers of all listings that meet it. each: the same, of one listing."""

    sql: str
    params: tuple[Any, ...]
    each: Q

    @classmethod
    def of(cls, numbers: QuerySet[Any, Any], each: Q) -> "_Condition":
        sql, params = numbers.query.sql_with_params()
        return cls(sql, params, each)

    @property
    def numbers(self) -> RawSQL:
        return RawSQL(self.sql, self.params, BigIntegerField())  # noqa: S611 - what the ORM or this module wrote


class _Aside(Func):
    """A column as SQLite finds no index for it, so that it takes the way to the rows that is meant."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def enter(listing: Listing) -> None:
    """An open listing as it stands now can be found. A new one gets its number here."""
    terms = " ".join(lookup.terms_of(listing, listing.tenant_id))
    entry, _ = SearchEntry.objects.update_or_create(
        listing=listing, defaults={"tenant_id": listing.tenant_id, "terms": terms}
    )
    SearchNumber.objects.filter(entry=entry).delete()
    SearchNumber.objects.bulk_create(_numbers(listing, entry.id))
    listing.number, listing.category_key = entry.id, lookup.fold(listing.category)
    listing.save(update_fields=["number", "category_key"])


def enter_all(listings: Sequence[Listing], first: int) -> None:
    """New listings, still in no table, stored and entered in a few statements; numbered from `first` on."""
    entries = []
    for number, one in enumerate(listings, start=first):
        one.number, one.category_key = number, lookup.fold(one.category)
        terms = " ".join(lookup.terms_of(one, one.tenant_id))
        entries.append(SearchEntry(id=number, tenant_id=one.tenant_id, listing=one, terms=terms))
    Listing.objects.bulk_create(listings)
    SearchEntry.objects.bulk_create(entries)
    SearchNumber.objects.bulk_create(n for one in listings for n in _numbers(one, one.number or 0))


def _numbers(listing: Listing, entry_id: int) -> Iterable[SearchNumber]:
    for name, value in lookup.numbers_of(listing.attributes).items():
        yield SearchNumber(tenant_id=listing.tenant_id, entry_id=entry_id, name=name, value=value)


def leave(listing: Listing) -> None:
    """A listing that has closed is found no more."""
    SearchEntry.objects.filter(listing=listing).delete()


def found(tenant: Tenant, search: Search, sort: str = NEWEST, seek: Seek | None = None) -> QuerySet[Listing]:
    """The open listings of a tenant that a search finds, in order, or backwards from a position.

    Asks up to two questions at once, to know its way.
    """
    terms = _terms_asked(tenant, search)
    if terms is None:
        return Listing.objects.none()
    asked = [*_by_price(tenant, search.price), *_by_numbers(tenant, search.numbers)]
    asked += [_by_terms(terms)] if terms else []
    rare = _rarest(asked)
    if rare is not None:
        others = [one.each for one in asked if one is not rare]
        rows = _open(tenant, search, aside=True).filter(*others, number__in=rare.numbers)
    elif terms and sort == NEWEST and connection.vendor == "sqlite":
        rows = _open(tenant, search, aside=True).filter(*(one.each for one in asked[:-1]))
        return _along_terms(_sought(rows, ORDERINGS[sort], seek), terms, seek)
    else:
        rows = _open(tenant, search).filter(*(one.each for one in asked))
    return _sought(rows, ORDERINGS[sort], seek)


def _open(tenant: Tenant, search: Search, *, aside: bool = False) -> QuerySet[Listing]:
    """aside: by another way than the indexes of open listings."""
    rows = Listing.objects.select_related("seller", "terms").filter(seller__revoked_at=None)
    rows = rows.alias(aside_number=_Aside(F("number")))
    if aside:
        rows = rows.alias(of=_Aside(F("tenant")), standing=_Aside(F("status")))
        rows = rows.filter(of=tenant.id, standing=Listing.Status.OPEN)
    else:
        rows = rows.filter(tenant=tenant, status=Listing.Status.OPEN)
    return rows.filter(category_key=lookup.fold(search.category)) if search.category else rows


def _sought(rows: QuerySet[Listing], order: Sequence[str], seek: Seek | None) -> QuerySet[Listing]:
    if seek is None:
        return rows.order_by(*order)
    descending = order[0].startswith("-") != seek.backwards
    names = [name.lstrip("-") for name in order]
    beyond = "lt" if descending else "gt"
    values = (seek.number,) if len(names) == 1 else (seek.asking_minor, seek.number)
    further = Q(**{f"{names[-1]}__{beyond}": values[-1]})
    if len(names) > 1:
        # The first bound alone is what an index can be entered by.
        further = Q(**{f"{names[0]}__{beyond}": values[0]}) | Q(**{names[0]: values[0]}) & further
        further &= Q(**{f"{names[0]}__{beyond}e": values[0]})
    return rows.filter(further).order_by(*(f"-{name}" if descending else name for name in names))


def _terms_asked(tenant: Tenant, search: Search) -> lookup.Asked | None:
    """Every term that a listing must have; empty where any will do, None where none has what is asked."""
    asked = lookup.asked(search.text)
    terms = [lookup.value_term(name, value) for name, value in search.values.items()]
    for name, text in search.holding.items():
        held = lookup.words(text)[: lookup.MOST_WORDS_ASKED]
        if not held:
            return None
        terms += [lookup.word_term(name, one) for one in held]
    if asked.is_impossible:
        return None
    if not (asked or terms):
        return asked
    scope = [lookup.market_term(tenant.id)]
    scope += [lookup.category_term(search.category)] if search.category else []
    return lookup.Asked((*scope, *terms, *asked.terms), asked.beginning)


def _match(asked: lookup.Asked) -> str:
    """For FTS5's MATCH, or as a tsquery. Terms are letters, digits and underscores: nothing in them is syntax."""
    on_sqlite = connection.vendor == "sqlite"
    quote, both, star = ('"', " AND ", " *") if on_sqlite else ("'", " & ", ":*")
    parts = [f"{quote}{term}{quote}" for term in asked.terms]
    if asked.beginning:
        many = 1 < len(asked.beginning) <= LONGEST_BEGINNING
        parts.append(f"{quote}{asked.beginning}{quote}" + (star if many else ""))
    return both.join(parts)


def _by_terms(asked: lookup.Asked) -> _Condition:
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM marketplace_searchterms WHERE marketplace_searchterms MATCH %s"
    else:
        sql = "SELECT id FROM marketplace_searchentry WHERE vector @@ %s::tsquery"
    numbers = RawSQL(sql, [_match(asked)], BigIntegerField())  # noqa: S611 - the text is a parameter
    return _Condition(sql, (_match(asked),), Q(aside_number__in=numbers))


def _along_terms(rows: QuerySet[Listing], asked: lookup.Asked, seek: Seek | None) -> QuerySet[Listing]:
    """The rows with the terms, by number. FTS5 begins where it is told and goes by number itself, so that nothing is
    sorted: hence extra(), since the ORM knows no virtual tables. PostgreSQL finds such a way alone."""
    table = "marketplace_searchterms"
    backwards = seek is not None and seek.backwards
    where = [f"{table} MATCH %s", f"{table}.rowid = marketplace_listing.number"]
    params: list[Any] = [_match(asked)]
    if seek is not None:
        where.append(f"{table}.rowid {'>' if backwards else '<'} %s")
        params.append(seek.number)
    order = [f"{'' if backwards else '-'}{table}.rowid"]
    return rows.extra(tables=[table], where=where, params=params, order_by=order)  # noqa: S610 - constants


def _by_price(tenant: Tenant, price: Range) -> Iterator[_Condition]:
    if not price:
        return
    fits = Q(pk__in=[])
    for currency in _currencies(tenant):
        units = Decimal(10) ** money.exponent(currency)
        one = Q(currency=currency)
        if price.lowest is not None:
            one &= Q(asking_minor__gte=math.ceil(price.lowest * units))
        if price.highest is not None:
            one &= Q(asking_minor__lte=math.floor(price.highest * units))
        fits |= one
    open_ones = Listing.objects.filter(tenant=tenant, status=Listing.Status.OPEN)
    yield _Condition.of(open_ones.filter(fits).values("number"), fits)


def _currencies(tenant: Tenant) -> list[str]:
    """Those of what is on offer, found by one step along the index for each."""
    sql = """
        WITH RECURSIVE found (currency) AS (
            SELECT min(currency) FROM marketplace_listing WHERE tenant_id = %s AND status = 'open'
            UNION ALL
            SELECT (SELECT min(currency) FROM marketplace_listing AS further
                WHERE tenant_id = %s AND status = 'open' AND further.currency > found.currency)
            FROM found WHERE found.currency IS NOT NULL
        ) SELECT currency FROM found WHERE currency IS NOT NULL"""
    tenant_id = UUIDField().get_db_prep_value(tenant.id, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [tenant_id, tenant_id])
        return [row[0] for row in cursor.fetchall()]


def _by_numbers(tenant: Tenant, wanted: Mapping[str, Range]) -> Iterator[_Condition]:
    for name, between in wanted.items():
        fits = Q(tenant=tenant, name=lookup.fold(name))
        if between.lowest is not None:
            fits &= Q(value__gte=between.lowest)
        if between.highest is not None:
            fits &= Q(value__lte=between.highest)
        rows = SearchNumber.objects.filter(fits)
        yield _Condition.of(rows.values("entry"), Q(Exists(rows.filter(entry=OuterRef("number")))))


def _rarest(asked: Sequence[_Condition]) -> _Condition | None:
    """The condition that the fewest meet, if they are few. All are counted by one statement, each up to a bound."""
    if not asked:
        return None
    parts: list[str] = []
    params: list[Any] = []
    for one in asked:
        parts.append(f"(SELECT count(*) FROM ({one.sql} LIMIT {FEW + 1}) AS counted)")  # noqa: S608 - as above
        params += one.params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        counts = cursor.fetchone()
    count, rarest = min(zip(counts, asked, strict=True), key=lambda pair: pair[0])
    return rarest if count <= FEW else None
