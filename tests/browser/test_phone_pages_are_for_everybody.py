"""Phone pages can be read by everybody: no barrier that axe finds, large targets, large type, a narrow phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from quizapp.domain.contest import Practice
from tests.browser.conftest import Phones, Site, enter
from tests.browser.tongue import Tongue, chinese

pytestmark = pytest.mark.browser
LARGEST_FIRST_PAGE = 60 * 1024
# Links within a sentence are as high as the sentence; everything else that is touched has room for a thumb.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden])')]
  .filter((each) => each.offsetParent !== null)
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([name, box]) => `${name} ${box.width} x ${box.height}`)"""
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


def every_page(site: Site, page: Page, said: Tongue = chinese) -> Iterator[str]:
    """Walk through every page that a participant sees; answers its name each time one is shown."""
    site.coming_contest(5_000, "soon")
    site.open_contest(practice=Practice(allowed=True, same_pool=True))
    (code,) = site.codes("farmers", "诸葛小明")
    page.goto("/")
    yield "first page"
    page.goto("/enter")
    page.get_by_label(said("入场码")).fill("AAAAA-AAAAB")
    page.get_by_role("button", name=said("进去")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "wrong code"
    page.goto("/c/soon")
    yield "contest not open yet, by a stranger"
    enter(page, code, said)
    yield "contest"
    page.get_by_role("button", name=said("开始答题")).click()
    expect(page.get_by_text(said("选了就会自动保存。"))).to_be_visible()
    page.locator(".option").first.click()
    expect(page.get_by_text(said("已保存"))).to_be_visible()
    yield "question"
    page.get_by_role("button", name=said("答题卡")).click()
    yield "sheet"
    page.goto("/a/1/check")
    yield "sheet without script"
    page.get_by_role("button", name=said("交卷")).click()
    page.wait_for_url("**/result")
    yield "result"
    page.goto("/c/farmers/board")
    yield "board"
    page.goto("/c/farmers")
    yield "contest afterwards"
    page.goto("/me/data")
    yield "own data"
    page.goto("/me/erase")
    yield "erase the own data"
    page.goto("/nowhere")
    yield "refusal"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(site: Site, phone: Phones, scheme: str) -> None:
    page = phone(color_scheme=scheme)
    found = {}
    for name in every_page(site, page):
        results = Axe().run(page)
        if results.violations_count:
            found[name] = results.generate_report()
    assert found == {}


def test_everything_that_is_touched_has_room_for_a_thumb(site: Site, phone: Phones) -> None:
    page = phone()
    found = {name: page.evaluate(SMALL_TARGETS) for name in every_page(site, page)}
    assert {name: small for name, small in found.items() if small} == {}


def test_a_narrow_phone_with_large_type_scrolls_no_page_sideways(site: Site, phone: Phones) -> None:
    page = phone(viewport={"width": 320, "height": 568})
    too_wide = []
    for name in every_page(site, page):
        page.evaluate("document.documentElement.style.setProperty('--base', `${17 * 1.4}px`)")
        if page.evaluate(TOO_WIDE):
            too_wide.append(name)
    assert too_wide == []


def test_no_page_asks_another_origin(site: Site, phone: Phones) -> None:
    page = phone()
    assert len(list(every_page(site, page))) == 13
    assert [address for address in phone.asked if not address.startswith(site.address)] == []


def test_the_first_page_is_small_enough_for_a_village_network(site: Site, phone: Phones) -> None:
    site.open_contest()
    page = phone()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) < LARGEST_FIRST_PAGE
