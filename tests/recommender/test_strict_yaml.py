from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import RequirementsError
from recommender.strict_yaml import parse, read_text


def load(text: str) -> object:
    return parse(text, "file.yaml", RequirementsError).data


def test_words_stay_words_and_numbers_are_numbers() -> None:
    """Only null, true, false and numbers are more than text: no yes, no dates, no octals."""
    assert load("a: yes\nb: true\nc: 2017-01\nd: 12\ne: 1.5\nf:\ng: '12'\nh: NO") == {
        "a": "yes",
        "b": True,
        "c": "2017-01",
        "d": 12,
        "e": 1.5,
        "f": None,
        "g": "12",
        "h": "NO",
    }


def test_a_number_is_known_as_it_was_written() -> None:
    """What the value does not tell is kept: noughts, signs and exponents."""
    document = parse("a: 1.10\nb: [007, 5]\nc: 1e3\nd: 1.5\n", "file.yaml", RequirementsError)
    assert document.data == {"a": 1.1, "b": [7, 5], "c": 1000.0, "d": 1.5}
    assert document.written == {("a",): "1.10", ("b", 0): "007", ("c",): "1e3"}
    assert document.part("b").written == {(0,): "007"}


def test_every_value_remembers_its_line() -> None:
    """A value is found again by its line, a missing one by its parent's."""
    document = parse("a:\n  - x\n  - b: 1\n", "file.yaml", RequirementsError)
    assert document.where("a", 1, "b") == "file.yaml:3"
    assert document.where("a", 1, "missing") == "file.yaml:3"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: 2\n", "file.yaml:2: the key 'a' stands twice"),
        ("a: &x [1]\nb: *x\n", "tag or anchor &x"),
        ("a: *x\n", "alias"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("a: [1, 2\n", "not valid YAML"),
        ("a: \x00\n", "not valid YAML"),
        ("a: 1\nb: é\nc: \x07\n", "file.yaml:3: not valid YAML"),
        ("--- 1\n--- 2\n", "second document"),
        ("[" * 30, "nested deeper"),
        ("? [a]\n: 1\n", "key that is a list"),
    ],
)
def test_what_is_not_accepted_is_named_with_its_line(text: str, says: str) -> None:
    """Duplicate keys, aliases, tags, depth and broken YAML each get one clear line."""
    with pytest.raises(RequirementsError) as caught:
        load(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_many_values_are_refused_before_they_fill_the_memory() -> None:
    """The number of values is bounded."""
    with pytest.raises(RequirementsError, match="more than"):
        load("[" + "1," * 300_000 + "]")


def test_files_are_bounded_utf_8_and_present(tmp_path: Path) -> None:
    """A file that is missing, too large, a folder or not UTF-8 is refused in one line."""
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a" * 2_000_000)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("ä".encode("latin-1"))
    for path, says in (
        (big, "larger"),
        (latin, "UTF-8"),
        (tmp_path, "cannot"),
        (tmp_path / "x", "cannot"),
    ):
        with pytest.raises(RequirementsError, match=says):
            read_text(path, RequirementsError)


@given(st.text(max_size=200))
def test_any_text_gives_data_or_one_clear_line(text: str) -> None:
    """No text at all makes the reader fail in another way."""
    with suppress(RequirementsError):
        load(text)
