"""A state of the knowledge base: a folder, or a revision in its git repository."""

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from recommender.errors import KnowledgeError
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import digest_of, load, load_files

DEADLINE = 60


def state(name: str, folder: Path) -> Knowledge:
    """Return the knowledge base in a folder, or of a git revision.

    Args:
        name: a folder, or what git knows as a revision ("HEAD~3", a tag, a commit).
        folder: where in which repository the knowledge base lies, for revisions.

    Raises:
        KnowledgeError: it is neither, or the knowledge base there cannot be read.

    """
    if Path(name).is_dir():
        return load(Path(name))
    return load_files(_revision(name, folder), Path(name))


def revision_of(digest: str, folder: Path) -> str | None:
    """Return the newest git revision whose knowledge base has a digest, None where none has.

    Only revisions that changed the knowledge base are looked at, newest first.
    """
    try:
        names = _git(["log", "--format=%h", "--", "."], "HEAD", folder).decode().split()
        return next((name for name in names if digest_of(_revision(name, folder)) == digest), None)
    except KnowledgeError:
        return None


def _revision(name: str, folder: Path) -> dict[str, bytes]:
    """Return the YAML files of a revision by their names in the knowledge base."""
    if name.startswith("-"):
        raise KnowledgeError(f"{name!r} is no folder and no revision; check its name")
    packed = _git(["archive", "--format=tar", name, "."], name, folder)
    files = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if member.isfile() and path.suffix == ".yaml" and path.parts[0] != "cases":
                content = archive.extractfile(member)
                files[str(path)] = content.read() if content else b""
    if not files:
        raise KnowledgeError(f"{name}: no knowledge base in that revision; name a later one")
    return dict(sorted(files.items()))


def _git(arguments: list[str], name: str, folder: Path) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - git itself, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git of the path
            capture_output=True,
            timeout=DEADLINE,
            check=False,
        )
    except FileNotFoundError:
        raise KnowledgeError(f"{name}: no such folder, and no git to ask; name a folder") from None
    except subprocess.TimeoutExpired:
        raise KnowledgeError(f"{name}: git did not answer in {DEADLINE} s; name a folder") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise KnowledgeError(
            f"{name}: no such folder, and git knows no such revision of {folder} "
            f"({said[-1] if said else 'no reason given'}); check its name"
        )
    return done.stdout
