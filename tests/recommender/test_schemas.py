import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from knowledge_base import FOLDER
from probes.results.outcomes import Outcome
from probes.results.schema import result_schema
from recommender import file_format
from recommender.compiling import capabilities, studies, toolkits
from recommender.errors import KnowledgeError
from recommender.evaluating import cases
from recommender.explanation.how_sure import HowSure
from recommender.loading.loader import load, shipped
from recommender.recommendation import recommend
from recommender.reports.plain import to_plain
from recommender.safe import json_text
from recommender.schemas import schemas
from recommender.strict_yaml import parse
from recommender.sureness.of_decision import sureness
from tests.recommender.cli.test_commands import ROOT, recommender
from tests.recommender.linting.bases import BROKEN, SOUND
from tests.recommender.probed import answered, failed, measured, plain

KEPT = ROOT / "docs" / "schemas"
SHIPPED = schemas(shipped())
KINDS = {
    "frameworks": "framework",
    "yardsticks": "framework",
    "sources": "sources",
    "rules": "rules",
    "published": "published",
    "toolkits": "toolkit",
    "cases": "cases",
}
#: What the program itself checks and no editor needs to complete.
WITHOUT = {"articles", "workloads"}
FOLDERS = sorted({path.relative_to(FOLDER).parts[0] for path in FOLDER.rglob("*.yaml")})


def kind_of(path: Path, folder: Path) -> str:
    """Return which schema a file of a knowledge base has."""
    first, *rest = path.relative_to(folder).parts
    return KINDS.get(first, first) if rest else path.stem


def faults(path: Path, schema: dict[str, Any]) -> list[str]:
    """Return what a file's schema has against it, read as the program reads it."""
    data = parse(path.read_text("utf-8"), path.name, KnowledgeError).data
    return [error.json_path for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_kept_schemas_are_those_that_the_vocabulary_makes(name: str) -> None:
    """docs/schemas is what `kb schema --write` writes (make docs), and proper JSON Schema."""
    Draft202012Validator.check_schema(SHIPPED[name])
    kept = json.loads((KEPT / f"{name}.schema.json").read_text("utf-8"))
    assert kept == SHIPPED[name], "make docs"


def test_no_schema_is_kept_that_is_not_made() -> None:
    """Nothing else lies in docs/schemas."""
    assert {path.name for path in KEPT.iterdir()} == {f"{name}.schema.json" for name in SHIPPED}


@pytest.mark.parametrize("part", FOLDERS)
def test_every_shipped_file_fits_its_schema(part: str) -> None:
    """Each YAML file of the knowledge base is valid by the schema of its kind."""
    found = [FOLDER / part] if part.endswith(".yaml") else sorted((FOLDER / part).glob("*.yaml"))
    for path in found:
        kind = kind_of(path, FOLDER)
        if kind not in WITHOUT:
            assert faults(path, SHIPPED[kind]) == [], path


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda one: one.name
)
def test_the_examples_fit_the_schema_of_requirements(path: Path) -> None:
    """An example of needs is valid, so that an editor finds no fault with it."""
    assert faults(path, SHIPPED["requirements"]) == []


def test_broken_fixtures_do_not_fit() -> None:
    """What the strict reading refuses in single values, the schema of that vocabulary refuses."""
    made = schemas(load(SOUND))
    for path in sorted(SOUND.rglob("*.yaml")):
        kind = kind_of(path, SOUND)
        if kind not in WITHOUT:
            assert faults(path, made[kind]) == [], path
    broken = sorted((BROKEN / "schema").rglob("*.yaml"))
    assert broken
    for path in broken:
        assert faults(path, made[kind_of(path, BROKEN / "schema")]), path


REFUSED: dict[str, tuple[str, Any]] = {
    "an answer that nobody offers": ("requirements", {"purpose": "fun"}),
    "an unknown question": ("requirements", {"purpse": "research"}),
    "two answers to a question of one": ("requirements", {"purpose": ["research", "product"]}),
    "emphasis on what is no criterion": ("requirements", {"emphasis": {"sped": 3}}),
    "a level that is none": (
        "framework",
        {
            "id": "x",
            "name": "X",
            "kind": "framework",
            "facts": [
                {"attribute": "maturity", "value": "ripe", "from": "2017", "source": "s"},
            ],
        },
    ),
    "an unknown without note": (
        "framework",
        {
            "id": "x",
            "name": "X",
            "kind": "framework",
            "facts": [{"attribute": "maturity", "value": "unknown", "from": "2017"}],
        },
    ),
    "a rule with two operators": (
        "rules",
        [
            {
                "id": "r",
                "because": "B.",
                "when": [{"requirement": "purpose", "is": "research", "is_not": "product"}],
                "then": [{"conclude": "c"}],
            }
        ],
    ),
    "a case without situation": ("cases", [{"id": "a", "kind": "never", "date": 2017}]),
    "a source that nobody read": ("sources", [{"id": "s", "title": "S", "kind": "post"}]),
    "a month that is none": ("cases", [{"date": "2017-13"}]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_schema_refuses_what_is_wrong(name: str) -> None:
    """A wrong value, an unknown key or a missing one is not valid."""
    kind, data = REFUSED[name]
    assert not Draft202012Validator(SHIPPED[kind]).is_valid(data)


def test_schemas_and_strict_reading_know_the_same_keys() -> None:
    """A key that the reading accepts is in the schema, and the other way round."""
    framework = SHIPPED["framework"]["properties"]
    rule = SHIPPED["rules"]["items"]["properties"]
    published = SHIPPED["published"]["properties"]
    criterion = SHIPPED["criteria"]["items"]["properties"]
    pairs = {
        "framework": (framework, file_format.FRAMEWORK_KEYS),
        "fact": (framework["facts"]["items"]["properties"], file_format.FACT_KEYS),
        "claim": (framework["claims"]["items"]["properties"], file_format.CLAIM_KEYS),
        "release": (framework["releases"]["items"]["properties"], file_format.RELEASE_KEYS),
        "source": (SHIPPED["sources"]["items"]["properties"], file_format.SOURCE_KEYS),
        "attribute": (SHIPPED["attributes"]["items"]["properties"], file_format.ATTRIBUTE_KEYS),
        "criterion": (criterion, file_format.CRITERION_KEYS),
        "reading": (criterion["reads"]["items"]["properties"], file_format.READING_KEYS),
        "measure": (criterion["measures"]["items"]["properties"], file_format.MEASURE_KEYS),
        "question": (SHIPPED["questions"]["items"]["properties"], file_format.QUESTION_KEYS),
        "rule": (rule, file_format.RULE_KEYS),
        "condition": (rule["unless"]["items"]["properties"], file_format.CONDITION_KEYS),
        "effect": (rule["then"]["items"]["properties"], file_format.EFFECT_KEYS),
        "study": (published, studies.STUDY_KEYS),
        "table": (published["tables"]["items"]["properties"], studies.TABLE_KEYS),
        "toolkit": (SHIPPED["toolkit"]["properties"], toolkits.TOOLKIT_KEYS),
        "capability": (
            SHIPPED["capabilities"]["items"]["properties"],
            capabilities.CAPABILITY_KEYS,
        ),
        "case": (SHIPPED["cases"]["items"]["properties"], cases.KEYS),
    }
    differing = {name: {*one} ^ {*other} for name, (one, other) in pairs.items()}
    assert not {name: keys for name, keys in differing.items() if keys}


def test_the_command_prints_one_or_names_all() -> None:
    """`kb schema NAME` prints that schema; a misspelt name is answered with the one meant."""
    assert json.loads(recommender("kb", "schema", "requirements").out) == SHIPPED["requirements"]
    assert recommender("kb", "schema").out.split() == [*SHIPPED]
    done = recommender("kb", "schema", "rule")
    assert (done.code, done.err) == (2, "error: no schema 'rule'; did you mean 'rules'?\n")


OUTPUTS = {
    "a clear answer": ({"purpose": "research"}, "2026-11-24"),
    "of 2017, with needs that are not known to be met": (
        {"purpose": "product", "deployment": ["ios"], "operating_system": ["windows"]},
        "2017-01",
    ),
    "leaning, with emphasis and limits": (
        {
            "hardware": ["cpu"],
            "firmness": {"hardware": "leaning"},
            "emphasis": {"training_speed": 3},
            "without": ["pytorch"],
            "title": "<b>",
        },
        "2026-11-24",
    ),
    "nothing left": ({"only": ["theano"], "purpose": "research"}, "2026-11-24"),
    "one left": ({"only": ["keras"]}, "2026-11-24"),
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("sure", ["not asked", "drawn", "without NumPy"])
def test_what_is_given_out_fits_the_published_schema(name: str, sure: str) -> None:
    """Real recommendations of every kind are valid, and so are the measurements in them."""
    needs, day = OUTPUTS[name]
    results = [
        measured("numpy", "numpy", 0.002),
        measured("torch", "pytorch", 0.001),
        measured("keras-torch", "keras", 0.001),
        failed("theano", "theano", Outcome.TIMED_OUT, "it took too long"),
        answered("torch", "pytorch", "gpu", answer=False),
    ]
    found = recommend(needs, day, plain(*results))
    asked = {
        "not asked": None,
        "drawn": HowSure(found, sureness(found, 1_000)),
        "without NumPy": HowSure(found, None),
    }
    given = json.loads(json_text(to_plain(found, asked[sure])))
    assert [*Draft202012Validator(SHIPPED["recommendation"]).iter_errors(given)] == []
    assert given["probe_results"]
    for result in given["probe_results"]:
        assert Draft202012Validator(result_schema()).is_valid(result)


def test_explanations_fit_the_published_schema() -> None:
    """Every kind of explanation is valid by the schema that they share."""
    found = recommend({"purpose": "research", "hardware": ["cpu"]}, "2026-11-24")
    kinds = [
        *(found.why(), found.why_not("jax"), found.why_not("theano"), found.how()),
        *(found.how("training_speed"), found.compare("jax", "keras")),
        *(found.what_if({"hardware": ["tpu"]}), found.how_sure(1_000), found.what_would_change()),
    ]
    for one in kinds:
        plain_one = json.loads(json.dumps(one.to_dict()))
        errors = [*Draft202012Validator(SHIPPED["explanation"]).iter_errors(plain_one)]
        assert errors == [], one.question


@pytest.mark.parametrize(
    "change",
    [{"verdict": "sure"}, {"surprise": 1}, {"as_of": "2017"}, {"sureness": {}}, {"best": 1}],
)
def test_the_schema_of_recommendations_refuses_what_is_wrong(change: dict[str, Any]) -> None:
    """A wrong value or an unknown key is not valid, nor is a record that lacks a part."""
    given = recommend({"purpose": "research"}, "2017-01").to_dict()
    schema = Draft202012Validator(SHIPPED["recommendation"])
    assert schema.is_valid(given)
    assert not schema.is_valid({**given, **change})
    assert not schema.is_valid({key: part for key, part in given.items() if key != "knowledge"})
