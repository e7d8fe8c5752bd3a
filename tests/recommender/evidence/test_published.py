import pytest
from hypothesis import given
from hypothesis import strategies as some

from recommender.assessment import assess
from recommender.cli.frameworks import one as page
from recommender.errors import KnowledgeError
from recommender.evidence.facts import Evidence
from recommender.evidence.measured import OTHER_DEVICE, OTHER_DEVICE_WIDTH
from recommender.evidence.published import ELSEWHERE_WIDTH, FASTEST, Figures, published, quantities
from recommender.knowledge.studies import PublishedMeasure, StudyRow, StudyTable
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.measurements import Measurements, measurements
from tests.recommender import tiny
from tests.recommender.probed import measured

RACE = """
id: race
title: A race
source: race
from: 2016-06-01
device: cuda
hardware: a GPU
finding: Alpha is first.
cautions: [One run each.]
tables:
  - id: mlp
    what: A perceptron
    workload: mlp
    metric: step_s
    unit: ms per step
    of: [small, large, alone]
    rows:
      - {name: Alpha, frameworks: [alpha], values: [10, 40, 7]}
      - {name: Alpha's slow way, frameworks: [alpha], values: [80, 90, null]}
      - {name: Beta, frameworks: [beta], values: [20, 20, null]}
      - {name: Omega, values: [40, 30, null]}
      - {name: Omega in half precision, values: [1, 1, null], not_scored: Another precision.}
"""
SOURCES = (
    tiny.SOURCES
    + """
- {id: race, title: A race, kind: benchmark, date: 2016-06-01, read: 2026-01-01}
"""
)
CRITERIA = tiny.CRITERIA.replace(
    "best: 0.1, worst: 10}]",
    "best: 0.1, worst: 10}],\n"
    "   published: [{metric: step_s, per: fastest, best: 1, worst: 4, shelf_life: 2}]",
)
QUESTIONS = (
    tiny.QUESTIONS
    + """
- id: hardware
  text: On what?
  help: All.
  many: true
  options: [{id: cpu, label: CPU}, {id: nvidia_gpu, label: GPU}]
- id: models
  text: Which models?
  help: All.
  many: true
  options: [{id: tabular, label: Tables}, {id: recurrent, label: Sequences}]
"""
)
WORKLOADS = """
workloads:
  - {id: mlp, meaning: A perceptron., models: [tabular]}
  - {id: lstm, meaning: A recurrent net., models: [recurrent]}
devices: [{id: cpu, hardware: [cpu]}, {id: cuda, hardware: [nvidia_gpu]}]
"""
MEASURE = PublishedMeasure("step_s", 1.0, 1.0, 4.0, 2.0, FASTEST)


def knowledge(race: str = RACE, **changes: str) -> Knowledge:
    """Return the tiny knowledge base with one published study."""
    own = {"sources": SOURCES, "criteria": CRITERIA, "questions": QUESTIONS, "workloads": WORKLOADS}
    texts = tiny.texts(**own | changes)
    return tiny.assembled({**texts, "published/race.yaml": race})


KNOWN = knowledge()


def evidence(framework: str, day: str, answers: dict[str, object] | None = None) -> list[Evidence]:
    """Return the published evidence of a framework on the criterion speed."""
    assessed = assess(KNOWN.at(day), Measurements(), answers or {})[framework]["speed"]
    return [item for item in assessed.evidence if item.kind == "published"]


def of(framework: str, table: StudyTable, per: str | None = FASTEST) -> list[Figures]:
    """Return what a table's columns say of a framework."""
    return [found for name, found in quantities(table, per) if name == framework]


def test_a_figure_counts_beside_the_fastest_of_its_column() -> None:
    """Alpha stands by its fastest way; what is not scored sets no mark; alone is no comparison."""
    (table,) = KNOWN.studies["race"].tables
    assert [figure for _, figure, _ in of("alpha", table)] == [1.0, 2.0]
    assert [figure for _, figure, _ in of("beta", table)] == [2.0, 1.0]
    assert of("gamma", table) == []


def test_throughputs_count_the_other_way_round() -> None:
    """Twice the images a second is half the time, with the spread turned round as well."""
    rows = (
        StudyRow("A", ("alpha",), (100.0,), (20.0,)),
        StudyRow("B", ("beta",), (200.0,)),
    )
    table = StudyTable(
        "t", "T", "step_s", "images/s", "mlp", "cuda", ("x",), rows, higher_is_better=True
    )
    ((low, figure, high),) = of("alpha", table)
    assert (low, figure, high) == pytest.approx((200 / 120, 2.0, 200 / 80))


def test_a_spread_as_wide_as_the_figure_leaves_half_of_it() -> None:
    """A duration cannot have been nothing: its low end is half of the figure at least."""
    rows = (
        StudyRow("A", ("alpha",), (100.0,), (95.0,)),
        StudyRow("B", ("beta",), (100.0,), (20.0,)),
    )
    table = StudyTable("t", "T", "step_s", "ms", "mlp", "cuda", ("x",), rows)
    assert of("alpha", table) == [(0.5, 1.0, 1.95)]
    assert of("beta", table) == [(0.8, 1.0, 1.2)]


def test_waits_count_in_seconds() -> None:
    """Without a fastest to be held against, milliseconds become seconds."""
    rows = (StudyRow("A", ("alpha",), (500.0,)), StudyRow("B", ("beta",), (30.0,)))
    table = StudyTable("t", "T", "wait_s", "ms", "mlp", "cuda", ("x",), rows)
    assert [figure for _, figure, _ in of("alpha", table, None)] == [0.5]


def test_the_value_is_the_mean_on_fixed_anchors_widened_for_elsewhere() -> None:
    """1 and 2 times the fastest are 1 and 0.5; the mean is widened by what elsewhere costs."""
    (one,) = published(KNOWN.at("2016-06-01"), MEASURE)["alpha"]
    assert one.ratios == (1.0, 2.0)
    assert one.interval.low == pytest.approx(0.75 * (1 - ELSEWHERE_WIDTH))
    assert one.interval.high == pytest.approx(0.75 + 0.25 * ELSEWHERE_WIDTH)


def test_nothing_counts_before_it_was_published() -> None:
    """The day before, there is no study, no evidence and no line on the framework's page."""
    assert not KNOWN.at("2016-05-31").studies
    assert not evidence("alpha", "2016-05-31")
    assert "A race" not in page(KNOWN.at("2016-05-31"), "alpha")
    assert evidence("alpha", "2016-06-01")
    assert "A race, 1 June 2016" in page(KNOWN.at("2016-06-01"), "alpha")


def test_age_widens_and_so_weighs_less() -> None:
    """After its shelf life a figure grows uncertain, and what is uncertain weighs little."""
    (new,), (old,) = evidence("beta", "2016-06-01"), evidence("beta", "2026-06-01")
    assert old.interval.width > new.interval.width + 0.5
    assert old.weight < new.weight / 4


def test_another_device_tells_less() -> None:
    """For who trains on a CPU a figure of a GPU is wider and weighs a quarter or less."""
    (on_gpu,) = evidence("beta", "2016-06-01", {"hardware": ("nvidia_gpu",)})
    (on_cpu,) = evidence("beta", "2016-06-01", {"hardware": ("cpu",)})
    assert on_cpu.interval == on_gpu.interval.widened(OTHER_DEVICE_WIDTH)
    assert on_cpu.weight < OTHER_DEVICE * on_gpu.weight


def test_what_was_measured_here_outranks_it() -> None:
    """Beside a measurement made here a published figure counts a quarter of what it counted."""
    view = KNOWN.at("2016-06-30")
    here = measurements(
        [
            measured("alpha", "alpha", 2.0, day="2016-06-10").to_dict(),
            measured("numpy", "numpy", 1.0, day="2016-06-10").to_dict(),
        ],
        "2016-06-30",
    )
    both = assess(view, here, {})["alpha"]["speed"].evidence
    weights = {item.kind: item.weight for item in both}
    (alone,) = evidence("alpha", "2016-06-30")
    assert weights["published"] == pytest.approx(alone.weight / 4)
    assert weights["measured"] > 3 * weights["published"]


@given(some.floats(1, 1000), some.floats(1, 1000))
def test_no_figure_of_a_rival_on_the_table_changes_it_unless_in_print(
    one: float, two: float
) -> None:
    """Excluding or adding a candidate changes no value: only the table's own figures do."""
    rows = (
        StudyRow("A", ("alpha",), (one,)),
        StudyRow("B", ("beta",), (two,)),
        StudyRow("O", (), (5.0,)),
    )
    table = StudyTable("t", "T", "step_s", "ms", "mlp", "cuda", ("x",), rows)
    unnamed = StudyTable(
        "t",
        "T",
        "step_s",
        "ms",
        "mlp",
        "cuda",
        ("x",),
        (rows[0], StudyRow("B", (), (two,)), rows[2]),
    )
    assert of("alpha", table) == of("alpha", unnamed)


@given(some.floats(1, 1000), some.floats(1.01, 10))
def test_a_better_figure_never_counts_less(value: float, factor: float) -> None:
    """Whatever the others took, less time is no lower interval."""

    def counted(mine: float) -> tuple[float, float]:
        race = RACE.replace("values: [10, 40, 7]", f"values: [{mine}, 40, 7]")
        (one,) = published(knowledge(race).at("2017-01-01"), MEASURE)["alpha"]
        return one.interval.low, one.interval.high

    slow, fast = counted(value * factor), counted(value)
    assert slow[0] <= fast[0] + 1e-12
    assert slow[1] <= fast[1] + 1e-12


BROKEN = {
    "a framework that is none": (
        "frameworks: [beta]",
        "frameworks: [bta]",
        ":20: no framework 'bta'",
    ),
    "too few figures": ("values: [40, 30, null]", "values: [40]", "must have 3 figures"),
    "a figure below nothing": (
        "values: [20, 20, null]",
        "values: [20, -1, null]",
        "write a number",
    ),
    "a figure without an end": (
        "values: [20, 20, null]",
        "values: [20, 1e999, null]",
        "write a number",
    ),
    "a source that is nowhere": ("source: race", "source: rase", "did you mean 'race'?"),
    "an unknown workload": ("workload: mlp", "workload: mpl", "did you mean 'mlp'?"),
    "an id that is not the file's": ("id: race", "id: rase", "not the file's name"),
    "a wait without seconds": ("metric: step_s", "metric: wait_s", "a wait counts in seconds"),
    "a date that is none": ("from: 2016-06-01", "from: 2016-06-31", "that month has 30 days"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_of_a_study_is_named_with_its_line(name: str) -> None:
    """A broken study gives one line with file, line and mend."""
    old, new, says = BROKEN[name]
    with pytest.raises(KnowledgeError) as caught:
        knowledge(RACE.replace(old, new, 1))
    assert "published/race.yaml:" in str(caught.value)
    assert says in str(caught.value)


def test_a_study_without_figures_says_why() -> None:
    """A study of which no figures are at hand is kept for its finding, and says so."""
    head = RACE[: RACE.index("tables:")]
    with pytest.raises(KnowledgeError, match="not_scored"):
        knowledge(head)
    assert knowledge(head + "not_scored: Not at hand.\n").studies["race"].tables == ()


def test_the_shipped_studies_carry_cautions_and_sources() -> None:
    """Each of the published benchmarks says what it found, where, and what to beware of."""
    known = shipped()
    assert len(known.studies) >= 17
    for study in known.studies.values():
        assert study.cautions
        assert study.finding
        assert known.sources[study.source].address
        assert known.sources[study.source].read
        assert study.tables or study.not_scored
    figures = [
        value
        for study in known.studies.values()
        for table in study.tables
        for row in table.rows
        for value in row.values
        if value is not None
    ]
    assert len(figures) > 500
