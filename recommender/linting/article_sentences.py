"""Whatever an article says of a framework stands in what is known of that framework."""

from collections.abc import Iterator

from recommender.linting.base import At, Base, Finding, cited


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a sentence that no fact or claim of a framework that it is about cites."""
    in_use = {
        (framework.id, citation)
        for framework in base.knowledge.frameworks.values()
        for citation in cited(framework)
    }
    for name, document in base.documents.items():
        if not name.startswith("articles/"):
            continue
        article = document.data["id"]
        for at in At(document).items("sentences"):
            for framework in at.data.get("about") or ():
                if framework not in base.knowledge.frameworks:
                    yield at.wrong("about", f"{framework!r} is no framework here", "mend the id")
                elif (framework, f"{article}#{at.data['id']}") not in in_use:
                    yield at.wrong(
                        "about",
                        f"nothing known of {framework} cites {article}#{at.data['id']}",
                        "cite it in a fact or claim of that framework",
                    )
