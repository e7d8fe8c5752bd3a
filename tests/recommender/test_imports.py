import subprocess
import sys

import pytest

HEAVY = {"numpy", "scipy", "sklearn", "torch", "tensorflow", "keras", "mxnet", "theano", "jax"}
NOT_NEEDED = {"jinja2", "psutil", "pynvml", "rich", "asyncio", "recommender.linting"}
#: Each takes a good part of the time that a whole recommendation takes.
SLOW = {"typing", "dataclasses", "inspect", "re", "enum", "pathlib", "json", "hashlib", "difflib"}
RECOMMEND = "from recommender import recommend\nrecommend({'purpose': 'research'}, '2017-01')"
EXAMPLE = "examples/research-2017.yaml"


def imported_by(code: str) -> set[str]:
    """Return what a fresh interpreter has imported after running code; not what it begins with."""
    program = (
        f"import sys\nbegan = set(sys.modules)\n{code}\nprint(*sorted({{*sys.modules}} - began))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


def imported_by_command(*arguments: str) -> set[str]:
    """Return what a command has imported when it is done."""
    code = (
        "import sys\n"
        f"sys.argv = {['recommender', *arguments]!r}\n"
        "from recommender.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: ..."
    )
    return imported_by(code)


def test_importing_the_package_imports_nothing_of_it() -> None:
    """Importing recommender costs nothing but itself."""
    assert imported_by("import recommender") == {"recommender"}


def test_recommending_imports_what_it_needs_and_no_more() -> None:
    """With its cache filled, a recommendation loads these modules of ours and nothing slow."""
    imported_by(RECOMMEND)
    found = imported_by(RECOMMEND)
    assert not found & {*HEAVY, *NOT_NEEDED, *SLOW, "yaml"}
    own = {name for name in found if name.startswith(("recommender", "probes", "knowledge_base"))}
    assert own == {
        "recommender",
        *(
            f"recommender.{name}"
            for name in (
                *("assessment", "dates", "decision", "documents", "entries", "errors"),
                *("evidence", "evidence.capabilities", "evidence.facts", "evidence.intervals"),
                *("evidence.measured", "evidence.published", "evidence.relations"),
                *("frozen", "inference", "knowledge", "knowledge.frameworks"),
                *("knowledge.layers", "knowledge.rules", "knowledge.studies", "knowledge.view"),
                *("knowledge.vocabulary", "loading", "loading.cache", "loading.loader"),
                *("loading.rows", "measurements", "ranking", "recommendation", "requirements"),
                *("tables", "wording"),
            )
        ),
        *("probes", "probes.errors", "probes.paths", "knowledge_base"),
    }


@pytest.mark.parametrize("form", [".text", ".to_dict()"])
def test_a_recommendation_as_text_or_data_stays_light(form: str) -> None:
    """No framework, numpy or scikit-learn, no template engine, no probe machinery is loaded."""
    assert not imported_by(RECOMMEND + form) & {*HEAVY, *NOT_NEEDED}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("recommend", EXAMPLE, "--probes", "none"),
        ("why", EXAMPLE, "--probes", "none"),
        ("why-not", EXAMPLE, "theano", "--probes", "none"),
        ("how", EXAMPLE, "--probes", "none"),
        ("compare", EXAMPLE, "pytorch", "jax", "--probes", "none"),
        ("what-if", EXAMPLE, "hardware=cpu", "--probes", "none"),
        ("timeline", EXAMPLE),
        ("frameworks", "theano"),
        ("evaluate", "--help"),
        ("probe", "--help"),
        ("kb", "--help"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """Without probes, these commands load no numpy, no template engine and no probe machinery."""
    assert not imported_by_command(*arguments) & {*HEAVY, *NOT_NEEDED}


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("sure", EXAMPLE, "--probes", "none", "--samples", "100"), {"numpy"}),
        (("recommend", EXAMPLE, "--probes", "none", "--format", "html"), {"jinja2"}),
        (("probe", "machine"), {"psutil"}),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_a_command_loads_what_it_needs_when_it_runs(
    arguments: tuple[str, ...], needed: set[str]
) -> None:
    """What a command cannot do without is loaded for it, and for its help it is not."""
    assert needed <= imported_by_command(*arguments)
    assert not needed & imported_by_command(arguments[0], "--help")
