"""Whatever somebody uploads as Moodle XML, QTI, Word, GIFT or Aiken: a reading or one clear sentence, in bounds."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import PENS, read_questions
from quizapp.formats.reading import Reading
from quizapp.formats.writing import WRITERS
from tests.formats.test_export_questions import EVERY_KIND
from tests.formats.word_files import NAMESPACES, abstract, docx, level, listed, p, restart, table

DTD = "XML 文件里有 DTD 或实体定义，不安全，不导入。"
MUCH = "XML 文件太大或者套得太深，请拆成几个再导入。"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]>'
BARE = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:1/x.dtd">'

MOODLE = WRITERS["moodle-xml"](EVERY_KIND).data
PACKAGE = WRITERS["qti3"](EVERY_KIND).data
ITEM = zipfile.ZipFile(io.BytesIO(PACKAGE)).read("items/item-00001.xml")
GIFT = WRITERS["gift"](EVERY_KIND).data
AIKEN = WRITERS["aiken"](EVERY_KIND).data
WORD = docx(
    p("问？", numbered=(1, 0)) + p("A. 甲") + p("B. 乙") + p("答案：A") + table(["题干", "答案"], ["对吗？", "对"]),
    abstract(0, level(0, "decimal", "%1.")) + listed(1, 0, restart(0, 3)),
)


def repacked(base: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_questions(data, "x")
    assert len(refused.value.problems) == 1
    return str(refused.value.said)


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, PARAMETER, BARE])
@pytest.mark.parametrize("body", ["<quiz>&a;</quiz>", "<assessmentItem>&a;</assessmentItem>", "<manifest/>"])
def test_definitions_in_xml(head: str, body: str) -> None:
    assert refusal(f'<?xml version="1.0"?>{head}{body}'.encode()) == DTD
    assert refusal(f"{head}{body}".encode("utf-16")) == DTD


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
def test_definitions_in_the_parts_of_an_archive(head: str) -> None:
    document = f"{head}<w:document {NAMESPACES}><w:body/></w:document>".encode()
    assert refusal(repacked(WORD, "word/document.xml", document)) == DTD
    assert refusal(repacked(WORD, "word/numbering.xml", f"{head}<w:numbering {NAMESPACES}/>".encode())) == DTD
    assert refusal(repacked(PACKAGE, "imsmanifest.xml", f"{head}<manifest/>".encode())) == DTD
    reading = read_questions(repacked(PACKAGE, "items/item-00002.xml", f"{head}<x/>".encode()), "x")
    assert (reading.read, reading.refused) == (7, 1)
    assert [(problem.place, str(problem.message)) for problem in reading.problems] == [("items/item-00002.xml", DTD)]


@pytest.mark.parametrize("root", ["quiz", "assessmentItem"])
def test_nested_deep(root: str) -> None:
    assert refusal(f"<{root}>".encode() + b"<a>" * 500_000) == MUCH


def test_an_undefined_entity_is_damage() -> None:
    assert refusal(b"<quiz>&nbsp;</quiz>") == "XML 文件坏了，第 1 行读不下去；请重新导出。"


def declared(size: int) -> bytes:
    """A small archive whose directory says that its document is that large."""
    data = bytearray(docx(p("x" * 4_321)))
    true = len(f"<w:document {NAMESPACES}><w:body>{p('x' * 4_321)}<w:sectPr/></w:body></w:document>".encode())
    for start in [at for at in range(len(data)) if data[at : at + 4] == true.to_bytes(4, "little")]:
        data[start : start + 4] = size.to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "elements": b"<quiz>" + b"<a/>" * 4_900_000 + b"</quiz>",
    "attributes": b"<quiz " + b" ".join(b'a%d="1"' % number for number in range(1_400_000)) + b"/>",
    "text": "<quiz>😀".encode() + b"x" * 19_900_000 + b"</quiz>",
    "comment": b"<quiz><!--" + b"x" * 19_000_000 + b"--></quiz>",
    "deep": b"<assessmentItem>" + b"<div>" * 3_900_000,
    "markup": b"<quiz><question type='truefalse'><questiontext><text><![CDATA[" + b"<b><p>" * 33_000
    + b"]]></text></questiontext></question></quiz>",
    "one gigabyte": declared(1_000_000_000),
    "bomb": repacked(WORD, "word/document.xml", b" " * 59_000_000),
    "word elements": repacked(WORD, "word/document.xml", b"<w>" + b"<p/>" * 4_000_000 + b"</w>"),
    "numbers": docx(p("x", numbered=(1, 0)) * 20_000, abstract(0, level(0, "upperRoman", "%1", 9_999)) + listed(1, 0)),
    "braces": b"{=" * 2_900_000,
    "escapes": b"\\" * 5_900_000 + b"{",
    "titles": b"::" * 2_900_000,
    "letters": b"A. x\n" * 1_100_000 + b"ANSWER: A\n",
    "weights": b"q{" + b"~%1%a" * 1_100_000 + b"}",
    "comments": b"// [tag:" * 700_000,
    "brackets": b"::a::[html]" * 500_000 + b"{T}",
    "blocks": b"q{=a ~b}\n\n" * 500_000,
    "too large": b"x" * 50_000_000,
}  # fmt: skip

CHILD = """
import resource, sys, time
from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
data = open(sys.argv[1], "rb").read()
began = time.process_time()
try:
    reading = read_questions(data, "x")
except Invalid:
    assert True
else:
    assert not reading.questions, reading.format
used = time.process_time() - began
try:  # the peak that the kernel counts from exec on; ru_maxrss also counts the process that started this one
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(used, peak)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    """2 s of processor time and 200 MB on top of a bare interpreter with this package (35 MB)."""
    file = tmp_path / "hostile"
    file.write_bytes(HOSTILE[name])
    done = subprocess.run([sys.executable, "-c", CHILD, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, kilobytes = map(float, done.stdout.split())
    assert kilobytes < 235_000
    assert seconds < 2


@pytest.mark.parametrize("base", [MOODLE, PACKAGE, ITEM, WORD], ids=["moodle", "package", "item", "word"])
def test_truncated_anywhere(base: bytes) -> None:
    for end in range(10, len(base) - 10, max(1, len(base) // 60)):
        with pytest.raises(Invalid):
            read_questions(base[:end], "x")


def harmless(data: bytes, wanted: str = "auto") -> None:
    try:
        reading = read_questions(data, "x", wanted)
    except Invalid as refused:
        assert refused.problems
        assert str(refused.said)
    else:
        assert isinstance(reading, Reading)
        assert 0 <= reading.refused <= reading.read
        assert all(str(problem.message) and problem.place for problem in reading.problems)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CUTS = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=4), st.integers(0, 8)), max_size=4)
PIECES = st.sampled_from([b"", b"9", b'"', b"<a>", b"</a>", b"-", b"&#0;", b"&lt;", b"\xff", b"{", b"}", b"=", b"\\"])
MORE_CUTS = st.lists(st.tuples(st.integers(0, 1 << 20), PIECES, st.integers(0, 12)), max_size=4)


def cut(data: bytes, cuts: list[tuple[int, bytes, int]]) -> bytes:
    for place, put, gone in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + gone :]
    return data


@QUICK
@given(st.sampled_from([MOODLE, PACKAGE, ITEM, WORD, GIFT, AIKEN]), CUTS)
def test_mutated_files(data: bytes, cuts: list[tuple[int, bytes, int]]) -> None:
    for wanted in ("auto", *PENS):
        harmless(cut(data, cuts), wanted)


@QUICK
@given(st.sampled_from([MOODLE, ITEM, GIFT, AIKEN]), MORE_CUTS)
def test_texts_mutated_with_the_signs_that_matter(data: bytes, cuts: list[tuple[int, bytes, int]]) -> None:
    harmless(cut(data, cuts))


@QUICK
@given(
    st.sampled_from([(WORD, "word/document.xml"), (WORD, "word/numbering.xml"), (PACKAGE, "imsmanifest.xml"),
                     (PACKAGE, "items/item-00003.xml"), (PACKAGE, "items/item-00005.xml")]), MORE_CUTS,
)  # fmt: skip
def test_mutated_parts_of_an_archive(part: tuple[bytes, str], cuts: list[tuple[int, bytes, int]]) -> None:
    base, name = part
    content = zipfile.ZipFile(io.BytesIO(base)).read(name)
    harmless(repacked(base, name, cut(content, cuts)))


@QUICK
@given(st.text(alphabet="{}=~#%:\\/-> \nTFa1甲$CATEGORY[html]id.*", max_size=200))
def test_random_gift(text: str) -> None:
    harmless(text.encode(), "gift")


@QUICK
@given(st.text(alphabet="ABC.) \nANSWER:甲1", max_size=200))
def test_random_aiken(text: str) -> None:
    harmless(text.encode(), "aiken")


@QUICK
@given(st.recursive(st.text(alphabet="甲a<&", max_size=5), lambda inside: st.tuples(
    st.sampled_from(["question", "answer", "text", "itemBody", "choiceInteraction", "simpleChoice", "value", "prompt",
                     "responseDeclaration", "correctResponse", "questiontext", "textEntryInteraction", "mapping"]),
    st.lists(inside, max_size=4)), max_leaves=30))  # fmt: skip
def test_random_trees(tree: object) -> None:
    for root in ("quiz", "assessmentItem"):
        harmless(f"<{root}>{_xml(tree)}</{root}>".encode())


def _xml(tree: object) -> str:
    if isinstance(tree, tuple):
        name, inside = tree
        marks = 'type="multichoice" fraction="100" identifier="A" responseIdentifier="A" cardinality="multiple"'
        return f"<{name} {marks}>{''.join(map(_xml, inside))}</{name}>"
    return str(tree).replace("&", "&amp;").replace("<", "&lt;")
