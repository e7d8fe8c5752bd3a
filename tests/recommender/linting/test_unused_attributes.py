from pathlib import Path

from tests.recommender.linting.bases import said


def test_an_attribute_that_nothing_uses_is_named(tmp_path: Path) -> None:
    """An attribute without facts, without readers, or wrongly marked as shown only is named."""
    assert said("unused_attributes", tmp_path) == [
        "attributes.yaml:3: [1].shown_only: 'mobile' is read by a criterion or rule; leave it out",
        "attributes.yaml:4: [2].id: no criterion and no rule reads 'colour'; let one "
        "read it, or say 'shown_only: true'",
        "attributes.yaml:4: [2].id: no fact states 'colour'; add facts, or strike it out",
    ]
