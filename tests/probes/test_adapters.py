"""What is read of an adapter without running it."""

from __future__ import annotations

import pytest

from probes.adapters import FRAMEWORKS, adapter_of, adapter_of_stack, declared, declared_modes
from tests.probes.fakes import FakeEnvironment


def test_a_stack_s_adapter_is_found_by_its_name():
    """Stack "keras-torch" is computed by keras_torch_; a file of the user's own comes first."""
    assert adapter_of_stack("keras-torch") == "keras_torch_"
    assert adapter_of_stack("nothing") is None
    own = FakeEnvironment("torch")
    assert adapter_of(own) == str(own.adapter)


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ('MODES = {"mlp": ["eager", "compiled"]}', {"mlp": ["eager", "compiled"]}),
        ("MODES = make()", {}),
        ("MODES = [1]", {}),
        ("MODES = {'mlp': 3}", {}),
        ("import nothing\nraise SystemExit", {}),
        ("this is no Python", {}),
    ],
)
def test_modes_are_read_without_running_the_adapter(tmp_path, text, modes):
    """A literal is read; of anything else nothing is known, and nothing is run."""
    path = tmp_path / "own.py"
    path.write_text(text)
    assert declared_modes(FakeEnvironment(adapter=path)) == modes


def test_what_an_adapter_does_not_declare_is_none(tmp_path):
    """A name that is not there, or a file that is not, gives None."""
    assert declared(FakeEnvironment(adapter=FRAMEWORKS / "numpy_.py"), "CAPABILITIES") is None
    assert declared(FakeEnvironment(adapter=FRAMEWORKS / "torch_.py"), "NAME") == "torch"
    assert declared(FakeEnvironment(adapter=tmp_path / "gone.py"), "NAME") is None
