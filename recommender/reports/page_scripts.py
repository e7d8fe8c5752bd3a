"""The scripts and the style that every HTML report carries, and the policy that allows no other."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from recommender.reports.vendoring import libraries

#: Our own modules, each after those that it uses.
MODULES = (
    *("model", "words", "explanation"),
    *("charts", "following", "lasting"),
    *("elements", "parts", "page"),
)

_TEMPLATES = resources.files("recommender.reports") / "templates"


def early() -> str:
    """Return the script that runs before anything is painted."""
    return module("early")


def module(name: str) -> str:
    """Return one of our own scripts."""
    return _read(f"{name}.js")


def style() -> str:
    """Return the style sheet."""
    return _read("report.css")


@lru_cache(maxsize=1)
def scripts() -> tuple[str, ...]:
    """Return the scripts at the end of the page: the libraries with their licences, then ours."""
    found = libraries()
    notices = "\n\n".join(f"{one.name} {one.version}\n\n{one.licence.strip()}" for one in found)
    carried = [one.script for one in found if one.script]
    modules = "\n".join(module(name) for name in MODULES)
    ours = f'"use strict";\n{{\n{modules}}}\n'
    return (f"/*\n{notices}\n*/\n{carried[0]}", *carried[1:], ours)


@lru_cache(maxsize=1)
def policy() -> str:
    """Return the content security policy: nothing is loaded, and only our scripts run."""
    digests = (b64encode(sha256(one.encode()).digest()).decode() for one in (early(), *scripts()))
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")
