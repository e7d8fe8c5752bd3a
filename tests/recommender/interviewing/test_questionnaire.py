from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.interviewing.questionnaire import NotAnAnswerError, Questionnaire, understood
from recommender.knowledge.vocabulary import Option
from recommender.requirements import DOESNT_MATTER, DONT_KNOW
from tests.recommender.tiny import knowledge

QUESTIONS = knowledge().questions
PURPOSE, PLACES = QUESTIONS["purpose"], QUESTIONS["places"]


@pytest.mark.parametrize(
    ("typed", "answer", "firm"),
    [
        ("1", "study", True),
        (" work ", "work", True),
        ("WORK", "work", True),
        ("2~", "work", False),
        ("work ~ ", "work", False),
        ("d", DONT_KNOW, True),
        ("a", DOESNT_MATTER, True),
        ("unknown", DONT_KNOW, True),
    ],
)
def test_numbers_ids_and_letters_are_understood(typed: str, answer: str, firm: bool) -> None:
    """An option is typed by its number or id, '~' makes it not firm; 'd' and 'a' are reserved."""
    assert understood(PURPOSE, typed) == (answer, firm)


def test_several_answers_stand_in_the_questions_order() -> None:
    """Where several fit, commas separate them, and their order is the question's."""
    assert understood(PLACES, "2, 1") == (("desk", "phone"), True)
    assert understood(PLACES, "phone,1~") == (("desk", "phone"), False)


@pytest.mark.parametrize("typed", ["0", "3", "-1", "x", "1,2", ",", "²", "1 2", "d,1", "~", "d~"])
def test_what_is_no_answer_is_refused_with_a_hint(typed: str) -> None:
    """A wrong entry is refused and the reader is told what to type."""
    with pytest.raises(NotAnAnswerError, match="type"):
        understood(PURPOSE, typed)


@given(st.text(max_size=20))
def test_any_entry_is_an_answer_or_refused(typed: str) -> None:
    """Whatever is typed gives an allowed answer or one error, never anything else."""
    try:
        answer, firm = understood(PLACES, typed)
    except NotAnAnswerError:
        return
    assert answer in (DONT_KNOW, DOESNT_MATTER) or set(answer) <= set(PLACES.option_ids())
    assert firm or isinstance(answer, tuple)


def test_enter_alone_keeps_an_answer_or_means_dont_know() -> None:
    """Nothing typed keeps what was answered before, firm or not, and else is "don't know"."""
    start = Questionnaire(QUESTIONS, {"purpose": "work"}, frozenset({"purpose"})).ask("purpose")
    assert start.answer("").answers == {"purpose": "work"}
    assert start.answer("").leaning == {"purpose"}
    assert Questionnaire(QUESTIONS).ask("purpose").answer("").answers["purpose"] == DONT_KNOW


def test_an_answer_ends_the_question() -> None:
    """After an answer nothing is asked until a question is chosen; it is open no more."""
    state = Questionnaire(QUESTIONS).ask("places").answer("1~")
    assert state.current is None
    assert state.answered == ("places",)
    assert state.open == ("purpose", "existing_code")
    assert state.leaning == {"places"}
    assert state.ask("places").answer("2").leaning == frozenset()
    with pytest.raises(NotAnAnswerError):
        state.answer("1")


def test_one_can_go_back_and_change_an_answer() -> None:
    """Back goes from answer to answer; each stays, in its place, until it is changed."""
    state = Questionnaire(QUESTIONS).ask("purpose").answer("1").ask("places").answer("2")
    state = state.ask("existing_code").back()
    assert state.current is PLACES
    state = state.back()
    assert state.current is PURPOSE
    assert state.back().current is PURPOSE
    assert list(state.answer("2").answers.items()) == [("purpose", "work"), ("places", ("phone",))]
    assert Questionnaire(QUESTIONS).back().current is None


def test_an_answer_is_changed_by_its_number_or_id() -> None:
    """Answers are numbered in the order in which they were given."""
    state = Questionnaire(QUESTIONS).ask("places").answer("2").ask("purpose").answer("1")
    assert state.change("1").current is PLACES
    assert state.change(" Purpose").current is PURPOSE
    for typed in ("0", "3", "existing_code", "", "²"):
        with pytest.raises(NotAnAnswerError, match="type 'c'"):
            state.change(typed)


TOOLS = replace(
    PLACES,
    options=(
        Option("torch-geometric", "PyTorch Geometric: graphs"),
        Option("pyro", "Pyro: probability"),
        Option("numpyro", "NumPyro: probability"),
    ),
)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("PyTorch Geometric", ("torch-geometric",)),
        ("geom", ("torch-geometric",)),
        ("graphs", ("torch-geometric",)),
        ("pyro", ("pyro",)),
        ("nump, torch-geometric", ("torch-geometric", "numpyro")),
    ],
)
def test_a_name_or_a_piece_of_what_an_option_says_is_understood(
    typed: str, answer: tuple[str, ...]
) -> None:
    """Besides its number and id an option is typed by its name, or by a piece that it alone has."""
    assert understood(TOOLS, typed) == (answer, True)


def test_a_piece_that_several_options_have_shows_them() -> None:
    """A word that several options have is no answer; they are shown with their numbers."""
    with pytest.raises(NotAnAnswerError, match="2 Pyro: probability; 3 NumPyro: probability"):
        understood(TOOLS, "prob")
    with pytest.raises(NotAnAnswerError, match="is no answer"):
        understood(TOOLS, "ge")


@pytest.mark.parametrize("typed", ["Pyroo", "TORCH-GEOMETRI", "pytorch geometrik"])
def test_a_near_miss_names_what_was_meant(typed: str) -> None:
    """What is nearly an id or a name is no answer; its number is told."""
    place = 2 if typed == "Pyroo" else 1
    with pytest.raises(NotAnAnswerError, match=f"is no answer; for Py.* type {place}$"):
        understood(TOOLS, typed)


def test_none_is_an_answer_to_every_question() -> None:
    """Who answers "none" in words is understood; an option of that id goes before."""
    assert understood(PLACES, "None") == (DOESNT_MATTER, True)
    assert understood(PLACES, "don't know") == (DONT_KNOW, True)
    none = replace(PURPOSE, options=(*PURPOSE.options, Option("none", "None that matters")))
    assert understood(none, "none") == ("none", True)
