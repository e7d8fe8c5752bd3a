"""Names of distributions, compared as packaging does."""

from __future__ import annotations

import re


def requirement_name(requirement: str) -> str:
    """Return a requirement's normalised distribution name ("keras" of "Keras==2.3.1")."""
    found = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    return normalised(found[0] if found else requirement)


def normalised(name: str) -> str:
    """Write a distribution name as packaging compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
