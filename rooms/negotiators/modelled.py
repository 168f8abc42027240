"""The persona of one room whose words and votes come from a language model.

The model is asked through a seam (`Complete`), the loop is `asking`, and the numbers are not its business: the offer to
voice is in the brief, and what it picks is clamped by the caller. What it drafts goes through the guard before
anybody reads it, which is the caller's business too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from contracts.domain.outcome import Decision
from rooms.domain import decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief
from rooms.domain.inference import Budget, Model
from rooms.negotiators import prompts
from rooms.negotiators.asking import Completion, Patience, ask
from rooms.negotiators.base import Sitting, Unanswered

CALLS_THAT_MATTER: Final = 2
"""How often the opening and a decision are asked for before they count as unanswered: no line stands in for a
decision, and a room whose model is dead should end before anything is published."""
LAST_SECONDS: Final = 5.0
"""Of the room's time, for recording what was decided."""

_THOUGHT: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_EMPHASIS: Final = re.compile(r"(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)|`+")
_NAME_IN_FRONT: Final = re.compile(r"\A(?:the\s+)?(?:seller|buyer)\s*:\s*", re.IGNORECASE)
_QUOTES: Final = {'"': '"', "\u201c": "\u201d", "\u00ab": "\u00bb"}
_MOST_READ: Final = 4_000


class Complete(Protocol):
    """Asks a model; messages as the field's chat completions have them, schema a JSON schema for the answer."""

    def __call__(
        self,
        model: Model,
        messages: prompts.Messages,
        *,
        params: Mapping[str, float],
        schema: Mapping[str, Any] | None,
        seconds: float,
    ) -> Completion:
        """The answer. Raises ModelFailed."""


@dataclass(frozen=True)
class ModelPersona:
    """Implements `base.Persona` for both sides of one room. models: in the order in which they are asked."""

    models: Sequence[Model]
    complete: Complete
    sitting: Sitting
    patience: Patience
    budget: Budget
    speaking: Mapping[str, float]
    deciding: Mapping[str, float]

    def speak(self, brief: SpeakingBrief) -> str:
        """A draft of one turn, on one line. Raises Unanswered also where the room's budget or time for talk is
        over: the rest of both belongs to the decisions."""
        if self._is_spent():
            raise Unanswered
        opening = not brief.transcript and not brief.withheld
        calls = CALLS_THAT_MATTER if opening else 1
        return tidy(self._ask(prompts.speaking(brief), self.speaking, None, self._for_decisions(), calls))

    def decide(self, brief: DecidingBrief) -> Decision:
        """The vote and pick; pass, at the limit, where the model's answer cannot be read twice running."""
        self.sitting.count("decisions")
        for _ in range(2):
            answer = self._ask(
                prompts.deciding(brief),
                self.deciding,
                decision.schema(vote_only=brief.vote_only),
                LAST_SECONDS,
                CALLS_THAT_MATTER,
            )
            try:
                return decision.parse(answer, vote_only=brief.vote_only, limit_band=brief.limit_band)
            except decision.NotADecision:
                self.sitting.count("decisions_unreadable")
        return Decision(rate=False, band=brief.limit_band)

    def _ask(
        self,
        messages: prompts.Messages,
        params: Mapping[str, float],
        schema: Mapping[str, Any] | None,
        reserve: float,
        calls: int,
    ) -> str:
        def question(model: Model, seconds: float) -> Completion:
            return self.complete(model, messages, params=params, schema=schema, seconds=seconds)

        for nth in range(calls):
            try:
                return ask(self.models, question, self.sitting, self.patience, reserve=reserve).text
            except Unanswered:
                if nth + 1 == calls:
                    raise
        raise Unanswered

    def _for_decisions(self) -> float:
        """Seconds that the talk leaves for both decisions, which are asked for at the same time."""
        return LAST_SECONDS + min(2 * self.patience.call_seconds, self.sitting.seconds / 3)

    def _is_spent(self) -> bool:
        tokens = self.sitting.counted("prompt_tokens", "completion_tokens")
        return (
            tokens >= self.budget.tokens or self.sitting.counted("cost_microusd") >= self.budget.cost_microusd
        )


def tidy(text: str) -> str:
    """A model's draft without what is no part of the words: a thought aloud, emphasis, a name or quotes around."""
    if len(text) > _MOST_READ:
        return text  # too long to be published, whatever it is
    line = " ".join(_EMPHASIS.sub("", _THOUGHT.sub("", text)).split())
    line = _NAME_IN_FRONT.sub("", line)
    if len(line) > 1 and _QUOTES.get(line[0]) == line[-1] and line[-1] not in line[1:-1]:
        line = line[1:-1].strip()
    return line
