"""GET /contracts/ and /contracts/<id>/: a market's contracts for its auditors, and one of them. /verify: any contract
file, judged in the browser or here."""

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from agents.authentication import person_of
from agents.domain.keys import from_base64url
from agents.errors import NotFound
from agents.tenancy import tenant_of
from contracts import queries
from contracts.domain import presentation, qr
from contracts.domain.canonical import canonical, digest
from contracts.domain.evidence import MAX_BYTES, SIDES
from contracts.domain.search import Search
from contracts.forms import SearchForm
from marketplace.domain import money

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from contracts.models import Contract

MOST_OF_A_FORM: Final = 2 * MAX_BYTES
"""Bytes of a form with a contract in it: anything larger is refused before it is read."""
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class ContractsPage(View):
    """What a market's auditors ask for, the newest first, and the ways to take it away. For all others it is absent.

    What cannot be meant is a 422 that says what, with no contract.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        try:
            rows = queries.audited_contracts(tenant_of(request), person)
        except NotFound:
            raise Http404 from None
        form = SearchForm(request.GET)
        shown = _found(form, rows) if form.is_valid() else {}
        return render(
            request, "contracts/contracts.html", {"form": form, **shown}, status=422 if form.errors else 200
        )


def _found(form: SearchForm, rows: "QuerySet[Contract]") -> dict[str, Any]:
    search, said = form.search(), form.cleaned_data
    asked = queries.matching(rows, search)
    try:
        page = queries.page(asked, older_than=said["older_than"], newer_than=said["newer_than"])
    except NotFound:
        form.add_error(None, "The page that you came from is gone. Show the contracts anew.")
        return {}
    return {
        "page": page,
        "lines": [_line(one) for one in page.rows],
        "total": asked.count(),
        "is_narrowed": search != Search(),
        "asked": urlencode(search.as_query()),
    }


def _line(contract: "Contract") -> dict[str, Any]:
    statement = queries.statement(contract)
    listing, outcome = statement["listing"], statement["outcome"]
    price = _money(outcome["price"], listing["currency"]) if outcome["deal"] else None
    sides = [(side, statement["parties"][side]) for side in ("seller", "buyer")]
    return {"contract": contract, "listing": listing, "outcome": outcome, "price": price, "sides": sides}


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class ContractPage(View):
    """The statement, the three signatures, the checks, the download and how to verify without this market.

    For its people only: hidden and absent alike are a 404, and a visitor is asked to sign in for either.
    """

    def get(self, request: HttpRequest, contract_id: UUID) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return redirect_to_login(request.get_full_path())
        try:
            contract = queries.contract(tenant_of(request), person, contract_id)
        except NotFound:
            raise Http404 from None
        document = queries.document(contract)
        shown = {"contract": contract, "api": queries.address(contract), **_shown(document)}
        return render(request, "contracts/contract.html", shown)


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    statement = document["statement"]
    listing, outcome = statement["listing"], statement["outcome"]
    return {
        **presentation.judged(canonical(document), {}),
        "statement": statement,
        "asking": _money(listing["asking_price"], listing["currency"]),
        "price": _money(outcome["price"], listing["currency"]) if outcome["deal"] else None,
        "signatures": [
            {"role": role, "header": json.loads(from_base64url(one["protected"])), **one}
            | {"owner": statement["parties"].get(role, {}).get("owner")}
            for role, one in zip(queries.ORDER, document["signatures"], strict=True)
        ],
        "qr": mark_safe(qr.svg(digest(document))),  # noqa: S308 - squares that were drawn here
    }


def _money(amount: str, currency: str) -> str:
    return money.display(money.parse(amount, currency), currency)


@method_decorator(csrf_exempt, name="dispatch")
class VerifyPage(View):
    """GET: a page that judges contract files in the visitor's own browser. POST: the same, judged here, for who has
    no script.

    Nothing is stored and nobody is asked who they are, so a form that another site sends does no harm; and a form
    need not be read, to look for a token in it, before its size is known.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, presentation.waiting(), {})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not _is_small(request.META.get("CONTENT_LENGTH") or "0"):
            return _page(request, presentation.unreadable("too_large"), {}, status=413)
        given: dict[str, str] = {side: request.POST.get(side, "").strip() for side in SIDES}
        expected = {side: text for side, text in given.items() if text}
        wrong = [side for side, text in expected.items() if not _FINGERPRINT.fullmatch(text)]
        file = request.FILES.get("document")
        if file is None or wrong:
            shown = {**presentation.waiting(), "wrong": wrong, "lacks_file": file is None}
            return _page(request, shown, given, status=400)
        # One byte more than is allowed tells too much from enough.
        shown = presentation.judged(file.read(MAX_BYTES + 1), expected)
        return _page(request, shown, given, status=400 if shown["state"] == "unreadable" else 200)


def _is_small(length: str) -> bool:
    return length.isdecimal() and len(length) < 10 and int(length) <= MOST_OF_A_FORM


def _page(
    request: HttpRequest, shown: dict[str, Any], given: dict[str, str], status: int = 200
) -> HttpResponse:
    sides = [
        {"name": side, "value": given.get(side, ""), "is_wrong": side in shown.get("wrong", ())}
        for side in SIDES
    ]
    response = render(request, "contracts/verify.html", {**shown, "sides": sides}, status=status)
    response["Cache-Control"] = "no-store"
    return response
