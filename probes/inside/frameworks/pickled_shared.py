"""Saving and loading where a model is a handful of shared variables: Theano and its descendant."""

import os
import pickle


def save_and_load(given, folder, shared, compiled):
    """Pickle the values of shared variables, and load them into those of a second model.

    ``shared`` makes a shared variable of an array; ``compiled`` makes of variables by name the
    function from inputs to outputs.
    """
    first = {name: shared(given["weights"][name]) for name in given["weights"]}
    second = {name: shared(0 * given["weights"][name]) for name in given["weights"]}
    outputs, loaded = compiled(first), compiled(second)
    before, path = loaded(given["x"]), os.path.join(folder, "model.pickle")
    with open(path, "wb") as file:
        pickle.dump({name: first[name].get_value() for name in first}, file, protocol=2)
    with open(path, "rb") as file:
        values = pickle.load(file)  # noqa: S301 - it has just been written
    for name in second:
        second[name].set_value(values[name])
    return {
        "saved": outputs(given["x"]),
        "before": before,
        "loaded": loaded(given["x"]),
        "by": "pickled values of shared variables",
    }
