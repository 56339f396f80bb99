"""Desk pages can be used by everybody: no barrier that axe finds, in light or dark, and a way by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Phones, Site
from tests.browser.desk import DESK
from tests.browser.desk_pages import every_desk_page

pytestmark = pytest.mark.browser
PAGES = 53
# What has the focus, if nobody could see that it has; null where it is seen, '' where the walk is back at its start.
UNSEEN_FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return '';
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 4 && box.height > 4
    && box.top < innerHeight && box.bottom > 0;
  return seen ? null : at.outerHTML.slice(0, 120);
}"""
MOST_STEPS = 60
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


def steps(page: Page) -> Iterator[str]:
    """Tab through a page; answers each thing whose focus cannot be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate(UNSEEN_FOCUS)
        if found == "":
            return
        if found is not None:
            yield found


def test_axe_finds_no_barrier_in_light_and_in_dark(site: Site, phone: Phones) -> None:
    page = phone(viewport=DESK)
    found = {}
    for name in every_desk_page(site, page):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page)
            if results.violations_count:
                found[name, scheme] = results.generate_report()
    assert found == {}


def test_whoever_goes_by_keyboard_sees_where_they_are(site: Site, phone: Phones) -> None:
    page = phone(viewport=DESK)
    found = {name: list(steps(page)) for name in every_desk_page(site, page)}
    assert {name: unseen for name, unseen in found.items() if unseen} == {}


def test_no_page_asks_another_origin_or_is_too_wide(site: Site, phone: Phones) -> None:
    page = phone(viewport=DESK)
    too_wide = {name: page.evaluate(TOO_WIDE) for name in every_desk_page(site, page)}
    assert len(too_wide) == PAGES
    assert [name for name, wide in too_wide.items() if wide] == []
    assert [address for address in phone.asked if not address.startswith((site.address, "data:"))] == []
