"""Made-up requirements of every kind, for tests that must hold for any answers."""

from hypothesis import strategies as st

from recommender.knowledge.frameworks import FRAMEWORK
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Question
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer, Requirements


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Return any answer to a question."""
    options = question.option_ids()
    special = st.sampled_from([DONT_KNOW, DOESNT_MATTER])
    if not question.many:
        return st.sampled_from(options) | special
    chosen = st.sets(st.sampled_from(options), min_size=1, max_size=4)
    return chosen.map(lambda some: tuple(name for name in options if name in some)) | special


@st.composite
def requirements(draw: st.DrawFn, known: Knowledge) -> Requirements:
    """Return any requirements: some questions answered, some of it leaning, some own limits."""
    answers = {}
    for question in known.questions.values():
        if draw(st.booleans()):
            answers[question.id] = draw(answers_to(question))
    stated = [name for name, answer in answers.items() if answer not in (DONT_KNOW, DOESNT_MATTER)]
    leaning = draw(st.sets(st.sampled_from(stated))) if stated else set()
    amounts = st.dictionaries(st.sampled_from(sorted(known.criteria)), st.floats(0, 10), max_size=2)
    choosable = sorted(name for name, one in known.frameworks.items() if one.kind == FRAMEWORK)
    names = st.lists(st.sampled_from(choosable), unique=True, max_size=2)
    return Requirements(
        answers,
        draw(st.just({}) | amounts),
        only=tuple(draw(st.just([]) | names)),
        without=tuple(draw(st.just([]) | names)),
        leaning=tuple(name for name in known.questions if name in leaning),
    )
