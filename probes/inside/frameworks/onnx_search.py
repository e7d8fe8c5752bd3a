"""For frameworks without a way to ONNX: look whether that is still so."""

import os

from probes.inside.frameworks import Refused


def look_for_onnx(*packages):
    """End with Refused where no file of the packages names ONNX; RuntimeError where one does."""
    for package in packages:
        files = python_files(os.path.dirname(package.__file__))
        for path in files:
            with open(path, "rb") as file:
                if b"onnx" in file.read().lower():
                    raise RuntimeError("%s names ONNX: this adapter has to try it" % path)
    names = " and ".join(one.__name__ for one in packages)
    raise Refused("no file of %s names ONNX, and no converter is known here" % names)


def python_files(folder):
    """Return every Python file under a folder."""
    return [
        os.path.join(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith(".py")
    ]
