"""What the id behind a sentence stands for, in the knowledge of the day of the advice."""

from recommender.decision import Decision
from recommender.evidence.published import found

#: What the user can state beside answers, and which kinds of id there are.
_OWN = ("only", "without", "emphasis", "model")
#: What is assessed from a relation to an answer, not from a fact.
_RELATIONS = ("existing_code", "toolkits")


def kind_of(identity: str, decision: Decision) -> str | None:
    """Return what an id stands for, None where the day's knowledge holds no such thing.

    The kinds: rule, criterion, fact, unknown (an attribute of a framework of which nothing is
    known), claim, measurement (made here), prediction (of the described model, from those),
    published (made elsewhere), requirement (a question, or a limit of the user's own) and source.
    """
    knowledge, view = decision.knowledge, decision.view
    if any(rule.id == identity for rule in knowledge.rules):
        return "rule"
    if identity in knowledge.criteria:
        return "criterion"
    prefix, _, rest = identity.partition(".")
    if prefix == "requirements":
        return "requirement" if rest in (*knowledge.questions, *_OWN) else None
    if identity.startswith("measured:"):
        results = decision.measurements.all()
        names = {f"{result.id}.{metric}" for result in results for metric in result.metrics}
        return "measurement" if identity in names | {result.id for result in results} else None
    if identity.startswith("predicted:"):
        known = {one.id for one in decision.measurements.predicted}
        return "prediction" if identity.removesuffix(".step_s") in known else None
    if identity.startswith("published:"):
        there = any(found(view, framework, identity) for framework in view.frameworks)
        return "published" if there else None
    framework = view.frameworks.get(prefix)
    if framework is not None:
        if any(fact.id == identity for fact in framework.facts):
            return "fact"
        attribute = knowledge.attributes.get(rest)
        if attribute is None:
            return "unknown" if rest in _RELATIONS else None
        # Of an attribute with many values, the one that is looked for may be missing.
        return "unknown" if attribute.many or framework.value(rest) is None else None
    if any(claim.id == identity for one in view.frameworks.values() for claim in one.claims):
        return "claim"
    if identity.partition("#")[0] in knowledge.sources:
        return "source" if view.published((identity,)) else None
    return None
