"""On which backend to run the first: which, why, and on what that rests."""

from dataclasses import dataclass
from typing import Any

from recommender.assessment import Assessment
from recommender.decision import Decision
from recommender.explanation.evidence import contrast, ids_of, versus
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.sentences import Section, Sentence
from recommender.knowledge.frameworks import Fact
from recommender.ranking import Contribution
from recommender.stacks import Backend, Stack, stack_of
from recommender.wording import percent, says, says_since, series

#: So many criteria are told that speak for the backend, and as many against it.
REASONS = 2
#: Less than this is no reason.
TELLING = 0.005


@dataclass(frozen=True, slots=True)
class StackAdvice(Explained):
    """On what the first runs; see :class:`recommender.stacks.Stack` for what it holds."""

    decision: Decision
    stack: Stack
    question = "stack"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return f"On what {self.stack.name} runs"

    @property
    def backend(self) -> str | None:
        """Return the id of the backend to take, None where none has to be chosen."""
        return self.stack.backend.framework if self.stack.backend else None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the advice, its reasons, and the backends that are out."""
        return (Section("", self._said()),)

    def numbers(self) -> dict[str, Any]:
        """Return the backends with their scores on what a backend decides."""
        return {
            "framework": self.stack.framework,
            "backend": self.backend,
            "too_close": self.stack.too_close,
            "measured": self.stack.measured,
            "backends": [
                {
                    "framework": one.framework,
                    "score": rounded(one.score),
                    "stack": one.stack,
                    "violates": one.violated.rule if one.violated else None,
                    "fact": one.fact.id if one.fact else None,
                }
                for one in self.stack.backends
            ],
            "beside": [str(fact.value) for fact in self.stack.beside],
        }

    def _said(self) -> tuple[Sentence, ...]:
        stack = self.stack
        if stack.own:
            return (self._by_itself(),)
        if len(stack.backends) == 1:
            return (self._base(stack.backends[0]),)
        if all(one.violated for one in stack.backends):
            return (self._none(), *self._out(), *self._beside())
        return (self._choice(), *self._rests(), *self._reasons(), *self._out(), *self._beside())

    def _by_itself(self) -> Sentence:
        known = self.decision.knowledge.frameworks
        facts = (*self.stack.beside, *(one.runs_on for one in self.stack.backends))
        names = [
            *(str(fact.value) for fact in self.stack.beside),
            *(known[one.framework].name for one in self.stack.backends),
        ]
        text = (
            f"{self.stack.name} runs on several backends ({series(names)}) and takes one by "
            "itself, so that none has to be chosen."
        )
        return Sentence(text, tuple(fact.id for fact in facts))

    def _base(self, one: Backend) -> Sentence:
        view = self.decision.view
        kept = view.frameworks[one.framework].fact("maintenance")
        also = f", which {says(kept, view.knowledge)}" if kept else ""
        runs = f"{self.stack.name} {says_since(one.runs_on, view)}"
        text = f"{runs}: with it you choose {one.name}{also}."
        return Sentence(text, (one.runs_on.id, *((kept.id,) if kept else ())))

    def _none(self) -> Sentence:
        names = series([one.name for one in self.stack.backends])
        text = (
            f"Your needs exclude every backend of {self.stack.name}: {names}. Think of another "
            "framework."
        )
        return Sentence(text, tuple(one.runs_on.id for one in self.stack.backends))

    def _choice(self) -> Sentence:
        first, *others = self.stack.possible
        name, ids = self.stack.name, [one.runs_on.id for one in self.stack.possible]
        if not others:
            text = f"Run {name} on {first.name}: the needs exclude every other backend."
        elif self.stack.too_close:
            text = (
                f"Run {name} on {first.name}. {others[0].name} would do as well: on what a backend "
                f"decides they come to {first.score:.2f} and {others[0].score:.2f}."
            )
        else:
            scores = series([f"{one.score:.2f} for {one.name}" for one in others])
            text = (
                f"Run {name} on {first.name}: on what a backend decides it comes to "
                f"{first.score:.2f}, against {scores}."
            )
        return Sentence(text, tuple(ids))

    def _rests(self) -> tuple[Sentence, ...]:
        stacks = [one for one in self.stack.possible if one.stack]
        if len(self.stack.possible) < 2:
            return ()
        if not stacks:
            text = (
                "This rests on what is known of the backends: no two stacks of "
                f"{self.stack.name} were measured on this machine."
            )
            return (Sentence(text, tuple(one.runs_on.id for one in self.stack.possible)),)
        ids = tuple(
            dict.fromkeys(
                evidence.id
                for one in stacks
                for assessment in one.assessments
                for evidence in assessment.evidence
                if evidence.kind == "measured"
            )
        )
        names = series([str(one.stack) for one in stacks])
        text = f"This rests on measurements of {names} here, and on what is known of the backends."
        return (Sentence(text, ids),)

    def _reasons(self) -> tuple[Sentence, ...]:
        first, *others = self.stack.possible
        if not others:
            return ()
        second = others[0]
        weights = self.decision.preferences.weights
        gaps = []
        for ours, theirs in zip(first.assessments, second.assessments, strict=True):
            gap = weights[ours.criterion] * (ours.interval.middle - theirs.interval.middle)
            gaps.append((gap, ours, theirs))
        gaps.sort(key=lambda one: (-one[0], one[1].criterion))
        told = [one for one in gaps[:REASONS] if one[0] > TELLING]
        told += [one for one in gaps[-1:] if one[0] < -TELLING]
        return tuple(self._reason(first, second, *one) for one in told)

    def _reason(
        self, first: Backend, second: Backend, gap: float, ours: Assessment, theirs: Assessment
    ) -> Sentence:
        name = self.decision.knowledge.criteria[ours.criterion].name
        weight = self.decision.preferences.weights[ours.criterion]
        one, other = Contribution(ours.criterion, weight, ours), Contribution("", weight, theirs)
        words, other_words = contrast(
            self.decision, (first.framework, one), (second.framework, other)
        )
        text = (
            f"{'For' if gap > 0 else 'Against'} it, {name} ({percent(weight)} of the weight): "
            f"{versus(first.name, words, second.name, other_words)}."
        )
        return Sentence(text, (*ids_of(one), *ids_of(other)[1:]))

    def _out(self) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(
                f"{one.name} is out as a backend: {one.violated.because}{self._known(one.fact)}",
                (one.violated.rule, *((one.fact.id,) if one.fact else ())),
            )
            for one in self.stack.backends
            if one.violated
        )

    def _known(self, fact: Fact | None) -> str:
        if fact is None:
            return ""
        known = self.decision.knowledge
        name = known.frameworks[fact.framework].name
        if fact.framework != self.stack.framework:
            return f" {name} {says_since(fact, self.decision.view)}."
        through = series([known.frameworks[one].name for one in fact.through])
        return f" {name} {says(fact, known)} through {through} only."

    def _beside(self) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(
                f"{self.stack.name} also {says(fact, self.decision.knowledge)}, which is not "
                f"weighed here.{f' {fact.note}' if fact.note else ''}",
                (fact.id,),
            )
            for fact in self.stack.beside
        )


def stack(decision: Decision) -> StackAdvice | None:
    """Return on which backend to run the first, None where it runs on no other framework."""
    found = stack_of(decision)
    return None if found is None else StackAdvice(decision, found)
