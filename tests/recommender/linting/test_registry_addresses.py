from pathlib import Path

from tests.recommender.linting.bases import said


def test_the_host_of_a_package_index_is_named(tmp_path: Path) -> None:
    """An address at a package index is found, whatever its domain."""
    assert said("registry_addresses", tmp_path) == [
        "sources/all.yaml:2: [0].address: holds the host of a package index; cite its "
        "page by title, such as 'NAME, release list, Python Package Index'",
    ]
