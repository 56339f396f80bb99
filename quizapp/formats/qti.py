"""QTI 2.1, 2.2 and 3.0: single items, and packages with imsmanifest.xml, to questions and problems by item."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say
from quizapp.formats.archive import unpack
from quizapp.formats.decoding import ZIP, clean
from quizapp.formats.draft import finish
from quizapp.formats.labels import Labels, Notes, labels_of, with_labels
from quizapp.formats.qti_item import item_draft, plain_name
from quizapp.formats.reading import MOST_ITEMS, Placed, Reading, Refused, check_count, shown, unreadable
from quizapp.formats.xml_tree import parse

MANIFEST = "imsmanifest.xml"
CATALOG = "quizapp"  # under this name the manifest keeps the ref of a question
_IS_ITEM = re.compile(r"imsqti_item_|(?:associatedcontent/)?imsqti_xmlv1")  # 1.x is named, and refused by item
MOST_FILES = 2 * MOST_ITEMS
ROOTS = frozenset({"assessmentItem", "assessmentTest", "assessmentSection", "assessmentStimulus", "questestinterop",
                   "manifest"})  # fmt: skip


@dataclass(slots=True)
class _Tally:
    read: int = 0
    questions: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    def take(self, data: bytes | None, place: str, resource: Element | None) -> None:
        """One item's file; whatever is wrong with it is a problem of this item alone."""
        self.read += 1
        try:
            if data is None:
                raise Refused("", say("清单里有这个文件，压缩包里却没有。"), place)
            item = _item(data)
            place = clean(item.get("identifier", "")) or place
            ref, labels = _described(resource, place, self.notes)
            result = finish(with_labels(item_draft(item, place, self.notes), ref, labels))
        except Refused as refused:
            self.problems.append(refused.at(place))
        except Invalid as invalid:
            self.problems.append(Problem(place, invalid.said))
        else:
            if isinstance(result, list):
                self.problems += result
            else:
                self.questions.append(Placed(place, result))


def read_qti(data: bytes, name: str) -> Reading:
    """The questions of one item or of a package; `Invalid` where it is neither or holds no item."""
    tally = _Tally()
    if data.startswith(ZIP):
        _read_package(unpack(data, most_parts=MOST_FILES), tally)
    else:
        _item(data)  # one that cannot be read at all is the file's refusal, not an item's
        tally.take(data, "item", None)
    return Reading("qti", tally.read, tally.questions, tally.problems + tally.notes.problems)


def manifest_of(names: Mapping[str, object] | set[str]) -> str:
    """The path of a package's manifest: at the top, or in the one folder that somebody packed."""
    found = sorted((name for name in names if posixpath.basename(name) == MANIFEST), key=lambda name: name.count("/"))
    return found[0] if found and found[0].count("/") < 2 else ""


def _item(data: bytes) -> Element:
    root = parse(data, plain_name)
    if root.tag == "questestinterop":
        raise unreadable(say("这是 QTI 1.2，能导入的是 QTI 2.1、2.2 和 3.0；请在原系统里另选版本导出。"))
    if root.tag != "assessmentItem":
        found = shown(root.tag)
        raise unreadable(say("这个 QTI 文件里是「%(found)s」，不是试题；请导入整个压缩包。", found=found))
    return root


def _read_package(parts: Mapping[str, bytes], tally: _Tally) -> None:
    manifest = manifest_of(set(parts))
    if not manifest:
        raise unreadable(say("压缩包里没有 imsmanifest.xml，不是 QTI 包。"))
    resources = parse(parts[manifest], plain_name).findall(".//resource")
    check_count(len(resources))
    for resource in resources:
        kind = resource.get("type", "")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), unquote(resource.get("href", ""))))
        if _IS_ITEM.match(kind):
            tally.take(parts.get(path), path, resource)
        elif kind.startswith("imsqti_test_"):
            tally.notes.add(path, "", "test", say("试卷的结构（分组、顺序、限时）没有导入，只导入了试题。"))
    if not tally.read:
        raise unreadable(say("压缩包里没有试题。"))


def _described(resource: Element | None, place: str, notes: Notes) -> tuple[str, Labels]:
    """The ref and the labels that the manifest's LOM metadata give."""
    metadata = resource.find("metadata") if resource is not None else None
    if metadata is None:
        return "", labels_of([], [], place, notes)
    words = [clean("".join(keyword.itertext())) for keyword in metadata.iter("keyword")]
    refs = [
        clean(identifier.findtext("entry", ""))
        for identifier in metadata.iter("identifier")
        if identifier.findtext("catalog", "").strip() == CATALOG
    ]
    return next(iter(refs), ""), labels_of(words, [], place, notes)
