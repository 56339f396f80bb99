"""The consent text is shown as it is written, and nothing in it becomes markup by accident."""

from __future__ import annotations

from quizapp.web.consent_text import as_html
from tests.builders import World


def test_headings_paragraphs_and_bold_are_all_that_it_knows() -> None:
    text = "# 同意书\n\n**留什么：** 姓名，像“张\\*\\*”。\n\n<b>不是标记</b> & 别的"
    assert as_html(text).split("\n") == [
        "<h2>同意书</h2>",
        "<p><b>留什么：</b> 姓名，像“张&#42;&#42;”。</p>",
        "<p>&lt;b&gt;不是标记&lt;/b&gt; &amp; 别的</p>",
    ]


def test_the_page_speaks_both_languages(world: World) -> None:
    client = world.app.test_client()
    assert "<h1>参加答题，我们会留下什么</h1>" in client.get("/consent").text
    assert "参加答题" not in client.get("/consent?lang=en").text
