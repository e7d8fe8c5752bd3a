"""What is advised: the examples with their advice over the years, and the decision map."""

from collections.abc import Iterator
from itertools import pairwise

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.decision_map.drawing import NAMED_FROM, impossible, option_words
from recommender.decision_map.learning import Branch, DecisionMap, Leaf
from recommender.history import timeline
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.turning_points import TurningPoint, turning_points
from recommender.wording import says, words
from website.citations import Citations
from website.markup import block, code, folded, items, link, page, section, table, text

#: So many of a ranking are shown.
FIRST = 5
#: Where the picture of the map lies in the site.
PICTURE = "decision-map.svg"


def path(example: str) -> str:
    """Return where the page of an example lies in the site."""
    return f"examples/{example}.md"


def overview(decisions: dict[str, Decision]) -> str:
    """Return the page of all examples, each with what is advised on the day."""
    rows = [
        (
            link(_title(name, one), f"{name}.md"),
            text(one.best.name if one.best else "nobody is left"),
            text(one.verdict),
            code(f"examples/{name}.yaml"),
        )
        for name, one in decisions.items()
    ]
    day = next((spoken(one.as_of) for one in decisions.values()), "")
    return page(
        "Examples",
        f"Needs to try it on, and what is advised as of {day}: knowledge alone, no measurements. "
        "Each page tells how the advice has changed over the years, and why.",
        table(("Needs", "First", "Verdict", "File"), rows),
    )


def example(name: str, yaml: str, decision: Decision) -> str:
    """Return the page of an example: its needs, the advice, and how that changed.

    Args:
        name: of the file, without its ending.
        yaml: what stands in the file.
        decision: the advice for it, from knowledge alone.

    """
    cited = Citations(decision.knowledge)
    story = timeline(decision)
    turns = [turn for earlier, later in pairwise(story) for turn in turning_points(earlier, later)]
    told = [_turn(turn, decision, cited) for turn in turns]
    command = block("console", f"$ recommender timeline examples/{name}.yaml")
    return page(
        _title(name, decision),
        text(decision.requirements.notes or ""),
        folded(f"examples/{name}.yaml", block("yaml", yaml)),
        section(f"As of {spoken(decision.as_of)}", _ranking(decision)),
        section("Over the years", _story(story), "The same in a terminal:", command),
        section("Changes of leader", *told) if told else "The leader has never changed.",
        cited.listed(),
    )


def _title(name: str, decision: Decision) -> str:
    return decision.requirements.title or words(name.replace("-", "_"))


def _ranking(decision: Decision) -> str:
    rows = [
        (
            str(place),
            link(ranked.name, f"../frameworks/{ranked.framework}.md"),
            f"{ranked.score:.3f}",
            f"{ranked.low:.2f} to {ranked.high:.2f}",
        )
        for place, ranked in enumerate(decision.ranking[:FIRST], start=1)
    ]
    out = [text(one.name) for one in decision.exclusions]
    excluded = f"Excluded by these needs: {', '.join(out)}." if out else ""
    head = f"Verdict: **{text(decision.verdict)}**."
    heads = ("Rank", "Framework", "Score", "Range by what is known")
    return "\n\n".join(part for part in (head, table(heads, rows), excluded) if part)


def _story(story: tuple[Decision, ...]) -> str:
    rows = []
    for one in story:
        second = one.ranking[1].name if len(one.ranking) > 1 else "nobody"
        rows.append(
            (
                spoken(one.as_of),
                text(one.best.name if one.best else "nobody is left"),
                f"{one.best.score:.3f}" if one.best else "",
                "" if one.margin is None else f"{one.margin:.3f}",
                text(second),
                text(one.verdict),
            )
        )
    return table(("As of", "Leader", "Score", "Ahead by", "Of", "Verdict"), rows)


def _turn(turn: TurningPoint, decision: Decision, cited: Citations) -> str:
    known = decision.knowledge
    old, new = _name(turn.old, known), _name(turn.new, known)
    ahead = f", ahead by {turn.margin:.3f}" if turn.margin is not None else ""
    head = f"{spoken(turn.day)}: {new} takes over from {old}{ahead}"
    return section(head, items(_told(turn, decision, cited)), level=3)


def _told(turn: TurningPoint, decision: Decision, cited: Citations) -> Iterator[str]:
    known = decision.knowledge
    old, new = _name(turn.old, known), _name(turn.new, known)
    if turn.arrived and turn.new:
        first = known.frameworks[turn.new].releases[0]
        when = f"{first.version}, of {spoken(first.stated_date)}"
        yield (
            text(f"It is on the table since its first release, {when}.")
            + " "
            + cited.marks([first.source])
        )
    if turn.excluded_by:
        because = next(rule.because for rule in known.rules if rule.id == turn.excluded_by)
        rule = link(turn.excluded_by, f"../rules.md#{turn.excluded_by}")
        yield text(f"{old} is excluded from then on: {because}") + f" ({rule})"
    for fact in turn.facts:
        yield _fact(fact, turn, decision, cited)
    if not (turn.facts or turn.arrived or turn.excluded_by):
        yield text(
            f"Nothing became known between {spoken(turn.before)} and then that speaks for {new} or "
            f"against {old}; what was known of them grew older."
        )
    for number, fact in enumerate(turn.run_up):
        lead = "What led up to it: " if number == 0 else ""
        yield lead + _fact(fact, turn, decision, cited)


def _fact(fact: Fact, turn: TurningPoint, decision: Decision, cited: Citations) -> str:
    known = decision.knowledge
    name = _name(fact.framework, known)
    by = "by" if fact.by else "since"
    note = f" {fact.note}" if fact.note else ""
    marks = cited.marks(known.at(turn.day).published(fact.sources))
    said = f"{name} {says(fact, known)} ({by} {spoken(fact.stated_from)}).{note}"
    return f"{text(said)} {marks}"


def _name(identity: str | None, known: Knowledge) -> str:
    return known.frameworks[identity].name if identity else "nobody"


def decision_map(found: DecisionMap, *, picture: bool) -> str:
    """Return the page of the decision map: a tree of questions, for the eye and as a list.

    Args:
        found: the map.
        picture: whether its picture lies beside the page.

    """
    drawn = (
        f"[![The same tree as a picture]({PICTURE})]({PICTURE})\n\n"
        "The picture opens at its full size."
        if picture
        else ""
    )
    return page(
        "Decision map",
        f"Which framework for what, as of {spoken(found.as_of)}, as one small tree that stands in "
        f"for the recommender. It says what the recommender says in {found.fidelity:.0%} of other "
        f"needs (always the same answer: {found.always:.0%}; {found.profiles:,} made-up "
        "profiles, as common as among [known decisions](../method.md#the-decision-map)). Ask the "
        "recommender for your own.",
        f"No framework offers then: {text('; '.join(impossible(found)))}."
        if found.impossible
        else "",
        "Read it from the top: the first line that holds decides.",
        "\n".join(_branches(found, found.root, 0)),
        section("As a picture", drawn),
        section("The same in a terminal", block("console", "$ recommender map")),
    )


def _branches(found: DecisionMap, node: Branch | Leaf, depth: int) -> Iterator[str]:
    """Return a line for each answer that decides; the first that holds, from the top, is taken."""
    indent = "    " * depth
    while isinstance(node, Branch):
        question = found.knowledge.questions[node.question]
        label = option_words(found, node.question, node.option)
        asked = f"{link(question.text, f'questions.md#{node.question}')} *{text(label)}*"
        if isinstance(node.yes, Leaf):
            yield f"{indent}- {asked} → {_leaf(found, node.yes)}"
        else:
            yield f"{indent}- {asked}"
            yield from _branches(found, node.yes, depth + 1)
        node = node.no
    yield f"{indent}- otherwise → {_leaf(found, node)}"


def _leaf(found: DecisionMap, leaf: Leaf) -> str:
    known = found.knowledge.frameworks.get(leaf.framework)
    best = link(known.name, f"frameworks/{known.id}.md") if known else text(words(leaf.framework))
    others = [
        f"{other.name if (other := found.knowledge.frameworks.get(name)) else words(name)} "
        f"{share:.0%}"
        for name, share in leaf.exceptions
        if share >= NAMED_FROM
    ]
    but = f"; else {', '.join(others)}" if others else ""
    return f"**{best}** ({text(f'{leaf.share:.1%} of all{but}')})"
