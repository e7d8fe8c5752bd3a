import re
from html.parser import HTMLParser

import pytest

from recommender.loading.loader import shipped
from recommender.recommendation import Recommendation, recommend
from recommender.reports import html, markdown, text
from recommender.reports.answers import asked
from recommender.reports.page_scripts import scripts, style
from tests.recommender.probed import measured, plain

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(2)> [link](javascript:alert(3)) '
    "| cell | `code` \x1b[31mred\x07 \u202egnp.exe {{ 7*7 }} &amp; *bold*"
)


@pytest.fixture(scope="module")
def hostile() -> Recommendation:
    """Advice for requirements whose words try to be markup."""
    needs = {"title": HOSTILE, "notes": HOSTILE, "purpose": "research"}
    return recommend(needs, "2026-11-24", plain(measured("torch", "pytorch", 0.001)))


class Page(HTMLParser):
    """What a browser would see: tags, attributes, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.said += data


def test_hostile_words_stay_words_on_the_page(hostile: Recommendation) -> None:
    """Nothing that a user writes becomes a tag, an attribute or a script."""
    page = Page(html.render(hostile))
    own = 2 + len(scripts())  # what runs first, and the data
    assert page.tags.count("script") == own
    assert "img" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in page.said
    assert "{{ 7*7 }}" in page.said
    assert "\x1b" not in page.said
    assert "\u202e" not in page.said


def test_the_page_needs_no_network(hostile: Recommendation) -> None:
    """The page loads nothing: links to sources are the only addresses in it."""
    rendered = html.render(hostile)
    page = Page(rendered)
    loading = {"link", "img", "iframe", "object", "embed", "video", "audio", "source"}
    assert not loading & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name in ("src", "srcset", "data")]
    assert not re.findall(r"url\(|@import", style())
    assert "connect-src" not in rendered  # so that of default-src holds: none
    outside = [(tag, name) for tag, name, value in page.attributes if "://" in value]
    assert set(outside) <= {("a", "href")}


def test_the_pages_notes_lead_to_its_sources(hostile: Recommendation) -> None:
    """Every link within the page has a target, and no id stands twice."""
    page = Page(html.render(hostile))
    inner = [value[1:] for _, name, value in page.attributes if name == "href" and value[0] == "#"]
    assert inner
    assert set(inner) <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)


def test_every_footnote_is_defined_and_used(hostile: Recommendation) -> None:
    """Markdown's footnotes and their definitions are the same set."""
    record = markdown.render(hostile)
    defined = re.findall(r"^\[\^(\d+)\]: ", record, re.MULTILINE)
    used = set(re.findall(r"\[\^(\d+)\](?!:)", record))
    assert len(set(defined)) == len(defined)
    assert set(defined) == used
    assert defined == [str(number) for number in range(1, len(defined) + 1)]


@pytest.mark.parametrize("as_of", ["2017-01", "2026-11-24"])
def test_every_statement_of_the_record_has_a_footnote(as_of: str) -> None:
    """Each item and each row of the record ends with, or holds, what it rests on."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    needs = {"purpose": "product", "deployment": ["ios"], "existing_code": "keras"}
    record = markdown.render(recommend(needs, as_of, results))
    items = [line for line in record.splitlines() if line.startswith("- ")]
    assert len(items) > 20
    assert [line for line in items if "[^" not in line] == []
    assert "An Overview of Python Deep Learning Frameworks" in record


def test_the_record_has_the_sections_of_madr() -> None:
    """Front matter and headings are those of the template, in its order."""
    record = markdown.render(recommend({"purpose": "research"}, "2026-11-24"))
    head, _, body = record.partition("---\n\n")
    assert head == "---\nstatus: proposed\ndate: 2026-11-24\n"
    found = [line.strip("# ") for line in body.splitlines() if re.match("##+ ", line)]
    wanted = [
        *("Context and Problem Statement", "Decision Drivers", "Considered Options"),
        *("Decision Outcome", "Consequences", "Confirmation"),
        *("Pros and Cons of the Options", "More Information"),
    ]
    assert [title for title in found if title in wanted] == wanted


def test_terminal_text_moves_no_cursor(hostile: Recommendation) -> None:
    """The text holds no control character but the end of a line."""
    rendered = text.render(hostile)
    assert not re.findall(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", rendered)


@pytest.mark.parametrize("render", [text.render, markdown.render, html.render])
def test_every_report_says_what_was_asked_found_and_measured(render: object) -> None:
    """The question, the answer, the reasons and the measurement stand in each form."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    advice = recommend({"purpose": "research", "models": ["recurrent"]}, "2026-11-24", results)
    rendered = render(advice)  # type: ignore[operator]
    assert advice.best
    plain_text = rendered.replace("\\", "")
    for words in ("Research on new methods", advice.best.name, "1 ms", "950 µs to 1.05 ms"):
        assert words in plain_text


def test_every_sentence_can_be_followed_back() -> None:
    """The ids behind a sentence are facts, rules, criteria or measurements that exist."""
    results = plain(measured("numpy", "numpy", 0.002), measured("torch", "pytorch", 0.001))
    advice = recommend({"purpose": "product", "deployment": ["ios"]}, "2026-11-24", results)
    known = shipped()
    facts = {fact.id for framework in known.frameworks.values() for fact in framework.facts}
    rules = {rule.id for rule in known.rules}
    frameworks = known.frameworks
    for sentence in advice.explanation.sentences():
        for identity in sentence.ids:
            framework, _, attribute = identity.partition(".")
            assert (
                identity in facts
                or identity in rules
                or identity in known.criteria
                or identity.startswith(("measured:", "requirements."))
                or (framework in frameworks and attribute in known.attributes)
            ), identity


def test_a_weakness_is_no_reason_for_the_first() -> None:
    """What weighs much and speaks against it is not told as what speaks for it."""
    needs = {"purpose": "product", "deployment": ["server"], "horizon": "decade"}
    advice = recommend({**needs, "risk": "proven", "languages": ["java"]}, "2016-06")
    best = advice.best
    assert best is not None
    assert best.contribution("maturity").assessment.interval.middle < 0.5
    names = [sentence.text.partition(" (")[0] for sentence in advice.explanation.why]
    assert "Will last" in names
    assert advice.knowledge.criteria["maturity"].name not in names


def test_what_was_asked_names_frameworks_by_name() -> None:
    """No report shows a framework's id where its name is meant."""
    needs = {"existing_code": "pytorch", "known": ["tensorflow"], "ruled_out": ["mxnet"]}
    answers = [answer for _, answer in asked(recommend(needs, "2026-11"))]
    assert answers == ["PyTorch", "TensorFlow", "MXNet"]
