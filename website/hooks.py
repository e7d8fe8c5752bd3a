"""What MkDocs calls while it builds the site: pages are added, links are mended.

``extra`` of ``mkdocs.yml`` says of which knowledge, for which day and with which probe results.
Without scikit-learn the decision map is left out, without Graphviz its picture.
"""

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from recommender.dates import last_day, today
from recommender.decision_map.drawing import as_svg
from recommender.decision_map.learning import DecisionMap, draw
from recommender.errors import UserError
from recommender.evaluating.cases import shipped_cases
from recommender.interviewing.answer_prior import prior_of
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import load, shipped
from recommender.measurements import Measurements, measurements
from recommender.requirements import read
from website.links import relinked
from website.pages import Example, Inputs, generated, home, menu

_log = logging.getLogger("mkdocs.website")
#: Documents of the repository's root that are pages of the site, with where they lie there.
FROM_ROOT = {
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
#: The home page, and the place in it where what was generated is shown.
HOME, HERE = "README.md", "<!-- generated: home -->"
OWN = ("site.css", "site.js")
#: The theme's search is a dialog without a name, which a screen reader would need.
SEARCH = 'data-md-component="search" role="dialog"'
#: So many leaves has the decision map, as `recommender map` draws it.
LEAVES = 12
_given: dict[str, Inputs] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read what the pages are made from, and put them into the menu."""
    try:
        given = _given["now"] = _inputs(_root(config), dict(config.extra))
    except UserError as problem:
        raise PluginError(str(problem)) from None
    config.nav = _filled(config.nav or [], menu(given))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, and the documents of the repository's root."""
    pages = generated(_given["now"])
    for name, place in FROM_ROOT.items():
        pages[place] = (_root(config) / name).read_text(encoding="utf-8")
    for name in OWN:
        pages[name] = (Path(__file__).parent / name).read_text(encoding="utf-8")
    for place, body in pages.items():
        files.append(File.generated(config, place, content=body))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mend the links of documents that were written for the repository."""
    docs = Path(config.docs_dir).relative_to(_root(config)).as_posix()
    place = page.file.src_uri
    sources = {where: name for name, where in FROM_ROOT.items()}
    if page.file.generated_by and place not in sources:
        return markdown
    if place == HOME:
        markdown = markdown.replace(HERE, home(_given["now"]))
    places = {f"{docs}/{file.src_uri}": file.src_uri for file in files} | FROM_ROOT
    return relinked(markdown, sources.get(place, f"{docs}/{place}"), places, place)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Name what the theme left without a name."""
    return _named(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Name it on a page of the theme's own too: where nothing was found."""
    return _named(output_content)


def _named(html: str) -> str:
    return html.replace(SEARCH, f'{SEARCH} aria-label="Search"')


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _inputs(root: Path, extra: dict[str, Any]) -> Inputs:
    folder = str(extra["knowledge"])
    knowledge = shipped() if folder == "shipped" else load(folder)
    as_of = today() if extra["as_of"] == "today" else last_day(str(extra["as_of"]))
    cases = shipped_cases() if folder == "shipped" else sorted(Path(folder).glob("cases/*.yaml"))
    drawn, picture = _map(knowledge, as_of, cases)
    examples = {
        path.stem: Example(path.read_text(encoding="utf-8"), read(path, knowledge))
        for path in sorted((root / "examples").glob("*.yaml"))
    }
    schemas = {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((root / "docs" / "schemas").glob("*.schema.json"))
    }
    measured = _measured(str(extra["probes"]), as_of)
    return Inputs(knowledge, as_of, measured, schemas, examples, drawn, picture)


def _measured(probes: str, as_of: str) -> Measurements:
    if probes == "none":
        return Measurements()
    from recommender.probe_evidence import read as read_results

    return measurements(read_results(Path(probes)), as_of)


def _map(
    knowledge: Knowledge, as_of: str, cases: Iterable[Path]
) -> tuple[DecisionMap | None, str | None]:
    """Return the decision map and its picture, None for what cannot be made here."""
    try:
        found = draw(knowledge, as_of, prior_of(cases, knowledge).terse, LEAVES)
    except ImportError:
        _log.info("the decision map is left out: scikit-learn is not installed")
        return None, None
    try:
        return found, as_svg(found)
    except UserError as problem:
        _log.info("the map has no picture: %s", problem)
        return found, None


def _filled(entries: list[Any], made: dict[str, list[Any]]) -> list[Any]:
    """Return a menu in which generated pages stand in the place of their headings."""
    filled: list[Any] = []
    for entry in entries:
        if isinstance(entry, dict):
            ((title, inside),) = entry.items()
            if isinstance(inside, list):
                filled.append({title: _filled(inside, made)})
            else:
                filled.append(entry)
        elif isinstance(entry, str) and entry.startswith("generated:"):
            filled += made[entry.removeprefix("generated:")]
        else:
            filled.append(entry)
    return filled
