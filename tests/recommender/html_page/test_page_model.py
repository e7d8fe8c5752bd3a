"""What the page computes with: the same advice as the program's at every date."""

from collections.abc import Callable

import pytest

from recommender.decision import Decision
from recommender.measurements import measurements
from recommender.recommendation import recommend
from recommender.reports import html
from recommender.reports.page_charts import page_charts
from recommender.reports.page_model import decisions, page_model, stated_points
from tests.recommender import tiny
from tests.recommender.html_page import advice


def test_an_earlier_date_is_the_advice_of_that_day() -> None:
    """Each date's decision is what the program says as of it, with what was measured by then."""
    decision = advice.with_measurements()
    results = [result.plain for result in decision.measurements.all()]
    days = decisions(decision)
    assert days[-1] is decision
    for day in days:
        then = recommend(decision.requirements, day.as_of, results)
        assert day.ranking == then.ranking
        assert day.exclusions == then.exclusions
    counted = {day.as_of: len(measurements(results, day.as_of).scored) for day in days}
    assert counted["2024-01-31"] == 0 < counted["2025-01-31"] < counted["2026-11-24"]


@pytest.mark.parametrize("made", [advice.with_measurements, advice.leaning, advice.nothing_left])
def test_every_cell_word_and_source_is_named_by_its_place(made: Callable[[], Decision]) -> None:
    """Tables hold each thing once, and every place that is named is in them."""
    decision = made()
    model = page_model(decision, decisions(decision), ())
    cells, words, citations = model["cells"], model["words"], model["citations"]
    assert len({str(cell) for cell in cells}) == len(cells)
    assert len(set(words)) == len(words)
    for low, high, parts, cited in cells:
        assert 0 <= low <= high <= 1
        assert all(0 <= part < len(words) for part in parts)
        assert all(0 <= citation < len(citations) for citation in cited)
    assert all(0 <= source < len(model["sources"]) for source, _ in citations)
    for day in model["days"]:
        for framework in day["frameworks"]:
            assert len(framework["cells"]) == len(model["criteria"])
            assert all(0 <= cell < len(cells) for cell in framework["cells"])


def test_a_date_before_all_frameworks_has_none() -> None:
    """A knowledge base may begin later than the dates that one can choose; then nothing is left."""
    young = {
        name: tiny.FRAMEWORKS[name].replace(day, "date: 2016-07")
        for name, day in (("alpha", "date: 2015-06"), ("beta", "date: 2014"))
    }
    decision = recommend({}, "2018-06-01", knowledge=tiny.knowledge(**young))
    first, second, *_ = page_model(decision, decisions(decision), ())["days"]
    for day in (first, second):
        assert (day["frameworks"], day["warnings"], day["excluded"]) == ([], [], [])
    assert "Which deep-learning framework?" in html.render(decision)


def test_the_stated_points_give_the_stated_weights() -> None:
    """The sliders start where the answers put the weights: each is its share of the points."""
    decision = advice.leaning()
    points = stated_points(decision)
    total = sum(points.values())
    weights = decision.preferences.weights
    assert {name: amount / total for name, amount in points.items()} == pytest.approx(weights)


def test_the_other_charts_show_all_that_there_is() -> None:
    """Shares of ranks add up to 1; every measured job and every framework's years are there."""
    decision = advice.with_measurements()
    figures = decision.explanation.figures
    charts = page_charts(decision, figures, decision.how_sure(samples=500))
    for row in charts["sure"]["rows"]:
        assert sum(row["shares"]) == pytest.approx(1)
    jobs = [job for one in charts["measured"] for job in one["jobs"]]
    assert len(jobs) == len(figures) > 0
    for job in jobs:
        low, median, high = job["step"]
        assert low <= median <= high
    names = {row["name"] for row in charts["coverage"]["rows"]}
    assert names == {known.name for known in decision.view.alternatives.values()}
    assert len({sum(row["counts"]) for row in charts["coverage"]["rows"]}) == 1
