from __future__ import annotations

import pytest

from probes.environments.names import requirement_name


@pytest.mark.parametrize(
    "text", ["Keras_Applications==1.0", "keras-applications", "keras.applications>=1"]
)
def test_names_are_compared_as_packaging_does(text: str) -> None:
    """Case, dots, dashes and underscores make no difference between distribution names."""
    assert requirement_name(text) == "keras-applications"
