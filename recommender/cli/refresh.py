"""Refreshing in the terminal: a line for each framework, then the change as a diff."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from recommender.compiling import check_texts
from recommender.entries import shown, suggestion
from recommender.errors import KnowledgeError, UserError
from recommender.files import write_atomically
from recommender.knowledge.frameworks import Framework
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import as_texts, load_files, read_files
from recommender.maintaining.package_index import Pip
from recommender.maintaining.refreshing import Proposal, latest, package_of, propose
from recommender.safe import one_line, visible


def refreshed(
    folder: Path, names: Sequence[str], today: str, *, write: bool, pip: Pip | None = None
) -> Iterator[str]:
    """Return what the index says of each framework, as lines, then the proposed change.

    Args:
        folder: the knowledge base.
        names: ids of frameworks; those still developed if none.
        today: the ISO day of asking.
        write: whether to change the files.
        pip: the pip to ask; that of this interpreter if None.

    Raises:
        UserError: an unknown framework, an index that cannot be reached, or a change after which
            the knowledge base could not be read; nothing is written then.

    """
    files = read_files(folder)
    known, texts = load_files(files, folder), as_texts(files, folder)
    before = dict(texts)
    proposals: list[Proposal] = []
    for framework in _chosen(known, names, today):
        package = package_of(framework)
        if package is None:
            yield f"{framework.id:<13}no package is named; add 'package' to its file"
            continue
        versions = {release.version: release.date for release in framework.releases}
        found = latest(package, (pip or Pip()).versions, versions, today)
        proposal = propose(framework, found, known, texts, today)
        texts |= {name: after for name, (_, after) in proposal.files.items()}
        proposals.append(proposal)
        yield f"{framework.id:<13}{one_line(proposal.said)}"
    changed = {name: (before[name], text) for name, text in texts.items() if text != before[name]}
    if not changed:
        yield "Nothing to change."
        return
    _check(texts, folder)
    yield ""
    yield visible(Proposal("", None, "", changed).diff(folder.name)).rstrip("\n")
    if not write:
        yield "\nNothing is written; --write does."
        return
    for name, (_, text) in changed.items():
        write_atomically(folder / name, text)
    yield f"\nWritten: {', '.join(changed)}"


def _chosen(known: Knowledge, names: Sequence[str], today: str) -> list[Framework]:
    for name in names:
        if name not in known.frameworks:
            raise UserError(f"no framework {shown(name)}; {suggestion(name, known.frameworks)}")
    if names:
        return [known.frameworks[name] for name in names]
    living = [
        view.id
        for view in known.at(today).alternatives.values()
        if view.value("maintenance") != "ended"
    ]
    return [known.frameworks[name] for name in living]


def _check(texts: dict[str, str], folder: Path) -> None:
    faults = check_texts(texts, str(folder)).faults
    if faults:
        raise KnowledgeError(
            f"the change would not be readable, so nothing is written: {faults[0]}"
        )
