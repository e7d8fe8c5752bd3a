import re

import pytest

from recommender.knowledge.frameworks import Fact
from recommender.loading.loader import shipped
from recommender.recommendation import recommend

KNOWN = shipped()
FACTS = [fact for framework in KNOWN.frameworks.values() for fact in framework.facts]
LATER = [fact for fact in FACTS if fact.since > "2017-01-31"]
NEEDS: list[dict[str, object]] = [
    {},
    {"purpose": "research", "experience": "expert", "novelty": "novel", "hardware": ["nvidia_gpu"]},
    {"purpose": "product", "deployment": ["server", "ios", "android"], "horizon": "years"},
    {"purpose": "learning", "experience": "beginner", "operating_system": ["windows"]},
    {"hardware": ["tpu"], "models": ["language_models", "varying_structure"]},
]


@pytest.fixture(scope="module")
def advice_of_2017() -> str:
    """Everything that is said, in every form, for several needs as of January 2017."""
    found = [recommend(needs, "2017-01", knowledge=KNOWN) for needs in NEEDS]
    return "\n".join(str(advice.to_dict()) + advice.text for advice in found)


@pytest.mark.parametrize("fact", LATER, ids=lambda fact: fact.id)
def test_no_fact_of_later_shows_in_january_2017(fact: Fact, advice_of_2017: str) -> None:
    """A fact that could not be known in January 2017 is not in its view and not in its words."""
    view = KNOWN.at("2017-01-31").frameworks.get(fact.framework)
    assert view is None or fact.id not in {shown.id for shown in view.facts}
    assert fact.id not in advice_of_2017


def test_advice_of_2017_names_no_later_year(advice_of_2017: str) -> None:
    """No year after 2017 stands anywhere in the advice as of January 2017."""
    assert not re.findall(r"\b(?:2018|2019|202\d)\b", advice_of_2017)


def test_frameworks_of_later_are_not_on_the_table(advice_of_2017: str) -> None:
    """JAX and PyTensor did not exist in January 2017 and are not spoken of."""
    assert not re.findall(r"\b(?:jax|pytensor|aesara)\b", advice_of_2017, re.IGNORECASE)
