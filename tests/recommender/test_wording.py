import pytest

from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import shipped
from recommender.wording import in_unit, ordinal, percent, says, seconds, series, significant
from tests.recommender import tiny


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return shipped()


def fact(attribute: str, value: object) -> Fact:
    """Return a fact of Theano's with another value."""
    return Fact(
        *("theano.x@2017", "theano", attribute, value, "2017-01-01", "2017-01-01", None, ()),
        documented=True,
    )


@pytest.mark.parametrize(
    ("attribute", "value", "said"),
    [
        ("learning_curve", "gentle", "has a gentle learning curve"),
        ("community", "very_large", "has a very large community"),
        ("device.tpu", "none", "does not compute on TPUs"),
        ("runs_on", "tensorflow", "runs on TensorFlow"),
        ("runs_on", "C++ compiler", "runs on C++ compiler"),
        ("learning_curve", "unknown", "has learning curve: not known"),
    ],
)
def test_a_fact_says_it_in_words(
    known: Knowledge, attribute: str, value: object, said: str
) -> None:
    """A fact is a predicate that stands behind its framework's name."""
    assert says(fact(attribute, value), known) == said


def test_every_attribute_that_counts_has_words_for_every_value(known: Knowledge) -> None:
    """What a criterion reads or a rule requires is said in phrases, not as "attribute: value"."""
    read = {reading.attribute for one in known.criteria.values() for reading in one.readings}
    read |= {e.target for rule in known.rules for e in rule.effects if e.kind == "require"}
    for identity in read:
        attribute = known.attributes[identity]
        values = attribute.steps or ("true", "false")
        assert not set(values) - set(attribute.says) or "" in attribute.says, identity


def test_an_attribute_without_phrases_is_said_plainly() -> None:
    """A knowledge base need not give phrases."""
    small = tiny.knowledge()
    assert says(small.frameworks["alpha"].facts[0], small) == "has ease: easy"


def test_numbers_and_lists_as_words() -> None:
    """Places, shares and series read as one says them."""
    assert [ordinal(place) for place in (1, 3, 9, 10, 11, 21, 22, 113)] == [
        *("first", "third", "ninth", "10th", "11th", "21st", "22nd", "113th"),
    ]
    shares = [percent(share) for share in (0.0, 0.0004, 0.014, 0.0196, 0.5)]
    assert shares == ["0%", "under 0.1%", "1.4%", "2%", "50%"]
    assert [series(list("abc"[:count])) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_duration_has_three_digits_and_no_exponent() -> None:
    """The unit is chosen for what is shown: 999.6 µs are a millisecond."""
    assert seconds(0.0009996) == "1 ms"
    assert seconds(0.9996) == "1 s"
    assert seconds(0.0000123) == "12.3 µs"
    assert seconds(0.01234) == "12.3 ms"
    assert seconds(1234.0) == "1230 s"
    assert seconds(3e-9) == "0.003 µs"


def test_any_number_is_shown_in_the_unit_that_suits_it() -> None:
    """Below the smallest unit that one is taken; no number is told with an exponent."""
    units = ((1e9, "GB"), (1e6, "MB"))
    assert in_unit(999.7e6, units) == "1 GB"
    assert in_unit(12_345_678, units) == "12.3 MB"
    assert in_unit(1_000, units) == "0.001 MB"
    assert significant(1234.0, 2) == "1200"
