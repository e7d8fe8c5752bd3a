"""The command that holds the advice against labelled cases, and how that is shown."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from recommender.cases import read, shipped_cases
from recommender.dates import spoken
from recommender.evaluation import Evaluation, Judged, constant_share, popular_share, share
from recommender.evaluation import evaluate as judge_all
from recommender.knowledge import Knowledge
from recommender.knowledge_loading import shipped
from recommender.reports.safe import visible

KINDS = {"choice": "What people chose or were advised", "statement": "What the article says"}


def evaluate(
    cases: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[CASES.yaml]...", help="Labelled cases; those shipped if none."),
    ] = None,
) -> None:
    """Hold the advice against real decisions of known outcome."""
    known = shipped()
    typer.echo(shown(judge_all(read(cases or shipped_cases(), known), known), known), nl=False)


def shown(found: Evaluation, knowledge: Knowledge) -> str:
    """Return the evaluation as text: shares, baselines, years, then every miss with its reason."""
    lines: list[str] = []
    for kind, title in KINDS.items():
        judged = found.of(kind)
        if judged:
            lines += [f"{title} ({len(judged)} cases)", *_shares(judged, knowledge), ""]
    years = sorted({item.case.date[:4] for item in found.of("choice")})
    for year in years:
        of_year = [item for item in found.of("choice") if item.case.date[:4] == year]
        right = sum(item.first for item in of_year)
        lines.append(f"  {year}  {right} of {len(of_year)} right")
    lines += ["", f"Violations: {len(found.violations())}"]
    for item in found.violations():
        reasons = [f"{name}: {why}" for name, why in item.case.rejected if name in item.violated]
        lines.append(f"  {item.case.id} ({spoken(item.case.date[:7])}) {'; '.join(reasons)}")
    misses = [item for kind in KINDS for item in found.of(kind) if not item.first]
    lines += ["", f"Misses: {len(misses)}"]
    for item in misses:
        lines += _miss(item)
    return visible("\n".join(lines)) + "\n"


def _shares(judged: tuple[Judged, ...], knowledge: Knowledge) -> list[str]:
    constant, constant_right = constant_share(judged)
    popular = popular_share(judged)
    name = knowledge.frameworks[constant].name if constant in knowledge.frameworks else constant
    lines = [
        f"  right at rank 1          {share(judged):.0%}",
        f"  right within rank 3      {share(judged, top=True):.0%}",
        f"  always {name:<17} {constant_right:.0%}",
    ]
    if popular is not None:
        unpopular = [item for item in judged if item.case.popular is False]
        lines += [
            f"  the most popular of then {popular:.0%}",
            f"  right where the answer was not the most popular: {share(unpopular):.0%} "
            f"of {len(unpopular)}",
        ]
    return lines


def _miss(item: Judged) -> Iterable[str]:
    best = item.decision.best
    place = f"rank {item.place}" if item.place else "not in the ranking"
    said = best.framework if best else "nothing"
    yield (
        f"  {item.case.id} ({spoken(item.case.date[:7])}) said {said}, "
        f"accepted {' or '.join(item.case.accepted)} ({place}): {item.case.situation}"
    )
    if best is None or len(item.decision.ranking) < 2 or item.place is None:
        excluded = [e for e in item.decision.exclusions if e.framework in item.case.accepted]
        for exclusion in excluded:
            if exclusion.constraint is not None:
                yield f"      {exclusion.framework} excluded by {exclusion.constraint.rule}"
        return
    wanted = item.decision.ranking[item.place - 1]
    gaps = sorted(
        (
            (best.contribution(own.criterion).amount - own.amount, own.criterion)
            for own in wanted.contributions
            if own.weight
        ),
        reverse=True,
    )
    reasons = ", ".join(f"{criterion} {gap:+.3f}" for gap, criterion in gaps[:4])
    yield f"      {best.score:.3f} against {wanted.score:.3f}: {reasons}"
