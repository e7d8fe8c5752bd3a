"""The story of the advice over the years, as a historian of the field would accept it.

For each January, the leaders that can be defended for the same needs; the reasons stand beside
them. They are wide where the field was divided, and are no copy of what the program says.
"""

from collections.abc import Iterator

import pytest

from recommender.decision import Decision, decide
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import read
from tests.recommender.cli.test_commands import ROOT

NOBODY = "nobody"
#: example → the years from which on, with the leaders that can be defended then.
STORY: dict[str, dict[int, set[str]]] = {
    # An expert with an unusual model who wants every detail under control.
    "research-2017": {
        # Gradients of free formulas from Python on a GPU: Theano alone, Torch being Lua.
        2015: {"theano"},
        # TensorFlow is two months old and slow; Chainer is known in Japan above all.
        2016: {"theano", "chainer"},
        # PyTorch is in its first beta; the founding article sends these needs to Theano.
        2017: {"theano", "chainer", "pytorch"},
        # Theano's end was announced in September 2017; research goes to PyTorch and stays.
        2018: {"pytorch"},
        # From here on JAX can be defended for unusual mathematics.
        2020: {"pytorch", "jax"},
    },
    # Somebody who learns, with published networks of ready-made layers.
    "beginner": {
        # Keras begins in March; Caffe and its model zoo are where one starts with images.
        2015: {"caffe"},
        2016: {"keras", "caffe", "lasagne"},
        # The article: Keras, for its ease and documentation.
        2017: {"keras"},
        2018: {"keras"},
        2019: {"keras", "fastai"},
        # Keras of several backends is about to end; its interface is TensorFlow 2's own.
        2020: {"tensorflow", "keras", "fastai", "pytorch"},
        2022: {"pytorch", "keras", "tensorflow", "fastai"},
        # Keras 3 runs on PyTorch and JAX too.
        2024: {"pytorch", "keras", "fastai"},
    },
    # A company that serves networks for images and must keep that running for years.
    "web-service": {
        # Trained in the lab, run in industry: Caffe, until TensorFlow Serving and 1.0.
        2015: {"caffe"},
        2016: {"caffe", "theano"},
        2017: {"tensorflow"},
        2018: {"tensorflow", "keras"},
        2019: {"tensorflow", "keras"},
        2020: {"tensorflow"},
        # TorchServe came in April 2020; for two years both can be defended.
        2021: {"tensorflow", "pytorch"},
        2023: {"pytorch", "tensorflow"},
        # TensorFlow's makers lead new work elsewhere.
        2026: {"pytorch"},
    },
    # An app that recognises images on the phone itself, on Android and iOS.
    "mobile-app": {
        # Caffe runs on phones in ports of others only; TensorFlow reaches iOS in June 2016.
        2015: {NOBODY},
        2016: {NOBODY, "mxnet", "tensorflow"},
        # TensorFlow Lite, with nothing like it for long: PyTorch Mobile never leaves its beta.
        2017: {"tensorflow"},
        2020: {"tensorflow", "keras"},
        # Models come from PyTorch more and more, and ExecuTorch is in its beta.
        2024: {"tensorflow", "keras", "pytorch"},
    },
    # A group that adapts large language models on several Ampere GPUs, and serves them.
    "language-models": {
        # Neither such models nor such GPUs: no framework could meet these needs.
        2015: {NOBODY},
        # GPT-3 and the A100 are of 2020; what follows appears for PyTorch first.
        2021: {"pytorch"},
    },
    # Physicists with solvers in Theano who differentiate through them.
    "scientific-computing": {
        2015: {"theano"},
        # Theano is ending, JAX is a year away; Autograd, which some took, is not held here.
        2018: {NOBODY, "pytorch", "tensorflow"},
        2019: {"jax"},
    },
    # A team that knows TensorFlow, may not use PyTorch, and tries out a network for images.
    "name-frameworks": {
        # Before TensorFlow, trained networks for images are Caffe's.
        2015: {"caffe"},
        # Keras runs on TensorFlow since December, which has one trained network, Inception v3.
        2016: {"caffe", "keras", "tensorflow"},
        # What they know, or its own layer of ready-made parts.
        2017: {"tensorflow", "keras"},
    },
}


def januaries(years: dict[int, set[str]]) -> Iterator[tuple[str, set[str]]]:
    for year in range(2015, 2027):
        yield f"{year}-01-31", years[max(one for one in years if one <= year)]


@pytest.mark.parametrize("example", STORY)
def test_the_story_of_the_advice_can_be_defended(example: str) -> None:
    """Each January since 2015, the leader is one that a historian of the field would accept."""
    known = shipped()
    needs = read(ROOT / "examples" / f"{example}.yaml", known)
    wrong = {}
    for day, leaders in januaries(STORY[example]):
        decision: Decision = decide(needs, day, Measurements(), known)
        leader = decision.best.framework if decision.best else NOBODY
        if leader not in leaders:
            wrong[day] = (leader, leaders)
    assert wrong == {}


def test_every_example_has_a_story() -> None:
    """An example of needs that is shipped is held against the history too."""
    assert {path.stem for path in (ROOT / "examples").glob("*.yaml")} == set(STORY)
