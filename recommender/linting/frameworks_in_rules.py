"""Rules and criteria speak of needs and attributes; a named framework would be an opinion."""

import re
from collections.abc import Iterator

from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each text of a rule or criterion that names a framework.

    A rule's own tests may: "in which framework is your code?" can only be answered by a name.
    """
    names = {name.lower() for f in base.knowledge.frameworks.values() for name in (f.id, f.name)}
    found = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", re.IGNORECASE)
    for text, at in base.texts():
        name = at.document.name
        if not ("rules/" in name or name.endswith("criteria.yaml")) or "tests" in at.path:
            continue
        spoken_of = found.search(text.replace("_", " "))
        if spoken_of and "sources" not in at.path:
            yield at.wrong(
                "",
                f"names the framework {spoken_of[0]!r}",
                "speak of what a framework has or lacks",
            )
