from website.links import relinked

PLACES = {"docs/cli.md": "cli.md", "docs/how-to/x.md": "how-to/x.md", "README.md": "home.md"}


def mended(markdown: str, source: str, at: str) -> str:
    return relinked(markdown, source, PLACES, at)


def test_links_lead_to_the_pages_of_the_site() -> None:
    """A link to a file that is a page of the site leads there, from wherever it stands."""
    assert mended("[a](docs/cli.md#b)", "CONTRIBUTING.md", "contributing.md") == "[a](cli.md#b)"
    assert mended("[a](../cli.md)", "docs/how-to/x.md", "how-to/x.md") == "[a](../cli.md)"
    assert mended("[a](../../README.md)", "docs/how-to/x.md", "how-to/x.md") == "[a](../home.md)"


def test_what_is_not_in_the_site_is_only_named() -> None:
    """A file of the repository that is no page of the site is named, not linked."""
    given = "see [the list](../recommender/list.json) and [../LICENSE](../LICENSE)"
    assert mended(given, "docs/cli.md", "cli.md") == "see the list and `LICENSE`"


def test_other_links_and_code_stay_as_they_are() -> None:
    """Addresses, anchors, pictures and code are not touched."""
    given = "[a](https://b.c) [d](#e) ![f](gone.png)\n\n```yaml\n[a](gone.md)\n```\n"
    assert mended(given, "docs/cli.md", "cli.md") == given
