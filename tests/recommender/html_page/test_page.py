"""The page in a real browser: for eyes, keyboards, screen readers, paper, and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from recommender.reports import html
from tests.recommender.html_page import advice
from tests.recommender.html_page.browser import DESKTOP, PHONE, Opened, serious_faults
from tests.recommender.html_page.hostile import HOSTILE, hostile_advice

CHARTS = ("ranking", "contributions", "timeline", "sure", "steps-0", "waits-0", "coverage")


@pytest.fixture(scope="module")
def text() -> str:
    return html.render(advice.with_measurements())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_no_serious_fault(
    opened: Callable[..., Opened], text: str, size: dict[str, int], scheme: str
) -> None:
    """Light and dark, large and small, as stated and moved, axe-core finds no serious fault."""
    view = opened(text, viewport=size, color_scheme=scheme)
    if size == PHONE:
        view.page.click("#try-toggle")
    assert serious_faults(view.page) == []
    view.page.click(".more summary")
    view.page.uncheck("#on-flexibility")
    view.page.select_option("#day", "2017-01-31")
    view.settle()
    assert serious_faults(view.page) == []


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (#rrggbb or #rgb) by WCAG 2, from 1 to 21."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out(
    opened: Callable[..., Opened], text: str, scheme: str, media: str
) -> None:
    """Words have a contrast of 4.5 at least, in pictures too, and the colours of series of 3."""
    view = opened(text, color_scheme=scheme)
    view.page.emulate_media(media=media, color_scheme=scheme)
    names = ["paper", "ink", "quiet", "accent", *(f"series-{place}" for place in range(8))]
    read = """(names) => names.map((name) =>
        getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim())"""
    colours = dict(zip(names, view.page.evaluate(read, names), strict=True))
    paper = colours.pop("paper")
    for name, colour in colours.items():
        least = 3 if name.startswith("series") else 4.5
        assert contrast(colour, paper) >= least, name


def test_every_chart_is_drawn_and_says_what_it_shows(
    opened: Callable[..., Opened], text: str
) -> None:
    """Each chart is one picture with words that name the frameworks or stacks in it."""
    view = opened(text)
    for name in CHARTS:
        picture = view.page.locator(f"#plot-{name} svg[role=img]")
        assert picture.count() == 1
        words = picture.get_attribute("aria-label")
        assert "PyTorch" in words or "torch" in words, words
        assert len(words) > 40


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_moves_after_it_is_painted(
    opened: Callable[..., Opened], text: str, size: dict[str, int]
) -> None:
    """The browser's own measure of cumulative layout shift is 0: charts have their room."""
    view = opened(text, viewport=size)
    view.page.wait_for_function("document.querySelectorAll('.plot svg').length > 6")
    view.settle()
    assert sum(view.page.evaluate("window.shifts")) == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_no_page_is_wider_than_its_window(
    opened: Callable[..., Opened], text: str, size: dict[str, int]
) -> None:
    """Nobody has to scroll sideways: what is wide scrolls in its own frame."""
    view = opened(text, viewport=size)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_all_can_be_done_by_keyboard(opened: Callable[..., Opened], text: str) -> None:
    """A slider, a switch, the date and the way back work without a mouse."""
    view = opened(text)
    page = view.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#points-flexibility")
    before = page.text_content("#share-flexibility")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    view.settle()
    assert page.input_value("#points-flexibility") == "0.5"
    assert page.text_content("#share-flexibility") != before
    said = page.get_attribute("#points-flexibility", "aria-valuetext")
    assert said.startswith("0.5 points, ")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    view.settle()
    assert page.text_content("#share-flexibility") == "off"
    page.focus("#day")
    page.keyboard.press("ArrowDown")
    view.settle()
    assert page.text_content("#answer-date") == "31 January 2026"
    page.focus("#reset")
    page.keyboard.press("Enter")
    view.settle()
    assert page.text_content("#share-flexibility") == before
    assert page.evaluate("document.activeElement.id") == "day"


def test_a_changed_view_says_so(opened: Callable[..., Opened], text: str) -> None:
    """What was changed is named, and what does not follow says that it stays as stated."""
    view = opened(text)
    assert view.page.is_hidden(".stays-note >> nth=0")
    view.page.select_option("#day", "2017-01-31")
    view.page.uncheck("#on-recurrent_networks")
    view.settle()
    said = view.page.inner_text("#changed-note")
    assert "as of 31 January 2017" in said
    assert re.search(r"Recurrent networks from [0-9.]+ to 0 points", said)
    for note in view.page.locator(".stays-note").all():
        assert note.is_visible()
    assert "2017" in view.page.text_content("#answer-date")


def test_a_criterion_that_did_not_count_can_count(opened: Callable[..., Opened], text: str) -> None:
    """Switching on what had no weight gives it one point; its slider gives it more."""
    view = opened(text)
    view.page.click(".more summary")
    view.page.check("#on-tpu")
    view.settle()
    assert view.page.input_value("#points-tpu") == "1"
    assert view.page.text_content("#share-tpu").endswith("%")
    view.page.fill("#points-tpu", "10")
    view.settle()
    assert "TPUs" in view.page.text_content("#contributions-key")


def test_print_shows_the_whole_decision_on_white(opened: Callable[..., Opened], text: str) -> None:
    """On paper there are no controls, no reason is folded away, and the colours are light."""
    view = opened(text, color_scheme="dark")
    folded = view.page.locator("details.part:not([open]) li").first
    assert folded.is_hidden()
    pages = view.page.pdf(format="A4", print_background=True)
    assert pages.startswith(b"%PDF")
    view.page.emulate_media(media="print", color_scheme="dark")
    assert view.page.is_hidden("#try")
    assert folded.is_visible()
    paper = view.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    colour = view.page.evaluate("getComputedStyle(document.querySelector('.plot rect')).fill")
    assert colour == "rgb(207, 229, 224)"
    assert view.page.locator("#plot-ranking svg").is_visible()


def test_without_scripts_the_decision_stands(opened: Callable[..., Opened], text: str) -> None:
    """Where no script runs, answer, ranking, reasons and sources are there, and no dead control."""
    decision = advice.with_measurements()
    view = opened(text, java_script_enabled=False)
    page = view.page
    assert page.inner_text("#answer-name") == decision.best.name
    assert page.locator("#ranking-rows tr").count() == len(decision.ranking)
    assert page.locator("#why-list li").first.is_visible()
    assert page.is_hidden("#try")
    assert page.is_hidden("#plot-ranking")
    assert page.locator("h2:has-text('Sources') ~ ol li").first.is_visible()


def test_a_wider_window_draws_wider_charts(opened: Callable[..., Opened], text: str) -> None:
    """Charts are drawn anew for the width that they have, so that their words stay readable."""
    view = opened(text, viewport=PHONE)
    drawn = "document.querySelector('#plot-ranking svg').getAttribute('width')"
    narrow = int(view.page.evaluate(drawn))
    view.page.set_viewport_size(DESKTOP)
    view.settle()
    assert narrow <= PHONE["width"] < int(view.page.evaluate(drawn))


def test_hostile_words_stay_words(opened: Callable[..., Opened]) -> None:
    """Markup, scripts and control characters in needs, names and notes are shown, never run."""
    view = opened(html.render(hostile_advice()))
    page: Any = view.page
    assert page.evaluate("window.broken") is None
    assert HOSTILE.partition(" ")[0] in page.inner_text("h1")
    page.select_option("#day", "2018-01-31")
    view.settle()
    assert HOSTILE.partition(" ")[0] in page.inner_text("#ranking-rows")
    assert HOSTILE.partition(" ")[0] in page.text_content(".criterion")
    assert page.evaluate("window.broken") is None
    assert page.locator("img, iframe, object, main script, aside script").count() == 0
    said = page.text_content("main") + page.text_content("#try") + page.text_content("h1")
    assert "\x1b" not in said
    assert "\u202e" not in said
