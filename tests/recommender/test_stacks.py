from dataclasses import replace

import pytest

from probes.results.result import Result
from recommender.explanation.identities import kind_of
from recommender.loading.loader import shipped
from recommender.recommendation import Recommendation, recommend
from tests.recommender.probed import measured, plain
from tests.recommender.tiny import FRAMEWORKS, knowledge

TODAY = "2026-11-24"


def keras(day: str, results: list[Result] | None = None, **needs: object) -> Recommendation:
    """Return advice for somebody who takes Keras anyway."""
    found = plain(*results) if results else None
    return recommend({"only": ["keras"], **needs}, day, found)


def stack(name: str, step: float, workload: str = "mlp") -> Result:
    """Return a measured step of Keras on a backend."""
    return replace(measured(f"keras-{name}", "keras", step), workload=workload)


@pytest.mark.parametrize(
    ("day", "backends"),
    [
        ("2015-09", {"theano"}),
        ("2016-06", {"theano", "tensorflow"}),
        ("2018-06", {"theano", "tensorflow", "cntk"}),
        ("2021-06", {"tensorflow"}),
        (TODAY, {"tensorflow", "pytorch", "jax"}),
    ],
)
def test_the_backends_are_those_of_the_day(day: str, backends: set[str]) -> None:
    """Keras ran on Theano, then on more and more, then on one, now on three."""
    found = keras(day).stack
    assert found is not None
    assert {one.framework for one in found.stack.backends} == backends
    assert found.backend in backends


def test_a_layer_over_one_base_names_it() -> None:
    """Whoever takes Lasagne or Blocks takes Theano with it, and is told so."""
    for layer in ("lasagne", "blocks"):
        found = recommend({"only": [layer]}, "2017-01").stack
        assert found is not None
        assert found.backend == "theano"
        assert "you choose Theano" in " ".join(found.text.split())


def test_what_runs_on_no_other_framework_has_no_backend() -> None:
    """PyTorch runs by itself; JAX on a compiler; PyTensor chooses for itself."""
    assert recommend({"only": ["pytorch"]}, TODAY).stack is None
    assert recommend({"only": ["jax"]}, TODAY).stack is None
    pytensor = recommend({"only": ["pytensor"]}, TODAY).stack
    assert pytensor is not None
    assert pytensor.backend is None


def test_a_need_excludes_backends_with_rule_and_fact() -> None:
    """Android decided for TensorFlow in 2018; CNTK and Theano were out, and it is said why."""
    found = keras("2018-06", deployment=["android"]).stack
    assert found is not None
    assert found.backend == "tensorflow"
    out = {one["framework"]: one for one in found.numbers()["backends"] if one["violates"]}
    assert set(out) == {"cntk", "theano"}
    assert out["cntk"]["violates"] == "run-on-android"
    assert all(one["fact"] for one in out.values())


def test_what_holds_through_some_backends_only_excludes_the_others() -> None:
    """Keras reaches TPUs through JAX or TensorFlow, whatever PyTorch does without it."""
    advice = keras(TODAY, hardware=["tpu"])
    found = advice.stack
    assert found is not None
    assert found.backend in ("jax", "tensorflow")
    assert "pytorch" not in {one.framework for one in found.stack.possible}
    browser = keras("2024-06", deployment=["browser"]).stack
    assert browser is not None
    assert browser.backend == "tensorflow"
    assert "through JAX and TensorFlow only" in " ".join(found.text.split())
    assert recommend({"only": ["keras"], "hardware": ["apple_gpu"]}, TODAY).stack.backend == (  # type: ignore[union-attr]
        "pytorch"
    )


def test_measured_stacks_decide_where_speed_is_what_is_asked_for() -> None:
    """The backend whose stack stepped clearly fastest here is the one to take, and it is said."""
    needs = {"emphasis": {"training_speed": 10}, "hardware": ["cpu"]}
    for fastest in ("torch", "jax", "tensorflow"):
        results = [measured("numpy", "numpy", 0.002)]
        results += [
            stack(name, 0.0005 if name == fastest else 0.02)
            for name in ("torch", "jax", "tensorflow")
        ]
        advice = keras(TODAY, results, **needs)
        found = advice.stack
        assert found is not None
        assert found.backend == {"torch": "pytorch"}.get(fastest, fastest)
        assert found.stack.measured
        said = [one for one in found.sentences if one.text.startswith("This rests on measurements")]
        assert {kind_of(identity, advice) for one in said for identity in one.ids} == {
            "measurement"
        }


def test_only_what_every_measured_stack_ran_is_compared() -> None:
    """A workload that one stack alone ran, or a single stack, changes nothing."""
    needs = {"emphasis": {"training_speed": 10}, "hardware": ["cpu"]}
    unit = measured("numpy", "numpy", 0.002)
    without = keras(TODAY, [unit], **needs).stack
    alone = keras(TODAY, [unit, stack("jax", 0.0001)], **needs).stack
    both = [unit, stack("jax", 0.02), stack("torch", 0.0005)]
    extra = [replace(unit, workload="lstm"), stack("jax", 0.0001, "lstm")]
    assert without is not None
    assert alone is not None
    assert alone.numbers()["backends"] == without.numbers()["backends"]
    assert not alone.stack.measured
    found, more = keras(TODAY, both, **needs).stack, keras(TODAY, both + extra, **needs).stack
    assert found is not None
    assert more is not None
    assert more.numbers()["backends"] == found.numbers()["backends"]


def test_later_measurements_do_not_advise_the_past() -> None:
    """As of 2024 the measurements of 2026 decide nothing."""
    results = [measured("numpy", "numpy", 0.002), stack("jax", 0.0001), stack("torch", 0.02)]
    found = keras("2024-06", results).stack
    assert found is not None
    assert not found.stack.measured


def test_code_in_a_backend_speaks_for_it() -> None:
    """Whoever comes from JAX is advised to run Keras on it."""
    found = keras(TODAY, existing_code="jax").stack
    assert found is not None
    assert found.backend == "jax"


def test_the_first_gets_its_stack_in_every_report() -> None:
    """Text, Markdown, HTML and JSON carry the advice."""
    from recommender.reports import html, markdown, text

    advice = keras("2017-01")
    found = advice.stack
    assert found is not None
    for render in (text.render, markdown.render, html.render):
        assert "Run Keras on TensorFlow" in " ".join(render(advice).split())
    plain_ = advice.to_dict()
    assert plain_["stack"] == found.numbers()
    assert plain_["explanation"]["stack"]


def test_an_unknown_backend_of_a_fact_is_refused() -> None:
    """`through` names frameworks that there are."""
    from recommender.errors import KnowledgeError

    wrong = FRAMEWORKS["alpha"].replace(
        "value: easy, from: 2015-06,", "value: easy, from: 2015-06, through: [betta],"
    )
    with pytest.raises(KnowledgeError, match="no framework 'betta'; did you mean 'beta'"):
        knowledge(alpha=wrong)


def test_through_names_backends_that_it_runs_on() -> None:
    """What a fact holds through is among what the framework ran on when the fact began."""
    for framework in shipped().frameworks.values():
        for fact in framework.facts:
            view = shipped().at(fact.since).frameworks[framework.id] if fact.through else None
            on = {one.value for one in view.current.get("runs_on", ())} if view else set()
            assert set(fact.through) <= on, fact.id
