"""What can be put on top of the first, and what a layer is to its base: never instead, but with."""

from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.differences import differences
from recommender.explanation.evidence import clause
from recommender.explanation.sentences import Sentence
from recommender.knowledge.layers import base_of, layers_over
from recommender.ranking import Ranked, lead
from recommender.wording import ordinal, says_since

#: So many layers are told, the best first.
LAYERS = 3
#: Less than this is no advantage.
TELLING = 0.005


def standing_name(decision: Decision, ranked: Ranked) -> str:
    """Return a framework's name as it stands in a ranking: a layer's with its base."""
    fact = base_of(decision.view, ranked.framework)
    if fact is None:
        return ranked.name
    return f"{ranked.name} (on {decision.knowledge.frameworks[str(fact.value)].name})"


def on_top(decision: Decision) -> tuple[Sentence, ...]:
    """Return what runs on top of the first and is on the table, and what each would add."""
    best = decision.best
    if best is None:
        return ()
    over = layers_over(decision.view, best.framework)
    layers = [ranked for ranked in decision.ranking if ranked.framework in over][:LAYERS]
    told = [_adds(decision, best, layer) for layer in layers]
    return (*told, *next_of_another_base(decision)) if told else ()


def beside(decision: Decision, best: Ranked, other: Ranked) -> tuple[Sentence, ...]:
    """Return that two frameworks are no either-or, where one is a layer over the other."""
    for layer, base in ((other, best), (best, other)):
        fact = base_of(decision.view, layer.framework)
        if fact is not None and fact.value == base.framework:
            text = (
                f"This is no either-or: {layer.name} {says_since(fact, decision.view)} and is "
                f"nothing without it. Who takes {layer.name} takes {base.name} too, and can write "
                f"in either."
            )
            return (Sentence(text, (fact.id,)),)
    return ()


def _adds(decision: Decision, best: Ranked, layer: Ranked) -> Sentence:
    fact = layers_over(decision.view, best.framework)[layer.framework]
    place = ordinal(decision.ranking.index(layer) + 1)
    ahead = [one for one in differences(decision, best, layer) if one.amount < -TELLING]
    start = f"{layer.name}, by itself {place}, can be put on top of {best.name}"
    if not ahead:
        text = f"{start}; it adds nothing that counts here."
        return Sentence(text, (fact.id,))
    most = ahead[0]
    text = f"{start}; it is ahead on {most.name}: {clause(layer.name, most.second)}."
    return Sentence(text, (fact.id, *most.ids))


def next_of_another_base(decision: Decision) -> tuple[Sentence, ...]:
    """Return how far the first is ahead of what is not a layer over it, if a layer is second."""
    best = decision.best
    if best is None or len(decision.ranking) < 2:
        return ()
    over = layers_over(decision.view, best.framework)
    if decision.ranking[1].framework not in over:
        return ()
    other = next((one for one in decision.ranking[1:] if one.framework not in over), None)
    if other is None:
        text = f"All others on the table are layers over {best.name}."
        return (Sentence(text, tuple(fact.id for fact in over.values())),)
    gap = lead(best.score, other.score)
    close = ", too close to call" if gap < TOO_CLOSE else ""
    text = (
        f"The first that is not a layer over {best.name} is {other.name}, behind by "
        f"{gap:.2f}{close}."
    )
    return (Sentence(text, tuple(fact.id for fact in over.values())),)
