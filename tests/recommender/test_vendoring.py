from importlib import resources

from recommender.reports.vendoring import FOLDER, MANIFEST, digest, libraries, manifest


def test_the_libraries_are_those_of_the_manifest() -> None:
    """Every file that is carried is named in the manifest, with the digest that it has."""
    named = {file["name"]: file["digest"] for one in manifest() for file in one["files"].values()}
    there = {entry.name for entry in FOLDER.iterdir()} - {MANIFEST, "__pycache__"}
    assert set(named) == there
    for name, expected in named.items():
        assert digest((FOLDER / name).read_bytes()) == expected, name


def test_every_library_has_its_licence_and_its_version() -> None:
    """The text of each licence is carried, and a script names the version of the manifest."""
    for one in libraries():
        assert "ermission" in one.licence, one.name
        assert "Copyright" in one.licence, one.name
        if one.script:
            assert one.version in one.script[:200], one.name


def test_the_page_carries_the_licences() -> None:
    """Who is sent a report gets the notices of the libraries in it."""
    from recommender.reports.page_scripts import scripts

    text = "\n".join(scripts())
    for one in libraries():
        assert one.licence.strip() in text
        assert f"{one.name} {one.version}" in text


def test_the_vendor_folder_is_part_of_the_package() -> None:
    """The files are found by way of the package, wherever it is installed."""
    assert (resources.files("recommender.reports") / "vendor" / MANIFEST).is_file()
