from pathlib import Path
from shutil import copytree

from recommender.linting.runner import lint
from tests.recommender.linting.bases import SOUND, TODAY, said


def test_each_fault_of_the_reading_is_named(tmp_path: Path) -> None:
    """All that the strict reading refuses in the frameworks' files is named at once."""
    assert said("schema", tmp_path) == [
        "frameworks/alpha.yaml:8: facts[0].attribute: 'attribute' is 'eas'; did you mean 'ease'?",
        "frameworks/alpha.yaml:9: facts[1].value: mobile is true or false, not 'no'; write one",
        "frameworks/alpha.yaml:10: facts[2].source: no source 'handbok'; did you mean 'handbook'?",
        "frameworks/beta.yaml:7: facts[0].from: 'from': '2014-13' is not a date; months"
        " go from 01 to 12",
        "frameworks/beta.yaml:8: facts[1]: an unknown needs a 'note' that says where "
        "you looked; add it",
        "published/race.yaml:13: tables[0].metric: 'metric' is 'steps'; did you mean 'step_s'?",
    ]


def test_a_faulty_case_is_named_too(tmp_path: Path) -> None:
    """The labelled cases of a folder are read strictly as well."""
    copytree(SOUND, tmp_path, dirs_exist_ok=True)
    cases = tmp_path / "cases" / "all.yaml"
    cases.write_text(cases.read_text().replace("purpose: study", "purpose: rest"))
    (problem,) = lint(tmp_path, TODAY).problems
    assert str(problem) == (
        f"{cases}:1: purpose: 'rest' is no answer; possible: study, work, fun, unknown, any"
        " [schema]"
    )


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    """Every file that cannot be parsed is named with the line."""
    copytree(SOUND, tmp_path, dirs_exist_ok=True)
    for name in ("criteria.yaml", "questions.yaml"):
        (tmp_path / name).write_text("- {id: a\n- b}\n")
    found = lint(tmp_path, TODAY)
    assert found.base is None
    assert [Path(problem.file).name for problem in found.problems] == [
        "criteria.yaml",
        "questions.yaml",
    ]
