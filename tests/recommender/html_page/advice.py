"""Decisions whose pages are tested: with and without measurements, warnings and exclusions."""

from dataclasses import replace

from probes.results.outcomes import Outcome
from recommender.recommendation import Recommendation, recommend
from tests.recommender.probed import failed, measured, plain

NEEDS = {"purpose": "research", "models": ["recurrent"], "hardware": ["nvidia_gpu"]}
STACKS = (("numpy", "numpy"), ("torch", "pytorch"), ("jax", "jax"), ("theano", "theano"))


def known_only() -> Recommendation:
    """Return advice from knowledge alone."""
    return recommend(NEEDS, "2026-11-24")


def with_measurements() -> Recommendation:
    """Return advice on which measurements of a made-up machine count."""
    results = [
        replace(measured(stack, framework, (place + 1) * base, 0.05 * 4**place), workload=workload)
        for workload, base in (("mlp", 0.001), ("lstm", 0.01))
        for place, (stack, framework) in enumerate(STACKS)
    ]
    earlier = measured("keras-tensorflow", "keras", 0.003, day="2024-06-01")
    results.append(earlier)  # counts as of January 2025, too
    results.append(failed("mxnet", "mxnet", Outcome.NOT_INSTALLABLE, "no wheel for this Python"))
    return recommend({**NEEDS, "title": "With measurements"}, "2026-11-24", plain(*results))


def leaning() -> Recommendation:
    """Return advice for needs that exclude, warn and speak of existing code."""
    needs = {
        "purpose": "product",
        "deployment": ["ios"],
        "existing_code": "keras",
        "ruled_out": ["pytorch"],
        "firmness": {"deployment": "leaning"},
        "emphasis": {"tpu": 0.3},
        "without": ["mxnet"],
    }
    return recommend(needs, "2021-06-15")


def nothing_left() -> Recommendation:
    """Return advice that leaves no framework."""
    return recommend({"deployment": ["ios"], "only": ["theano"]}, "2018-01-31")


def only_one() -> Recommendation:
    """Return advice that leaves one framework, and none before it was released."""
    return recommend({"purpose": "learning", "only": ["pytorch"]}, "2019-06-30")
