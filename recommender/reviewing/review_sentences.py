"""`review`: what has become of a decision record, as sentences."""

from dataclasses import dataclass
from typing import Any

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.explanation.evidence import clause, measured_words
from recommender.explanation.excluding import excluded
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.facts import known_fact
from recommender.explanation.published import published_words
from recommender.explanation.sentences import Section, Sentence, joined
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.reviewing.review import Moved, Outcome, Reviewed
from recommender.wording import percent, says, says_since

#: So many pieces of evidence are told; plain data has all.
TOLD = 6
#: What moves the lead by less is not told.
TELLING = 0.0005


@dataclass(frozen=True, slots=True)
class Review(Explained):
    """What has become of a decision record; ``found`` holds the numbers."""

    decision: Decision
    found: Reviewed
    question = "review"

    @property
    def outcome(self) -> Outcome:
        """Return unchanged, weaker or overturned."""
        return self.found.outcome

    @property
    def title(self) -> str:
        """Return what it explains."""
        record = self.found.record
        return f"{record.name}, a decision of {spoken(record.as_of)}"

    @property
    def verdict(self) -> Sentence:
        """Return the outcome in one sentence."""
        return Sentence(f"{self.outcome.capitalize()}: {self._verdict()}", self._counting)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the outcome, the facts that did it, how it came about, and on what it rests."""
        parts = (
            Section("", (self.verdict,)),
            Section("What did it", self.causes),
            Section("How the lead moved", self._steps()),
            Section("Who took over when, by what is known today", self._turns()),
            Section("New on the table", self._new()),
            Section("On what this rests", self._rests()),
        )
        return tuple(part for part in parts if part.sentences)

    def numbers(self) -> dict[str, Any]:
        """Return the outcome, both answers, and everything that moved."""
        found, record, now = self.found, self.found.record, self.decision
        return {
            "record": record.name,
            "outcome": found.outcome.value,
            "before": {
                "as_of": record.as_of,
                "knowledge": record.digest,
                "best": found.first,
                "verdict": record.verdict,
            },
            "after": {
                "best": now.best.framework if now.best else None,
                "verdict": now.verdict,
                "excluded_by": found.excluded.constraint.rule
                if found.excluded and found.excluded.constraint
                else None,
                "excluded_fact": found.excluded.fact.id
                if found.excluded and found.excluded.fact
                else None,
            },
            "rival": found.rival,
            "lead": [
                {
                    "what": step.what,
                    "first": step.first,
                    "lead": None if step.lead is None else rounded(step.lead),
                }
                for step in found.steps
            ],
            "moved": [
                {
                    "framework": one.framework,
                    "criterion": one.criterion,
                    "before": one.before,
                    "after": one.after,
                    "amount": rounded(one.amount),
                }
                for one in found.moved
            ],
            "arrived": list(found.arrived),
            "admitted": list(found.admitted),
            "measured_here": found.own_results,
        }

    # -- the parts ----------------------------------------------------------------------------
    @property
    def _counting(self) -> tuple[str, ...]:
        return tuple(name for name, weight in self.decision.preferences.weights.items() if weight)

    def _name(self, framework: str | None) -> str:
        if framework is None:
            return "nothing"
        known = self.decision.knowledge.frameworks.get(framework)
        recorded = {one.framework: one.name for one in self.found.record.ranking}
        return known.name if known else recorded.get(framework, framework)

    def _verdict(self) -> str:
        found, now = self.found, self.decision
        first, lead = self._name(found.first), found.steps[-1].lead
        was = found.steps[0].lead
        if found.outcome is Outcome.overturned:
            if now.best is None:
                return f"these needs exclude every framework now, {first} included."
            if found.first is None:
                return f"nothing was left, and {now.best.name} is first now."
            if found.excluded is not None:
                return f"{first} is excluded now, and {now.best.name} is first ({now.verdict})."
            ahead = "" if lead is None else f", ahead of {first} by {-lead:.3f}"
            return f"{now.best.name} is first now{ahead} ({now.verdict})."
        if now.best is None:
            return "still nothing is left."
        if lead is None:
            return f"{first} is still the only one left."
        before = "when nothing else was left" if was is None else f"by {was:.3f} in the record"
        runner_up = self._name(found.rival)
        return (
            f"{first} is still first, ahead of {runner_up} by {lead:.3f}, {before} "
            f"({found.record.verdict} then, {now.verdict} now)."
        )

    @property
    def causes(self) -> tuple[Sentence, ...]:
        """Return what excluded the first, then the evidence that moved its lead most."""
        found = self.found
        sentences = []
        out = found.excluded
        if out is not None and out.constraint is not None:
            said = excluded(out, self.decision)
            text = said.text if out.fact else f"{out.name}: {said.text}"
            sentences.append(Sentence(text, said.ids))
        if found.outcome is Outcome.unchanged:
            return tuple(sentences)
        telling = [one for one in found.moved if one.amount <= -TELLING]
        sentences += [self._moved(one) for one in telling[:TOLD]]
        return tuple(sentences)

    def _moved(self, one: Moved) -> Sentence:
        criterion = self.decision.knowledge.criteria[one.criterion].name
        name = self._name(one.framework)
        cost = f"This moves the lead by {one.amount:+.3f}."
        if one.before is None and one.after is None:
            before = percent(self.found.record.weights.get(one.criterion, 0.0))
            after = percent(self.decision.preferences.weights.get(one.criterion, 0.0))
            text = f"{criterion} weighs {after} instead of {before}, for {name}. {cost}"
            return Sentence(text, (one.criterion,))
        if one.same:
            said = clause(name, self._said(one.after, one.framework))
            text = f"{criterion}: {said}, as in the record, but {self._why_otherwise}. {cost}"
        else:
            was = self._said(one.before, one.framework)
            instead = f"in the record, {clause(name, was)}"
            text = (
                f"{criterion}: {clause(name, self._said(one.after, one.framework, dated=True))}; "
                f"{instead}. {cost}"
            )
        return Sentence(text, (one.criterion, *((one.after,) if one.after else ())))

    @property
    def _why_otherwise(self) -> str:
        """Return why the same evidence does not count the same."""
        record = self.found.record
        if record.digest == self.decision.knowledge.digest:
            return "older now"
        mended = "mended in the knowledge base since"
        return f"older now or {mended}" if record.as_of < self.decision.as_of else mended

    def _said(self, identity: str | None, framework: str, *, dated: bool = False) -> str:
        """Return what a piece of evidence says behind a framework's name, "" for nothing known."""
        if identity is None:
            return ""
        if identity.startswith("published:"):
            return published_words((identity,), self.decision.view, framework) or ""
        if identity.startswith(("measured:", "predicted:")):
            try:
                return f"{measured_words(identity, self.decision)} here"
            except (StopIteration, KeyError):
                return "was measured otherwise"
        fact = known_fact(identity, self.decision.view) or self._older(identity)
        if fact is None or fact.value == UNKNOWN:
            return ""
        if dated and known_fact(identity, self.decision.view):
            return says_since(fact, self.decision.view)
        return says(fact, self.decision.knowledge)

    def _older(self, identity: str) -> Fact | None:
        """Return a fact that is in the knowledge base, whether it holds on the day or not."""
        known = self.decision.knowledge.frameworks.get(identity.partition(".")[0])
        return next((one for one in known.facts if one.id == identity), None) if known else None

    def _steps(self) -> tuple[Sentence, ...]:
        first = self.found.first
        if first is None:
            return ()
        sentences = []
        for step in self.found.steps:
            if step.lead is not None:
                where = (
                    f"{self._name(first)} ahead by {step.lead:.3f}"
                    if step.first == first
                    else f"{self._name(first)} behind {self._name(step.first)} by {-step.lead:.3f}"
                )
            elif step.first == first:
                where = f"{self._name(first)} is the only one left"
            else:
                where = f"{self._name(first)} is excluded, {self._name(step.first)} is first"
            sentences.append(Sentence(f"{step.what.capitalize()}: {where}.", self._counting))
        return tuple(sentences)

    def _turns(self) -> tuple[Sentence, ...]:
        sentences = []
        for turn in self.found.turns:
            facts = joined(
                [
                    f"{self._name(fact.framework)} {says_since(fact, self.decision.view)}"
                    for fact in turn.facts
                ]
            )
            text = f"{spoken(turn.day)}: {self._name(turn.new)} takes over from " + (
                f"{self._name(turn.old)}{f': {facts}' if facts else ''}."
            )
            ids = tuple(fact.id for fact in turn.facts)
            sentences.append(Sentence(text, ids or self._counting))
        return tuple(sentences)

    def _new(self) -> tuple[Sentence, ...]:
        sentences = []
        for framework in self.found.arrived:
            place = [one.framework for one in self.decision.ranking].index(framework) + 1
            text = f"{self._name(framework)} was not on the table; it would be number {place} now."
            sentences.append(Sentence(text, self._counting))
        for framework in self.found.admitted:
            place = [one.framework for one in self.decision.ranking].index(framework) + 1
            text = f"{self._name(framework)} was excluded; it would be number {place} now."
            sentences.append(Sentence(text, self._counting))
        return tuple(sentences)

    def _rests(self) -> tuple[Sentence, ...]:
        record, digest = self.found.record, self.decision.knowledge.digest
        same = record.digest == digest
        knowledge = (
            f"The knowledge base is the record's ({digest[:12]})."
            if same
            else f"The knowledge base has changed from {record.digest[:12]} to {digest[:12]}."
        )
        if self.found.own_results:
            measured = "The newest probe results of this machine count, not those of the record."
        elif record.probe_results:
            measured = "No probe results of this machine: those of the record go on counting."
        else:
            measured = "Nothing was measured, neither for the record nor on this machine."
        return (Sentence(knowledge, self._counting), Sentence(measured, self._counting))


def told(found: Reviewed) -> Review:
    """Return a review in words."""
    return Review(found.decision, found)
