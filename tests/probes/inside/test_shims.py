"""The compatibility modules: small, documented, and readable by every Python they may meet."""

from __future__ import annotations

import ast
import collections
import inspect
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from probes.inside import shims
from probes.inside.shims import lasagne, removed_names, theano_blas

FILES = sorted(Path(shims.__file__).parent.glob("*.py"))
MODULES = [path for path in FILES if path.stem not in ("__init__", "removed_names")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_old_pythons_can_read_it(path: Path) -> None:
    """No syntax newer than Python 3.4's subset that 2.7 shares: no annotations, no f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 4))
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        assert not isinstance(node, ast.AnnAssign | ast.JoinedStr)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_it_has_apply(path: Path) -> None:
    """What a recipe can name has `apply()`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "apply" in functions


def test_removed_names_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The abstract classes are in `collections` again, and getargspec answers in four parts."""
    monkeypatch.delattr(inspect, "getargspec", raising=False)
    monkeypatch.delattr(collections, "Iterable", raising=False)
    before = set(vars(collections))
    try:
        removed_names.put_back()
        assert issubclass(list, vars(collections)["MutableSequence"])
        spec = vars(inspect)["getargspec"](lambda a, b=1, *c, **d: None)  # noqa: ARG005
        assert tuple(spec) == (["a", "b"], "c", "d", (1,))
    finally:
        for name in set(vars(collections)) - before:
            delattr(collections, name)
        del inspect.getargspec  # type: ignore[attr-defined]


def test_blas_is_scipys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The OpenBLAS in scipy's wheel is named for the linker, and the user's own choice stands."""
    library = tmp_path / "scipy.libs" / "libopenblasp-r0-41284840.3.18.so"
    library.parent.mkdir()
    library.touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setenv("THEANO_FLAGS", "floatX=float32")
    theano_blas.apply()
    expected = f"floatX=float32,blas.ldflags=-L{library.parent} -lopenblasp-r0-41284840.3.18"
    assert os.environ["THEANO_FLAGS"] == expected
    theano_blas.apply()
    assert os.environ["THEANO_FLAGS"] == expected


@pytest.mark.parametrize("folder", [None, "a folder"])
def test_no_blas_is_no_flag(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str | None
) -> None:
    """Without scipy's library, or where its path cannot be named to Theano, the flag is empty."""
    if folder is not None:
        library = tmp_path / folder / "scipy.libs" / "libopenblas-1.so"
        library.parent.mkdir(parents=True)
        library.touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path / (folder or ""))])
    monkeypatch.delenv("THEANO_FLAGS", raising=False)
    theano_blas.apply()
    assert os.environ["THEANO_FLAGS"] == "blas.ldflags="


def test_scan_takes_its_python_loop() -> None:
    """On Python 3.11 the import of scan's C code raises ImportError, which Theano expects."""
    code = (
        "import sys; from probes.inside.shims import theano_modern; theano_modern.apply()\n"
        "import types; sys.modules['theano'] = types.ModuleType('theano')\n"
        "scan = types.ModuleType('theano.scan_module'); scan.__path__ = []\n"
        "sys.modules['theano.scan_module'] = scan\n"
        "try:\n from theano.scan_module import scan_perform_ext\n"
        "except ImportError:\n print('refused')\n"
    )
    root = Path(__file__).parents[3]
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, text=True
    ).stdout
    assert said == "refused\n"


def test_downsample_passes_its_arguments_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lasagne's old call reaches pool_2d under the arguments' new names."""
    calls = []
    pool = types.ModuleType("theano.tensor.signal.pool")
    pool.pool_2d = lambda *args, **named: calls.append((args, named))  # type: ignore[attr-defined]
    pool.Pool = object  # type: ignore[attr-defined]
    signal = types.ModuleType("theano.tensor.signal")
    signal.pool = pool  # type: ignore[attr-defined]
    signal.__path__ = []
    tensor = types.ModuleType("theano.tensor")
    tensor.signal = signal  # type: ignore[attr-defined]
    theano = types.ModuleType("theano")
    theano.tensor = tensor  # type: ignore[attr-defined]
    for module in (theano, tensor, signal, pool):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    name = "theano.tensor.signal.downsample"
    monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    del sys.modules[name]  # so that what the shim adds is taken away again
    lasagne.add_downsample()
    vars(sys.modules[name])["max_pool_2d"]("x", ds=(2, 2), st=(1, 1), padding=(0, 0))
    expected = {"ws": (2, 2), "stride": (1, 1), "pad": (0, 0), "mode": "max"}
    assert calls == [(("x",), {**expected, "ignore_border": None})]
