"""ONNX export: a perceptron's ONNX file, read and computed with NumPy alone.

The framework's own exporter or the converter that it documents writes the file; whatever these need
has to be in the environment.

True: the file's graph, computed by `probes.inside.capabilities.onnx_files`, gives the perceptron's
outputs. False: the framework refuses, or nothing of it names ONNX. Not available: exporter or
converter is a package that the environment lacks.
"""

from probes.inside.capabilities import deviation, onnx_files, outputs_of, perceptron

TOLERANCE = 1e-5


def given():
    """Return the weights and the input."""
    return perceptron(17)


def check(given, found):
    """Judge ``found``: {"path": the file, "by": what wrote it}."""
    try:
        model = onnx_files.read(found["path"])
        outputs = onnx_files.compute(model, given["x"])
    except onnx_files.Unreadable as problem:
        return None, "%s: its file cannot be computed: %s" % (found["by"], problem)
    off = deviation(outputs, outputs_of(given))
    if off > TOLERANCE:
        return None, "%s: its file computes something else (%.1g off)" % (found["by"], off)
    operators = ", ".join(sorted({node["operator"] for node in model["nodes"]}))
    return True, "%s; the file (%s) agrees to %.1g" % (found["by"], operators, off)
