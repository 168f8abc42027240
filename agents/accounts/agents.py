"""A person's agents: keys that name them as their owner, keys that are theirs, and tokens for these."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from agents import actions, challenges, ownership, queries
from agents.accounts.forms import EnrolForm, NameForm
from agents.accounts.views import ways
from agents.domain import challenge as signing
from agents.errors import Conflict, NotFound, Unauthenticated
from agents.tenancy import tenant_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agents.models import Agent, AgentToken, User

AT_ONCE: Final = 50
"""Of a list on a page; whoever has more sees how many."""
LIST: Final = "/account/agents/"


class AgentsPage(LoginRequiredMixin, TemplateView):
    """GET /account/agents/: which keys name the person, which are theirs."""

    template_name = "account/agents.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        person_id = person_of(self.request).pk
        told = {
            "has_alien_id": bool(queries.addresses_of(person_id)),
            "claims": Some(queries.claims_on(person_id, "claimed")),
            "ended": Some(queries.claims_on(person_id, "refused", "revoked")),
            "agents": Some(queries.agents_of(person_id)),
            "now": timezone.now().isoformat(),
        }
        return {**super().get_context_data(**context), **ways(self.request), **told}


class Some:
    """The first rows of a query, and how many there are."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        self.shown = list(rows[:AT_ONCE])
        self.total = len(self.shown) if len(self.shown) < AT_ONCE else rows.count()
        self.hidden = self.total - len(self.shown)


class AgentPage(LoginRequiredMixin, TemplateView):
    """GET /account/agents/<id>/: one agent, and its tokens at this market."""

    template_name = "account/agent.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        person_id, tenant = person_of(self.request).pk, tenant_of(self.request)
        try:
            agent = queries.agent_of_person(person_id, context["agent_id"])
        except NotFound:
            raise Http404 from None
        told = {
            "agent": agent,
            "has_alien_id": bool(queries.addresses_of(person_id)),
            "tokens": queries.live_tokens_of(tenant, agent.id, timezone.now()),
        }
        return {**super().get_context_data(**context), **told}


class EnrolPage(LoginRequiredMixin, View):
    """GET /account/agents/enrol/: a challenge. POST: what the agent answered; a token, in this answer and nowhere else.

    The agent is the person's from then on: only who holds the key can answer, and the challenge names the person.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request, EnrolForm(), challenge_for(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnrolForm(request.POST)
        if not form.is_valid():
            return self._form(request, form, challenge_for(request), 422)
        try:
            key, token = self._enrol(request, form.cleaned_data)
        except NOT_ENROLLED as refused:
            form.add_error(None, why_not(refused))
            return self._form(request, form, challenge_for(request), 422)
        return render(request, "account/token.html", {"key": key, "token": token})

    @staticmethod
    def _form(request: HttpRequest, form: EnrolForm, challenge: str, status: int = 200) -> HttpResponse:
        told = {"form": form, "challenge": challenge, "type": signing.TYPE, "minutes": _MINUTES}
        return render(request, "account/enrol.html", told, status=status)

    @staticmethod
    def _enrol(request: HttpRequest, given: dict[str, Any]) -> "tuple[str, AgentToken]":
        now, lifetime = timezone.now(), timedelta(days=given["days"])
        redeem(request, given, now)
        with transaction.atomic():
            agent = enrol(request, given, now)
            return actions.issue_token(
                agent, tenant_of(request), now=now, label=given["label"], lifetime=lifetime
            )


_MINUTES: Final = int(challenges.LIFETIME.total_seconds() // 60)
NOT_ENROLLED: Final = (ownership.SomebodyElses, Unauthenticated, Conflict)
"""Why an agent may not be enrolled, told beside the form; Unavailable is a page of its own."""


def why_not(refused: Exception) -> str:
    """One of NOT_ENROLLED, in words."""
    if isinstance(refused, Unauthenticated | Conflict):
        return refused.detail
    return "This agent is somebody else's. They would have to give it up first."


def challenge_for(request: HttpRequest) -> str:
    """What an agent that is to be the signed-in person's has to sign."""
    return challenges.issue(tenant_of(request), "enrol", person_of(request).username, timezone.now())[0]


def redeem(request: HttpRequest, given: dict[str, Any], now: datetime) -> None:
    """Count the challenge of an AnswerForm. Raises Unauthenticated and Unavailable."""
    public_key, signature = given["answer"]
    challenges.redeem(
        tenant_of(request),
        "enrol",
        person_of(request).username,
        public_key=public_key,
        challenge=given["challenge"],
        signature=signature,
        now=now,
    )


def enrol(request: HttpRequest, given: dict[str, Any], now: datetime) -> "Agent":
    """The agent whose key signed, the person's from now on. Call it inside a transaction, behind `redeem`.

    Raises Unauthenticated and SomebodyElses.
    """
    agent = actions.enrol(given["answer"][0], now)
    if agent.revoked_at is not None:
        raise Unauthenticated("agent_revoked", "This agent has been revoked.")
    ownership.keep(agent, person_of(request).pk, now)
    return agent


def person_of(request: HttpRequest) -> "User":
    """Who is signed in, behind the pages' own door."""
    return cast("User", request.user)


Change = Callable[..., tuple[str, str]]


def changing(change: Change) -> Callable[..., HttpResponse]:
    """POST by somebody signed in: changes, says what has changed, and shows where; 404 for what is not theirs."""

    @require_POST
    @login_required(redirect_field_name=None)
    @wraps(change)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            said, goal = change(request, **named)
        except NotFound:
            raise Http404 from None
        messages.success(request, said)
        return redirect(goal)

    return answered


def _page(agent_id: UUID) -> str:
    return f"{LIST}{agent_id}/"


@changing
def confirm(request: HttpRequest, ownership_id: UUID) -> tuple[str, str]:
    """POST: a key that names the person is theirs."""
    agent = ownership.confirm(person_of(request).pk, ownership_id, timezone.now())
    return "Confirmed: this agent acts in your name.", _page(agent.id)


@changing
def refuse(request: HttpRequest, ownership_id: UUID) -> tuple[str, str]:
    """POST: it is not."""
    ownership.refuse(person_of(request).pk, ownership_id, timezone.now())
    return "Refused: what names you with this key is turned away.", LIST


@changing
def refuse_all(request: HttpRequest) -> tuple[str, str]:
    """POST: none of them is that named the person until the page was made."""
    until = _moment(request.POST.get("until", ""))
    count = ownership.refuse_all(person_of(request).pk, until, timezone.now())
    return f"Refused: {count}.", LIST


def _moment(told: str) -> datetime:
    try:
        found = datetime.fromisoformat(told)
        if found.tzinfo is None:
            raise NotFound
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotFound from None


@changing
def own(request: HttpRequest, agent_id: UUID) -> tuple[str, str]:
    """POST: the person's AlienID is the owner of an agent that they keep."""
    ownership.own(person_of(request).pk, agent_id, timezone.now())
    return "Your AlienID is this agent's owner.", _page(agent_id)


@changing
def name(request: HttpRequest, agent_id: UUID) -> tuple[str, str]:
    """POST: what the person calls the agent."""
    form = NameForm(request.POST)
    if not form.is_valid():
        raise NotFound  # the page's own form sends no such name
    ownership.name(person_of(request).pk, agent_id, form.cleaned_data["name"])
    return "Named.", _page(agent_id)


@changing
def give_up(request: HttpRequest, agent_id: UUID) -> tuple[str, str]:
    """POST: the agent is theirs no more."""
    ownership.give_up(person_of(request).pk, agent_id, timezone.now())
    return "This agent acts in your name no more; its tokens have ended.", LIST


@changing
def revoke(request: HttpRequest, agent_id: UUID) -> tuple[str, str]:
    """POST: the agent's key and tokens open nothing any more, for good."""
    actions.revoke_agent(queries.agent_of_person(person_of(request).pk, agent_id), timezone.now())
    return "Revoked for good: this key and its tokens open nothing any more.", _page(agent_id)


@changing
def revoke_token(request: HttpRequest, agent_id: UUID, token_id: UUID) -> tuple[str, str]:
    """POST: one token of it opens nothing any more."""
    agent = queries.agent_of_person(person_of(request).pk, agent_id)
    actions.revoke_token(queries.token(tenant_of(request), agent.id, token_id), timezone.now())
    return "Revoked: this token opens nothing any more.", _page(agent.id)
