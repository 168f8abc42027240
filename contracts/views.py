"""GET /contracts/ and /contracts/<id>/: a market's contracts for its auditors, and one of them."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents.authentication import person_of
from agents.domain.keys import from_base64url
from agents.errors import NotFound
from agents.tenancy import tenant_of
from contracts import queries
from contracts.domain.canonical import canonical
from contracts.domain.search import Search
from contracts.domain.verification import UNKNOWN, verify
from contracts.forms import SearchForm
from marketplace.domain import money

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from contracts.models import Contract


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
    verdict = verify(canonical(document))
    listing, outcome = statement["listing"], statement["outcome"]
    return {
        "statement": statement,
        "as_json": json.dumps(statement, indent=2, ensure_ascii=False),
        "asking": _money(listing["asking_price"], listing["currency"]),
        "price": _money(outcome["price"], listing["currency"]) if outcome["deal"] else None,
        "signatures": [
            {"role": role, "header": json.loads(from_base64url(one["protected"])), **one}
            for role, one in zip(queries.ORDER, document["signatures"], strict=True)
        ],
        "verdict": verdict,
        "unknown": [UNKNOWN[code] for code in verdict.unknown],
    }


def _money(amount: str, currency: str) -> str:
    return money.display(money.parse(amount, currency), currency)
