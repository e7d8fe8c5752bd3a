"""Reads ONNX files and computes small graphs with NumPy, so that no exporter vouches for itself.

An ONNX file is one protocol-buffers message, ModelProto; onnx.proto of the ONNX repository gives
the numbers of its fields. Only what perceptrons are exported to is computed; anything else is told.
"""

import os
import struct

import numpy

#: TensorProto.DataType for the types that are met here.
TYPES = {1: "<f4", 6: "<i4", 7: "<i8", 9: "|b1", 10: "<f2", 11: "<f8"}


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file is no ONNX model, or of operators that are not known here."""


# -- protocol buffers --------------------------------------------------------------------------
def fields(data):
    """Return the fields of a message: {number: [integers, bytes or floats]}."""
    found, place = {}, 0
    try:
        while place < len(data):
            key, place = _varint(data, place)
            kind, number = key & 7, key >> 3
            if kind == 0:
                value, place = _varint(data, place)
            elif kind == 1:
                value, place = struct.unpack_from("<d", data, place)[0], place + 8
            elif kind == 2:
                size, place = _varint(data, place)
                value, place = data[place : place + size], place + size
                if len(value) != size:
                    raise Unreadable("it ends too early")
            elif kind == 5:
                value, place = struct.unpack_from("<f", data, place)[0], place + 4
            else:
                raise Unreadable("it is no protocol-buffers message")
            found.setdefault(number, []).append(value)
    except (IndexError, struct.error):
        raise Unreadable("it ends too early")
    return found


def _varint(data, place):
    value = shift = 0
    while True:
        byte = data[place] if isinstance(data[place], int) else ord(data[place])
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value - (1 << 64) if value >> 63 else value, place


def _integers(values):
    """Return repeated integers, packed or not."""
    found = []
    for value in values:
        if isinstance(value, bytes):
            place = 0
            while place < len(value):
                one, place = _varint(value, place)
                found.append(one)
        else:
            found.append(value)
    return found


def _text(message, number):
    return message.get(number, [b""])[-1].decode("utf-8")


# -- the model ---------------------------------------------------------------------------------
def read(path):
    """Return a model: {"nodes", "tensors" (name to array), "inputs", "outputs"}."""
    with open(path, "rb") as file:
        model = fields(file.read())
    if 7 not in model or not isinstance(model[7][-1], bytes):
        raise Unreadable("it holds no graph")
    graph = fields(model[7][-1])
    folder = os.path.dirname(path)
    tensors = dict(_tensor(part, folder) for part in graph.get(5, []))
    inputs = [_text(fields(part), 1) for part in graph.get(11, [])]
    return {
        "nodes": [_node(part, folder) for part in graph.get(1, [])],
        "tensors": tensors,
        "inputs": [name for name in inputs if name not in tensors],
        "outputs": [_text(fields(part), 1) for part in graph.get(12, [])],
    }


def _node(data, folder):
    message = fields(data)
    attributes = {}
    for part in message.get(5, []):
        one = fields(part)
        kind = one.get(20, [0])[-1]
        if kind == 1:
            value = one.get(2, [0.0])[-1]
        elif kind == 2:
            value = one.get(3, [0])[-1]
        elif kind == 4:
            value = _tensor(one[5][-1], folder)[1]
        elif kind == 7:
            value = _integers(one.get(8, []))
        else:
            value = one.get(4, [b""])[-1]
        attributes[_text(one, 1)] = value
    return {
        "operator": _text(message, 4),
        "inputs": [name.decode("utf-8") for name in message.get(1, [])],
        "outputs": [name.decode("utf-8") for name in message.get(2, [])],
        "attributes": attributes,
    }


def _tensor(data, folder):
    message = fields(data)
    shape = tuple(_integers(message.get(1, [])))
    kind = message.get(2, [0])[-1]
    if kind not in TYPES:
        raise Unreadable("tensors of type %d" % kind)
    name = _text(message, 8)
    if message.get(14, [0])[-1]:
        array = _beside(message, kind, folder)
    elif 9 in message:
        array = numpy.frombuffer(message[9][-1], dtype=TYPES[kind])
    elif 4 in message:
        array = _floats(message[4])
    else:
        array = numpy.array(_integers(message.get(7, message.get(5, []))), dtype=TYPES[kind])
    return name, array.reshape(shape)


def _floats(values):
    if values and isinstance(values[0], bytes):
        return numpy.frombuffer(b"".join(values), dtype="<f4")
    return numpy.array(values, dtype="<f4")


def _beside(message, kind, folder):
    """Return a tensor whose bytes lie in another file."""
    where = {_text(fields(part), 1): _text(fields(part), 2) for part in message.get(13, [])}
    with open(os.path.join(folder, os.path.basename(where["location"])), "rb") as file:
        file.seek(int(where.get("offset", 0)))
        data = file.read(int(where["length"])) if "length" in where else file.read()
    return numpy.frombuffer(data, dtype=TYPES[kind])


# -- computing ---------------------------------------------------------------------------------
def compute(model, x):
    """Return the first output of a graph of one input, in float64."""
    if len(model["inputs"]) != 1 or not model["outputs"]:
        raise Unreadable("%d inputs and %d outputs" % (len(model["inputs"]), len(model["outputs"])))
    known = {name: _wide(model["tensors"][name]) for name in model["tensors"]}
    known[model["inputs"][0]] = _wide(x)
    for node in model["nodes"]:
        if node["operator"] not in OPERATORS:
            raise Unreadable("operator %s is not known here" % node["operator"])
        values = [known[name] for name in node["inputs"] if name]
        known[node["outputs"][0]] = OPERATORS[node["operator"]](node["attributes"], values)
    return known[model["outputs"][0]]


def _wide(array):
    return array.astype("float64") if array.dtype.kind == "f" else array


def _gemm(its, values):
    a = values[0].T if its.get("transA") else values[0]
    b = values[1].T if its.get("transB") else values[1]
    product = its.get("alpha", 1.0) * a.dot(b)
    return product + its.get("beta", 1.0) * values[2] if len(values) > 2 else product


def _flatten(its, values):
    rows = int(numpy.prod(values[0].shape[: its.get("axis", 1)]))
    return values[0].reshape(rows, -1)


def _reshape(_, values):
    x, shape = values
    return x.reshape([x.shape[n] if size == 0 else int(size) for n, size in enumerate(shape)])


#: Each takes the node's attributes and its inputs.
OPERATORS = {
    "Gemm": _gemm,
    "MatMul": lambda _, values: values[0].dot(values[1]),
    "Add": lambda _, values: values[0] + values[1],
    "Relu": lambda _, values: numpy.maximum(values[0], 0),
    "Max": lambda _, values: numpy.maximum(values[0], values[1]),
    "Transpose": lambda its, values: values[0].transpose(its.get("perm")),
    "Identity": lambda _, values: values[0],
    "Cast": lambda _, values: values[0],
    "Constant": lambda its, _: _wide(its["value"]),
    "Flatten": _flatten,
    "Reshape": _reshape,
}
