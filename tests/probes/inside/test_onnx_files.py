from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from probes.inside.capabilities import onnx_export, onnx_files

ONNX = Path(__file__).with_name("onnx")


@pytest.mark.parametrize("path", sorted(ONNX.glob("*.onnx")), ids=lambda path: path.stem)
def test_files_of_real_exporters_are_computed(path):
    """What MXNet, Keras and tf2onnx wrote of the definition's perceptron gives its outputs."""
    given = onnx_export.given()
    answer, reason = onnx_export.check(given, {"path": str(path), "by": path.stem})
    assert answer is True, reason


def test_a_file_of_another_network_is_no_answer():
    """An exporter whose file computes something else is told, and not believed."""
    given = onnx_export.given()
    given["weights"]["w1"] = given["weights"]["w1"] * 1.01
    found = {"path": str(ONNX / "tensorflow.onnx"), "by": "an exporter"}
    answer, reason = onnx_export.check(given, found)
    assert answer is None
    assert "computes something else" in reason


@settings(max_examples=60, deadline=None)
@drawn(cut=st.integers(0, 913))
def test_a_torn_file_is_told(tmp_path_factory, cut):
    """What is left of a file is told as unreadable, unless its graph is whole."""
    path = tmp_path_factory.getbasetemp() / "torn.onnx"
    path.write_bytes((ONNX / "tensorflow.onnx").read_bytes()[:cut])
    answer, reason = onnx_export.check(onnx_export.given(), {"path": str(path), "by": "it"})
    assert answer is None or cut > 850
    assert reason.startswith("it")


def field(number, value):
    """Write one field of a protocol-buffers message: a text, bytes or a small number."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    data = value.encode() if isinstance(value, str) else value
    return bytes([number << 3 | 2, len(data)]) + data


def model(operator, tensors):
    """Write a model of one node on x and the tensors."""
    names = [f"t{n}" for n in range(len(tensors))]
    node = b"".join(field(1, name) for name in ["x", *names]) + field(2, "y") + field(4, operator)
    graph = field(1, node) + field(11, field(1, "x")) + field(12, field(1, "y"))
    for name, tensor in zip(names, tensors, strict=True):
        graph += field(5, tensor + field(8, name))
    return field(7, graph)


def test_tensors_in_every_form_are_read(tmp_path):
    """Numbers may stand raw, packed, one by one or in a file beside; all are read alike."""
    wanted = np.array([1.5, -2.0, 0.25], dtype="float32")
    raw, shape = wanted.tobytes(), field(1, 3) + field(2, 1)
    (tmp_path / "beside.bin").write_bytes(b"????" + raw)
    entries = {"location": "beside.bin", "offset": "4", "length": "12"}
    beside = b"".join(field(13, field(1, k) + field(2, v)) for k, v in entries.items())
    alone = b"".join(bytes([4 << 3 | 5]) + struct.pack("<f", value) for value in wanted)
    for tensor in (field(9, raw), field(4, raw), alone, beside + field(14, 1)):
        path = tmp_path / "one.onnx"
        path.write_bytes(model("Add", [shape + tensor]))
        read = onnx_files.read(str(path))
        assert np.array_equal(onnx_files.compute(read, np.zeros(3, "float32")), wanted)


def test_operators_that_are_not_known_are_named(tmp_path):
    """A graph with anything else than a perceptron needs is refused by the operator's name."""
    path = tmp_path / "other.onnx"
    path.write_bytes(model("Softmax", []))
    with pytest.raises(onnx_files.Unreadable, match="operator Softmax is not known"):
        onnx_files.compute(onnx_files.read(str(path)), np.zeros(3, "float32"))
