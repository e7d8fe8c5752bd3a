import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.questionnaire import NotAnAnswerError, Questionnaire, understood
from recommender.requirements import DOESNT_MATTER, DONT_KNOW
from tests.recommender.tiny import knowledge

QUESTIONS = tuple(knowledge().questions.values())
PURPOSE, PLACES = QUESTIONS[0], QUESTIONS[1]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1", "study"),
        (" work ", "work"),
        ("WORK", "work"),
        ("d", DONT_KNOW),
        ("a", DOESNT_MATTER),
        ("unknown", DONT_KNOW),
    ],
)
def test_numbers_ids_and_letters_are_understood(typed: str, answer: str) -> None:
    """An option is typed by its number or id; 'd' and 'a' are the two reserved answers."""
    assert understood(PURPOSE, typed) == answer


def test_several_answers_stand_in_the_questions_order() -> None:
    """Where several fit, commas separate them, and their order is the question's."""
    assert understood(PLACES, "2, 1") == ("desk", "phone")
    assert understood(PLACES, "phone") == ("phone",)


@pytest.mark.parametrize("typed", ["0", "3", "-1", "x", "1,2", ",", "²", "1 2", "d,1"])
def test_what_is_no_answer_is_refused_with_a_hint(typed: str) -> None:
    """A wrong entry is refused and the reader is told what to type."""
    with pytest.raises(NotAnAnswerError, match="type"):
        understood(PURPOSE, typed)


@given(st.text(max_size=20))
def test_any_entry_is_an_answer_or_refused(typed: str) -> None:
    """Whatever is typed gives an allowed answer or one error, never anything else."""
    try:
        answer = understood(PLACES, typed)
    except NotAnAnswerError:
        return
    assert answer in (DONT_KNOW, DOESNT_MATTER) or set(answer) <= set(PLACES.option_ids())


def test_enter_alone_keeps_an_answer_or_means_dont_know() -> None:
    """Nothing typed keeps what was answered before, and else stands for "don't know"."""
    start = Questionnaire(QUESTIONS, {"purpose": "work"})
    assert start.answer("").answers["purpose"] == "work"
    assert Questionnaire(QUESTIONS).answer("").answers["purpose"] == DONT_KNOW


def test_one_can_go_back_and_change_an_answer() -> None:
    """Going back asks the question before; its answer stays until it is changed."""
    state = Questionnaire(QUESTIONS).answer("1").back()
    assert state.current is PURPOSE
    assert state.answers["purpose"] == "study"
    assert state.answer("2").answers["purpose"] == "work"
    assert Questionnaire(QUESTIONS).back().place == 0


def test_it_ends_after_the_last_question() -> None:
    """When every question has been asked there is no current one, and no further answer."""
    state = Questionnaire(QUESTIONS)
    for _ in QUESTIONS:
        state = state.answer("")
    assert state.current is None
    with pytest.raises(NotAnAnswerError):
        state.answer("1")
