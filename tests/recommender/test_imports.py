import json
import subprocess
import sys

import pytest

HEAVY = ["numpy", "scipy", "sklearn", "torch", "tensorflow", "keras", "mxnet", "theano", "jax"]
NOT_NEEDED = ["jinja2", "psutil", "pynvml", "rich.table", "asyncio", "recommender.linting"]


def imported_by(code: str) -> set[str]:
    """Return what a fresh interpreter has imported after running code."""
    program = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_imports_nothing_of_it() -> None:
    """Importing recommender costs nothing but itself."""
    found = {name for name in imported_by("import recommender") if name.startswith("recommender")}
    assert found == {"recommender"}


@pytest.mark.parametrize("form", ["", ".text", ".to_dict()"])
def test_recommending_without_probes_stays_light(form: str) -> None:
    """No framework, numpy or scikit-learn, no template engine, no probe machinery is loaded."""
    code = (
        "from recommender import recommend\n"
        f"recommend({{'purpose': 'research'}}, '2017-01'){form}\n"
    )
    assert not imported_by(code) & {*HEAVY, *NOT_NEEDED}


def test_yaml_is_parsed_only_when_it_changed() -> None:
    """With the compiled knowledge base in its cache, a mapping needs no YAML parser."""
    code = "from recommender import recommend\nrecommend({'purpose': 'research'}, '2017-01')\n"
    imported_by(code)
    assert "yaml" not in imported_by(code)
