from pathlib import Path

import pytest

from website.transcripts import ROOT, Transcript, renew, transcripts

DOCUMENTS = ("docs/tutorial.md", "docs/explanations.md")
DOCUMENT = """# As of 31 January 2017

```yaml
purpose: teaching
```

```console
$ recommender frameworks
Frameworks that are no more
…
```

<!-- measured -->
```console
$ recommender recommend needs.yaml
Whatever it was.
```

```console
$ recommender probe machine
A machine of somebody's.
```
"""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_shows_is_what_the_program_prints(document: str) -> None:
    """Every answer in the document is this version's, as of its day; `make docs` renews them."""
    pytest.importorskip("numpy", reason="how sure an answer is needs NumPy")
    text = (ROOT / document).read_text(encoding="utf-8")
    found = [transcript for _, transcript in transcripts(text)]
    assert len(found) >= 7
    stale = [one.command for one in found if not one.holds]
    assert stale == [], f"{document} shows what is no longer so: run 'make docs'"


@pytest.mark.parametrize(
    ("shown", "holds"),
    [
        (["one", "two", "three"], True),
        (["one", "…"], True),
        (["…", "three"], True),
        (["one", "…", "three"], True),
        (["one", "three"], False),
        (["one", "…", "four"], False),
        (["one", "two"], False),
        (["o.e", "…"], False),
    ],
)
def test_only_a_line_of_its_own_stands_for_lines_left_out(shown: list[str], holds: bool) -> None:
    """What is shown must be there line by line, but for what "…" leaves out."""
    assert Transcript("why", shown, ["one", "two", "three"]).holds is holds


@pytest.mark.parametrize(
    ("shown", "renewed"),
    [
        (["x"], ["one", "two", "three"]),
        (["x", "…"], ["one", "…"]),
        (["x", "…", "y"], ["one", "…", "three"]),
        (["one", "…", "three"], ["one", "…", "three"]),
    ],
)
def test_as_much_is_shown_as_was(shown: list[str], renewed: list[str]) -> None:
    """A renewed block shows as many lines of the beginning and of the end as the old one."""
    assert Transcript("why", shown, ["one", "two", "three"]).renewed() == renewed


def test_only_what_the_program_alone_decides_is_renewed(tmp_path: Path) -> None:
    """What hangs on a machine stays as it is; a document that holds is not touched again."""
    path = tmp_path / "document.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    assert renew(path)
    text = path.read_text(encoding="utf-8")
    assert "no more" not in text
    assert "\nAs of 31 January 2017\n…\n" in text
    assert "Whatever it was." in text
    assert "A machine of somebody's." in text
    assert not renew(path)
