"""What the page says when weights, criteria and dates move is what Python says."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from recommender.assessment import Assessment, assess
from recommender.decision import Decision
from recommender.explanation.excluding import excluded
from recommender.explanation.overview import verdict, why_first, why_not_first
from recommender.explanation.warnings import warnings
from recommender.inference import shares
from recommender.ranking import rank
from recommender.reports import html
from recommender.reports.page_model import decisions, stated_points
from tests.recommender.html_page import advice
from tests.recommender.html_page.browser import Opened

#: Moves the controls as a reader would, by their events, and lets the page follow.
SET = """
({ day, points, off }) => {
  const send = (id, kind, key, value) => {
    const control = document.getElementById(id);
    control[key] = value;
    control.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  send("day", "change", "value", day);
  for (const [id, amount] of Object.entries(points)) send(`points-${id}`, "input", "value", amount);
  for (const id of off) send(`on-${id}`, "change", "checked", false);
}
"""
#: Reads what stands on the page, numbers as they are, sentences without the numbers of sources.
READ = """
() => {
  const part = (id) => document.getElementById(id);
  const text = (element) => {
    const copy = element.cloneNode(true);
    for (const note of copy.querySelectorAll("sup")) note.remove();
    return copy.textContent.trim();
  };
  const texts = (id) => part(id).closest("[hidden]") ? [] : [...part(id).children].map(text);
  const numbers = (row) => [...row.querySelectorAll("data")].map((one) => Number(one.value));
  const named = (id) => part(id).closest("[hidden]") ? [] :
    [...part(id).rows].map((row) => [row.querySelector("th").textContent, numbers(row)]);
  return {
    best: part("answer-name").textContent,
    verdict: part("answer-verdict").hidden ? null : part("answer-verdict").textContent,
    said: texts("answer-said"),
    warnings: texts("answer-warnings"),
    ranking: named("ranking-rows"),
    why: texts("why-list"),
    whyNot: [...part("why-not-list").children].map((one) =>
      [one.querySelector("summary").textContent, [...one.querySelectorAll("li")].map(text)]),
    excluded: texts("excluded-list"),
    contributions: named("contributions-rows"),
    timeline: named("timeline-rows").map(([, found]) => found),
    leaders: [...part("timeline-rows").rows].map((row) => row.cells[1].textContent),
  };
}
"""


@cache
def assessed(decision: Decision) -> dict[str, dict[str, Assessment]]:
    """Return the assessments of a decision, which no weight changes."""
    return assess(decision.view, decision.measurements, decision.requirements.answers)


def decided_anew(decision: Decision, points: dict[str, float]) -> Decision:
    """Return a decision with other points for the criteria, by the code of decisions."""
    weights = shares(points)
    ranking, exclusions = rank(
        decision.view,
        assessed(decision),
        weights,
        decision.preferences.constraints,
        decision.requirements.only,
        decision.requirements.without,
        decision.preferences.warnings,
    )
    preferences = replace(decision.preferences, weights=weights)
    return replace(decision, ranking=ranking, exclusions=exclusions, preferences=preferences)


def check(found: dict[str, Any], decision: Decision, story: list[Decision]) -> None:
    """Hold what the page shows against a decision and those of the other dates."""
    best = decision.best
    assert found["best"] == (best.name if best else "No framework is left")
    assert found["verdict"] == (decision.verdict if best else None)
    assert found["said"] == [sentence.text for sentence in verdict(decision)]
    assert found["why"] == [sentence.text for sentence in why_first(decision)]
    assert [name for name, _ in found["ranking"]] == [one.name for one in decision.ranking]
    for (_, shown), one in zip(found["ranking"], decision.ranking, strict=True):
        behind = decision.ranking[0].score - one.score
        assert shown == pytest.approx([one.score, behind, one.low, one.high], abs=1e-9)
    assert found["whyNot"] == [
        [other.name, [sentence.text for sentence in why_not_first(decision, best, other)]]
        for other in decision.ranking[1:]
        if best
    ]
    for shown, exclusion in zip(found["excluded"], decision.exclusions, strict=True):
        assert shown == f"{exclusion.name}: {excluded(exclusion, decision).text}"
    assert found["warnings"] == [sentence.text for sentence in warnings(decision)]
    weights = decision.preferences.weights
    order = sorted((c for c in weights if weights[c]), key=lambda c: (-round(weights[c], 12), c))
    for (_, shown), one in zip(found["contributions"], decision.ranking, strict=True):
        amounts = [one.contribution(criterion).amount for criterion in order[: html.COLUMNS]]
        assert shown == pytest.approx(amounts, abs=1e-9)
    assert found["leaders"] == [day.best.name if day.best else "none" for day in story]
    for shown, day in zip(found["timeline"], story, strict=True):
        assert shown == pytest.approx([one.score for one in day.ranking[:2]], abs=1e-9)


def settings(random: Random, stated: dict[str, float], days: list[str]) -> dict[str, Any]:
    """Return random settings: some sliders moved, some criteria off, any date."""
    moved = random.sample(sorted(stated), random.randint(0, 12))
    counting = [criterion for criterion, amount in stated.items() if amount]
    return {
        "day": random.choice(days),
        "points": {criterion: random.randint(1, 20) / 2 for criterion in moved},
        "off": random.sample(counting, random.randint(0, min(4, len(counting)))),
    }


@pytest.mark.parametrize(
    ("made", "seed"),
    [
        (advice.known_only, 1),
        (advice.with_measurements, 2),
        (advice.leaning, 3),
        (advice.nothing_left, 4),
        (advice.only_one, 5),
    ],
)
def test_numbers_and_sentences_are_those_of_python(
    opened: Callable[..., Opened], made: Callable[[], Decision], seed: int
) -> None:
    """Over random weights, criteria off and dates, the page shows what Python computes, to 1e-9."""
    decision = made()
    days = {day.as_of: day for day in decisions(decision)}
    stated = stated_points(decision)
    text, random = html.render(decision), Random(seed)  # noqa: S311 - no secret
    view = opened(text)
    check(view.page.evaluate(READ), decision, list(days.values()))
    for _ in range(8):
        view.page.click("#reset", force=True)
        wanted = settings(random, stated, list(days))
        view.page.evaluate(SET, wanted)
        view.settle()
        points = {**stated, **wanted["points"], **dict.fromkeys(wanted["off"], 0.0)}
        story = {day: decided_anew(one, points) for day, one in days.items()}
        check(view.page.evaluate(READ), story[wanted["day"]], list(story.values()))


def test_with_every_criterion_off_all_count_alike(opened: Callable[..., Opened]) -> None:
    """Where no criterion is left, the page weighs all alike, as Python does."""
    decision = advice.known_only()
    view = opened(html.render(decision))
    stated = stated_points(decision)
    off = [criterion for criterion, amount in stated.items() if amount]
    view.page.evaluate(SET, {"day": decision.as_of, "points": {}, "off": off})
    view.settle()
    none = dict.fromkeys(stated, 0.0)
    story = [decided_anew(day, none) for day in decisions(decision)]
    check(view.page.evaluate(READ), story[-1], story)


def test_back_to_the_stated_is_the_page_as_it_was(opened: Callable[..., Opened]) -> None:
    """After any change, one button brings back every number and sentence of the decision."""
    decision = advice.with_measurements()
    view = opened(html.render(decision))

    def text() -> str:
        return "".join(view.page.text_content("main").split())

    before = text()
    assert view.page.is_disabled("#reset")
    random = Random(5)  # noqa: S311 - no secret
    days = [day.as_of for day in decisions(decision)]
    view.page.evaluate(SET, settings(random, stated_points(decision), days[:3]))
    view.settle()
    assert view.page.is_visible("#changed-note")
    assert text() != before
    view.page.click("#reset")
    view.settle()
    assert view.page.is_hidden("#changed-note")
    assert text() == before


def test_sentences_that_follow_lead_to_sources(opened: Callable[..., Opened]) -> None:
    """Every note of a sentence that the page made leads to a source that stands on it, once."""
    decision = advice.known_only()
    view = opened(html.render(decision))
    points = {"language_models": 10, "tpu": 8, "browser": 6}
    view.page.evaluate(SET, {"day": "2019-01-31", "points": points, "off": []})
    view.settle()
    found = view.page.evaluate(
        """() => ({
          notes: [...document.querySelectorAll("sup a")].map((one) => one.hash.slice(1)),
          ids: [...document.querySelectorAll("[id]")].map((one) => one.id),
          more: document.querySelectorAll("#more-sources li").length,
        })"""
    )
    assert found["more"]
    assert set(found["notes"]) <= set(found["ids"])
    assert len(set(found["ids"])) == len(found["ids"])
    numbers = [int(one.removeprefix("source-")) for one in found["ids"] if "source-" in one]
    assert all(later - earlier == 1 for earlier, later in pairwise(sorted(numbers)))


def test_numbers_are_written_as_python_writes_them(browser: Any) -> None:
    """Digits, percentages and series of the page's words are Python's, halves included."""
    from recommender.reports.page_scripts import module
    from recommender.wording import percent, series

    random = Random(7)  # noqa: S311 - no secret
    numbers = [n / 8 for n in range(41)] + [random.random() for _ in range(300)]
    numbers += [0.005, 0.015, 0.285, 1.005, 0.0195, 0.0005, 0.001, 0.00099, 0.145, 2.5, 0.5]
    page = browser.new_page()
    code = f"(numbers) => {{ {module('words')} ; return numbers.map((n) => [0, 1, 2, 3]"
    shown = page.evaluate(code + ".map((digits) => words.fixed(n, digits))) }", numbers)
    assert shown == [[f"{n:.{digits}f}" for digits in range(4)] for n in numbers]
    code = f"(numbers) => {{ {module('words')} ; return numbers.map(words.percent) }}"
    assert page.evaluate(code, numbers) == [percent(n) for n in numbers]
    lists = [[], ["a"], ["a", "b"], ["a", "b", "c"]]
    code = f"(lists) => {{ {module('words')} ; return lists.map(words.series) }}"
    assert page.evaluate(code, lists) == [series(one) for one in lists]
    page.close()
