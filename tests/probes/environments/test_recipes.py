"""Recipes are checked data."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from probes.environments.recipes import GpuBuild, Recipe, python_fits
from probes.errors import ProbeError

GOOD: dict[str, Any] = {
    "stack": "keras-jax",
    "framework": "keras",
    "package": "keras",
    "packages": ["Keras_Nightly"],
    "module": "keras",
    "system": [{"name": "g++", "why": "it compiles", "how": "apt-get install g++"}],
    "variants": [
        {
            "python": ">=3.11,<3.15",
            "device": "cuda",
            "requirements": ["keras==3.15.1", "jax[cuda13]==0.10.2"],
            "gpu": {
                "name": "CUDA 13 wheels",
                "minimum_driver": "580",
                "sass": ["7.5", "9.0"],
                "ptx": ["12.0"],
                "fails_on": {"12.1": "it is known to"},
                "sources": ["https://example.org/matrix"],
            },
        },
        {
            "python": "==3.11",
            "device": "cpu",
            "requirements": ["keras==3.15.1"],
            "first": ["setuptools==69.5.1"],
            "cpu_arguments": ["--extra-index-url", "https://example.org/cpu"],
            "shim": "keras_theano",
            "environment": {"KERAS_BACKEND": "jax", "KERAS_HOME": "{environment}/keras"},
        },
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """A copy of GOOD with one value set, or removed where it is None ("variants.0.python")."""
    data: Any = copy.deepcopy(GOOD)
    *parents, last = path.split(".")
    inner = data
    for part in parents:
        inner = inner[int(part)] if part.isdigit() else inner[part]
    if value is None:
        del inner[last]
    else:
        inner[int(last) if last.isdigit() else last] = value
    return data  # type: ignore[no-any-return]


def test_a_good_recipe_is_read_in_full() -> None:
    """Every key of a recipe arrives in its field."""
    recipe = Recipe.from_mapping(GOOD, "keras.yaml")
    assert recipe.distributions == {"keras", "keras-nightly"}
    cuda, cpu = recipe.variants
    assert (recipe.stack, recipe.framework, recipe.on_index) == ("keras-jax", "keras", True)
    assert cuda.gpu == GpuBuild(
        "CUDA 13 wheels",
        "580",
        ((7, 5), (9, 0)),
        ((12, 0),),
        (),
        (),
        ("https://example.org/matrix",),
        (((12, 1), "it is known to"),),
    )
    assert cpu.first == ("setuptools==69.5.1",)
    assert cpu.environment["KERAS_HOME"] == "{environment}/keras"
    assert recipe.system[0].name == "g++"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("stack", "Keras_Jax", "stack: 'Keras_Jax' is not an id"),
        ("stack", None, "stack: is missing"),
        ("module", 3, "module: must be a non-empty text"),
        ("colour", "red", "colour: unknown key"),
        ("variants", [], "variants: at least one"),
        ("variants", "all", "variants: must be a list"),
        ("variants.0", "newest", r"variants\[0\]: must be a mapping, not str"),
        ("variants.0.python", "3.11", "python: '3.11' is not of the form"),
        ("variants.0.python", ">=3.11;<3.13", "python:"),
        ("variants.0.device", "gpu", "device: 'gpu' is none of cpu, cuda, any"),
        ("variants.0.requirements", ["keras"], "'keras' is not a requirement with a version"),
        ("variants.0.requirements", ["--pre keras==3"], "is not a requirement"),
        ("variants.0.requirements", ["keras @ https://example.org/k.whl"], "is not a requirement"),
        ("variants.0.requirements", "keras==3.15.1", "requirements: must be a list"),
        ("variants.0.gpu", None, "gpu: belongs to a variant of device cuda"),
        ("variants.0.gpu.sass", ["sm_75"], "'sm_75' is not a compute capability"),
        ("variants.0.gpu.sources", None, "sources: is missing"),
        ("variants.0.gpu.fails_on", ["12.1"], "fails_on: must give a reason for each"),
        ("variants.0.gpu.fails_on", {"sm_90": "x"}, "'sm_90' is not a compute capability"),
        ("packages", "keras-nightly", "packages: must be a list"),
        ("variants.1.environment", {"path": "x"}, "'path' is not an environment variable"),
        ("variants.1.environment", {"THREADS": 1}, "THREADS: must be a text, not 1"),
        ("variants.1.shim", "../evil", "shim: '../evil' is not a module's name"),
        ("variants.1.shim_name", "x", r"variants\[1\]: shim_name: unknown key"),
        ("system.0.name", "clang", "name: 'clang' is none of"),
        ("on_index", False, "upstream: needed where on_index is false"),
        ("on_index", "no", "on_index: must be true or false"),
    ],
)
def test_a_mistake_is_one_line_with_place_and_key(path: str, value: object, said: str) -> None:
    """Each kind of mistake is refused with one line that names the place and the key."""
    with pytest.raises(ProbeError, match=said) as caught:
        Recipe.from_mapping(changed(path, value), "keras.yaml: recipes[2]")
    assert str(caught.value).startswith("keras.yaml: recipes[2]")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [None, [], "torch", 3])
def test_what_is_no_mapping_is_refused(data: object) -> None:
    """Something that is not a mapping at all gives the same kind of error."""
    with pytest.raises(ProbeError, match="must be a mapping"):
        Recipe.from_mapping(data, "x.yaml")


@pytest.mark.parametrize(
    ("specifier", "fitting", "others"),
    [
        (">=3.10,<3.14", [(3, 10), (3, 13)], [(3, 9), (3, 14), (2, 7)]),
        ("==3.11", [(3, 11)], [(3, 1), (3, 12)]),
        (">3.8, !=3.10", [(3, 9), (3, 11)], [(3, 8), (3, 10)]),
        ("<=2.7", [(2, 7)], [(3, 0)]),
    ],
)
def test_python_specifiers(
    specifier: str, fitting: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    """Versions are compared as numbers: 3.9 is older than 3.10."""
    assert all(python_fits(specifier, version) for version in fitting)
    assert not any(python_fits(specifier, version) for version in others)


def test_digest_follows_what_is_installed() -> None:
    """Requirements and pip's arguments change a variant's digest; shim and variables do not."""

    def digest(path: str, value: object) -> str:
        return Recipe.from_mapping(changed(path, value), "x").variants[1].digest()

    original = Recipe.from_mapping(GOOD, "x").variants[1].digest()
    assert digest("variants.1.shim", "other") == original
    assert digest("variants.1.environment", {"A": "b"}) == original
    assert digest("variants.1.note", "because") == original
    for key in ("requirements", "first"):
        assert digest(f"variants.1.{key}", ["keras==3.0.0"]) != original
    assert digest("variants.1.pip_arguments", ["--no-deps"]) != original
