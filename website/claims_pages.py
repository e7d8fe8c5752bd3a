"""What people say of the frameworks: every claim with its verdict, and the founding article."""

from collections import Counter
from collections.abc import Iterable, Mapping

from recommender.claims import Check, Checked, check_of, checked
from recommender.dates import spoken
from recommender.knowledge.frameworks import Claim
from recommender.knowledge.view import View
from recommender.measurements import Measurements
from recommender.wording import words
from website.citations import Citations
from website.markup import code, link, named, page, section, table, text

ARTICLE = "overview-2017"
NOT_MEASURED, NO_TEST = "not measured", "no probe tests it"


def verdicts(view: View, found: Measurements) -> dict[str, Checked]:
    """Return what measurements say of each testable claim, by the claim's id."""
    return {one.claim.id: one for one in checked(view, found)}


def verdict_words(one: Checked) -> str:
    """Return a verdict as the site says it."""
    return NOT_MEASURED if one.verdict == "untested" else one.verdict


def claims(view: View, judged: Mapping[str, Checked], found: Measurements) -> str:
    """Return the page of all claims.

    Args:
        view: what is known on the day.
        judged: the verdicts, by the claim's id.
        found: the measurements behind them; none where the site is built without results.

    """
    cited = Citations(view.knowledge)
    parts = []
    for framework in view.frameworks.values():
        rows = [_row(claim, view, judged, cited) for claim in framework.claims]
        heads = ("Claim, and its sources", "Verdict", "Test", "The article's sentence")
        parts.append(section(framework.name, table(heads, rows)))
    return page(
        "Claims",
        "What people say of the frameworks, and what a measurement says of that. A claim is "
        "somebody's assertion, not a fact; where a probe can test it, the test stands beside it.",
        _measured(judged.values(), found),
        *parts,
        cited.listed(),
    )


def _measured(judged: Iterable[Checked], found: Measurements) -> str:
    counts = Counter(map(verdict_words, judged))
    said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    results = [result for result in found.scored if result.measured]
    if not results and found.later:
        first = spoken(min(result.day for result in found.later))
        return (
            f"Nothing here is measured ({said}): the probe results that this site was built with "
            f"were made after its day, from {first} on."
        )
    if not results:
        return (
            f"This site was built without probe results, so nothing here is measured ({said}). "
            "`make site PROBES=results.jsonl` takes a file of `recommender probe run`; "
            "`recommender claims` shows what your own machine says."
        )
    days = sorted({result.day for result in results})
    machines = sorted({result.machine for result in results})
    when = " to ".join(spoken(day) for day in dict.fromkeys((days[0], days[-1])))
    return (
        f"By {len(results)} results of small networks on one machine "
        f"({', '.join(map(code, machines))}), {when}: {said}. "
        "Of other sizes and devices they are a hint. `recommender claims` shows what your own "
        "machine says."
    )


def _row(
    claim: Claim, view: View, judged: Mapping[str, Checked], cited: Citations
) -> tuple[str, ...]:
    sentences = _sentences(view)
    said = [
        f"{link(place, f'article.md#{place}')} {text(sentences[place])}"
        for source, _, place in (citation.partition("#") for citation in claim.sources)
        if source == ARTICLE and place in sentences
    ]
    test = check_of(claim)
    one = judged.get(claim.id)
    verdict = f"**{text(verdict_words(one))}**. {text(one.because)}" if one else NO_TEST
    return (
        f"{named(claim.stance, claim.id)}: {text(claim.text)} "
        f"{cited.marks(view.published(claim.sources))}",
        verdict,
        text(_test(test)) if test else "",
        "<br>".join(said),
    )


def _test(test: Check) -> str:
    return (
        f"{words(test.metric)} of {test.workload} is {test.expect} than with "
        f"{' and '.join(test.than)}"
    )


def article(view: View) -> str:
    """Return the page of the founding article: each sentence's paraphrase, and what came of it."""
    known = view.knowledge.articles[ARTICLE]
    facts: dict[str, list[str]] = {}
    claimed: dict[str, list[str]] = {}
    for framework in view.frameworks.values():
        for fact in framework.facts:
            for place in _places(fact.sources):
                label = f"{framework.name}: {words(fact.attribute)}"
                facts.setdefault(place, []).append(link(label, f"frameworks/{framework.id}.md"))
        for claim in framework.claims:
            for place in _places(claim.sources):
                label = f"{framework.name}, {claim.stance}"
                claimed.setdefault(place, []).append(link(label, f"claims.md#{claim.id}"))
    rows = [
        (
            named(sentence["id"], sentence["id"]),
            text(sentence["paraphrase"]),
            "<br>".join(dict.fromkeys(facts.get(sentence["id"], ()))),
            "<br>".join(dict.fromkeys(claimed.get(sentence["id"], ()))),
        )
        for sentence in known["sentences"]
    ]
    return page(
        "The founding article",
        f"*{text(known['title'])}* by {text(known['author'])}, "
        f"{spoken(known['date'])}, sentence by sentence in our own words, with the facts and "
        "claims that rest on each. The letters before a number name the section.",
        table(("Sentence", "What it says, in our words", "Facts", "Claims"), rows),
    )


def _places(citations: Iterable[str]) -> list[str]:
    parts = [citation.partition("#") for citation in citations]
    return [place for source, _, place in parts if source == ARTICLE and place]


def _sentences(view: View) -> dict[str, str]:
    article = view.knowledge.articles.get(ARTICLE, {})
    return {one["id"]: one["paraphrase"] for one in article.get("sentences", ())}
