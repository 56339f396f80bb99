"""Whoever asks for English reads English: no page keeps a Chinese sentence; contents nobody translates."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser import season
from tests.browser.conftest import Phones, Site
from tests.browser.desk import DESK
from tests.browser.desk_pages import COLLECTION, NAMES, PLACES, every_desk_page
from tests.browser.test_phone_pages_are_for_everybody import every_page
from tests.browser.tongue import english

pytestmark = pytest.mark.browser
# All that is read or heard of a page; the scripts' sentences lie in a template.
EVERYTHING_SAID = """() => {
  const said = [document.title];
  const read = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) said.push(node.data.trim());
      else {
        if (node.content instanceof DocumentFragment) read(node.content);
        [...node.attributes].filter((each) => !['href', 'value', 'action'].includes(each.name))
          .forEach((each) => said.push(each.value));
        if (node.matches('input[type=submit], input[type=button]')) said.push(node.value);
      }
    }
  };
  read(document.body);
  return said.filter(Boolean);
}"""
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
TITLES = (season.TITLE, "农民科学素质网络竞赛", COLLECTION, season.MADE_UP)
TEXTS = (
    r"第\d+号说法是对的。|第\d+题(选项|做法)[甲乙丙丁]|第\d+题(问的是什么？|哪些做法对？|的解析。|问什么？)",
    r"[甲乙丙丁]\d+|正确|错误|没有答案的题？|答案在外面的题？|有道理。",
)
MASKED = r"\w+\*+"
# Said of a file: its words between quotation marks, its columns with the English behind them, cells as they are.
QUOTED = (r"“[^”]+”", r"\w+ \([a-z ]+\)", r"^(也许|简答|镇街)$")
CONTENTS = re.compile("|".join([*map(re.escape, (*TITLES, *NAMES, *PLACES)), *TEXTS, MASKED, *QUOTED]))


def in_chinese(page: Page) -> list[str]:
    """What stands in Chinese on a page beside contents."""
    said: list[str] = page.evaluate(EVERYTHING_SAID)
    return [text for text in said if CHINESE.search(CONTENTS.sub("", text))]


def test_of_what_a_participant_reads(site: Site, phone: Phones) -> None:
    page = phone()
    page.goto("/?lang=en")
    found = {name: in_chinese(page) for name in every_page(site, page, english)}
    assert {name: said for name, said in found.items() if said} == {}


def test_of_what_staff_read(site: Site, phone: Phones) -> None:
    page = phone(viewport=DESK)
    page.goto("/staff/sign-in?lang=en")
    found = {name: in_chinese(page) for name in every_desk_page(site, page, english)}
    assert {name: said for name, said in found.items() if said} == {}
