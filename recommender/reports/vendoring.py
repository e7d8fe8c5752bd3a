"""The libraries that the HTML report carries: read from ``vendor/``, and renewed (`make vendor`).

``vendor/manifest.json`` names each package with its version, licence and the digest of each file;
a test holds the files against it. To renew, change a version there and run `make vendor`, which
takes the files out of the npm packages unchanged and writes the new digests.
"""

import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = resources.files("recommender.reports") / "vendor"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Library:
    """One package: ``script`` is "" where another package's file holds its code."""

    name: str
    version: str
    script: str
    licence: str


def manifest() -> list[dict[str, Any]]:
    """Return the manifest: packages in the order in which their scripts must run."""
    found: list[dict[str, Any]] = json.loads((FOLDER / MANIFEST).read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def libraries() -> tuple[Library, ...]:
    """Return the packages with their scripts and the texts of their licences."""
    found = []
    for package in manifest():
        texts = {
            kind: (FOLDER / file["name"]).read_text("utf-8")
            for kind, file in package["files"].items()
        }
        script, licence = texts.get("script", ""), texts["licence"]
        found.append(Library(package["package"], package["version"], script, licence))
    return tuple(found)


def digest(content: bytes) -> str:
    """Return the digest that the manifest keeps of a file."""
    return f"sha256:{sha256(content).hexdigest()}"


def renew(folder: Path) -> None:
    """Take every file of the manifest from its npm package into a folder, and write the digests.

    Raises:
        CalledProcessError: npm is missing, or has no such package or version.
        KeyError: the package has no such file.

    """
    packages = manifest()
    for package in packages:
        with TemporaryDirectory() as scratch:
            wanted = f"{package['package']}@{package['version']}"
            command = ["npm", "pack", "--silent", wanted]
            subprocess.run(command, cwd=scratch, check=True, stdout=sys.stderr)  # noqa: S603 - the manifest's own words
            (archive,) = Path(scratch).glob("*.tgz")
            with tarfile.open(archive) as packed:
                for file in package["files"].values():
                    member = packed.extractfile(f"package/{file['from']}")
                    if member is None:
                        raise KeyError(f"{wanted} has no file {file['from']}")
                    content = member.read()
                    (folder / file["name"]).write_bytes(content)
                    file["digest"] = digest(content)
    text = json.dumps(packages, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew(Path(str(FOLDER)))
