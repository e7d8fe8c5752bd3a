"""Links of the documents, which are written for the repository, as links of the site."""

import posixpath
import re
from collections.abc import Mapping

_LINK = re.compile(r"(?<!!)\[(?P<label>[^\]\n]*)\]\((?P<target>(?!https?://|#|mailto:)[^)\s]+)\)")
_FENCED = re.compile(r"^(```+|~~~+).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)


def relinked(markdown: str, source: str, places: Mapping[str, str], at: str) -> str:
    """Return a document whose links lead to pages of the site; what is not in it is only named.

    Args:
        markdown: the document.
        source: where it lies in the repository, such as "docs/reports.md".
        places: where each file of the repository that is in the site lies there.
        at: where the document lies in the site.

    """

    def mended(match: re.Match[str]) -> str:
        path, hash_, anchor = match["target"].partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if file not in places:
            return f"`{file}`" if match["label"] == match["target"] else f"{match['label']}"
        target = posixpath.relpath(places[file], posixpath.dirname(at) or ".")
        label = match["label"]
        return f"[{label}]({target}{hash_}{anchor})"

    parts, last = [], 0
    for fenced in _FENCED.finditer(markdown):
        parts += [_LINK.sub(mended, markdown[last : fenced.start()]), fenced[0]]
        last = fenced.end()
    return "".join([*parts, _LINK.sub(mended, markdown[last:])])
