"""The founding article cut into its sentences, and the digest by which each is known.

The article itself is not part of the project: the bibliography keeps a paraphrase and a digest of
every sentence, and these functions tell whether they are those of the original.
"""

import hashlib
import os
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CODES = {
    "Theano": "TH",
    "Lasagne": "LA",
    "Blocks": "BL",
    "TensorFlow": "TF",
    "Keras": "KE",
    "MXNet": "MX",
    "PyTorch": "PT",
}
#: A part's letter in the ids. "Related" is an empty heading of the site and no part.
PARTS = {
    "Description": "D",
    "Documentation": "U",
    "Summary": "S",
    "Pros": "P",
    "Cons": "C",
    "Resources": "R",
    "Related": "",
}


def article_path() -> Path | None:
    """Return where the article is at hand, None where it is not."""
    named = os.environ.get("FRAMEWORK_RECOMMENDER_ARTICLE")
    path = Path(named) if named else ROOT.parent / "shared" / "article" / "overview-2017.txt"
    return path if path.is_file() else None


def normalised(text: str) -> str:
    """Return a sentence without Markdown stars, with single spaces and none before punctuation."""
    plain = re.sub(r"\s+", " ", text.replace("*", "")).strip()
    return re.sub(r" ([,.])", r"\1", plain)


def digest(sentence: str) -> str:
    """Return the digest of a normalised sentence."""
    return "sha256:" + hashlib.sha256(normalised(sentence).encode()).hexdigest()


def sentences(article: str) -> dict[str, str]:
    """Return id → normalised sentence: section, part, number, such as TH-S3.

    Sections are IN (introduction; its list of frameworks is IN-L, the author's note IN-B) and one
    for each framework. List items are sentences of their own.
    """
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    section, part, pending = "IN", "S", ""

    def add(kind: str, text: str) -> None:
        key = f"{section}-{kind}"
        counts[key] = counts.get(key, 0) + 1
        found[f"{key}{counts[key]}"] = normalised(text)

    def close() -> None:
        nonlocal pending
        whole, pending = normalised(pending), ""
        if not whole or not part:
            return
        pieces = re.split(r"(?<=[.!?])\s+(?=[A-Z“])", whole) if part in "SD" else [whole]
        for piece in pieces:
            add(part, piece)

    for raw in article.splitlines():
        line = raw.strip()
        heading = re.fullmatch(r"\*\*(\w+):\*\*", line)
        if line.startswith("### "):
            close()
            section, part = CODES[line[4:]], "S"
        elif line.startswith("# ") or not line:
            # A blank line does not end a paragraph: inline code was cut out onto lines of its own.
            continue
        elif heading:
            close()
            part = PARTS[heading[1]]
        elif line.startswith("**By "):
            close()
            add("S", line)
        elif line.startswith("**Bio: "):
            close()
            section, part = "IN", ""
            add("B", line)
        elif line.startswith("- "):
            close()
            add("L" if part == "S" else part, line[2:])
        elif part:
            pending += " " + line
    close()
    return found
