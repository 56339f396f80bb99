"""Questions to a QTI 3.0 package: a manifest with refs and tags as LOM metadata, and a file for each item."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from quizapp.domain.question import Question, right_answer
from quizapp.domain.written import BLANK
from quizapp.formats.labels import words_of
from quizapp.formats.markup import to_xhtml
from quizapp.formats.qti import CATALOG, MANIFEST

KINDS = frozenset({"true_false", "single_choice", "multiple_choice", "fill_in", "numeric", "ordering"})
_MADE = (2020, 1, 1, 0, 0, 0)  # fixed, so that equal questions make equal files
_TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCORE = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
_SET_SCORE = '<qti-set-outcome-value identifier="SCORE">'


def write_qti(questions: Sequence[Question]) -> bytes:
    """The package as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        files = {f"items/item-{number:05}.xml": question for number, question in enumerate(questions, 1)}
        _put(package, MANIFEST, _manifest(files))
        for path, question in files.items():
            _put(package, path, _item(question, path[len("items/") : -len(".xml")]))
    return buffer.getvalue()


def _put(package: zipfile.ZipFile, path: str, content: str) -> None:
    member = zipfile.ZipInfo(path, _MADE)
    member.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(member, content.encode())


def _manifest(files: dict[str, Question]) -> str:
    resources = "".join(
        f'<resource identifier="r{number}" type="imsqti_item_xmlv3p0" href="{path}">'
        f'<metadata>{_lom(question)}</metadata><file href="{path}"/></resource>\n'
        for number, (path, question) in enumerate(files.items(), 1)
    )
    return (
        f'{_HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="quizapp">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )


def _lom(question: Question) -> str:
    ref = f"<catalog>{CATALOG}</catalog><entry>{escape(question.ref)}</entry>"
    identifier = f"<identifier>{ref}</identifier>" if question.ref else ""
    keywords = "".join(f"<keyword><string>{escape(word)}</string></keyword>" for word in words_of(question))
    return f'<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general>{identifier}{keywords}</general></lom>'


def _item(question: Question, identifier: str) -> str:
    declarations, body, processing = _PARTS[question.kind](question)
    feedback, outcome = _feedback(question.explanation)
    return (
        f'{_HEAD}<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="{identifier}" '
        f'title={quoteattr(question.ref or identifier)} adaptive="false" time-dependent="false" xml:lang="zh-CN">\n'
        f"{declarations}\n{_SCORE}{outcome}\n<qti-item-body>{body}</qti-item-body>\n{processing}\n{feedback}"
        "</qti-assessment-item>\n"
    )


def _feedback(explanation: str) -> tuple[str, str]:
    """The explanation as feedback that is always shown, since its outcome has that value from the start."""
    if not explanation:
        return "", ""
    return (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" show-hide="show" identifier="explanation">'
        f"<qti-content-body><p>{to_xhtml(explanation)}</p></qti-content-body></qti-modal-feedback>\n",
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier">'
        "<qti-default-value><qti-value>explanation</qti-value></qti-default-value></qti-outcome-declaration>",
    )


def _response(name: str, cardinality: str, base_type: str, values: Sequence[str], mapping: str = "") -> str:
    right = "".join(f"<qti-value>{escape(value)}</qti-value>" for value in values)
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{base_type}">'
        f"<qti-correct-response>{right}</qti-correct-response>{mapping}</qti-response-declaration>"
    )


_Parts = tuple[str, str, str]


def _options(question: Question) -> _Parts:
    cardinality = {"multiple_choice": "multiple", "ordering": "ordered"}.get(question.kind, "single")
    name = "qti-order-interaction" if question.kind == "ordering" else "qti-choice-interaction"
    most = "" if question.kind == "ordering" else f' max-choices="{int(cardinality == "single")}"'
    shuffle = "" if question.kind == "true_false" else ' shuffle="true"'
    choices = "".join(
        f'<qti-simple-choice identifier="{option.id.upper()}">{to_xhtml(option.text)}</qti-simple-choice>'
        for option in question.options
    )
    return (
        _response("RESPONSE", cardinality, "identifier", [each.upper() for each in right_answer(question)]),
        f'<{name} response-identifier="RESPONSE"{shuffle}{most}>'
        f"<qti-prompt>{to_xhtml(question.stem)}</qti-prompt>{choices}</{name}>",
        f'<qti-response-processing template="{_TEMPLATE}"/>',
    )


def _gaps(question: Question) -> _Parts:
    """All blanks right or no points: the product of what each blank gives."""
    names = [f"RESPONSE{number}" for number in range(1, len(question.blanks) + 1)]
    declarations = ""
    for name, alternatives in zip(names, question.blanks, strict=True):
        entries = "".join(f'<qti-map-entry map-key={quoteattr(text)} mapped-value="1"/>' for text in alternatives)
        mapping = f'<qti-mapping default-value="0">{entries}</qti-mapping>'
        declarations += _response(name, "single", "string", alternatives[:1], mapping)
    product = "".join(f'<qti-map-response identifier="{name}"/>' for name in names)
    return (
        declarations,
        _with_fields(question.stem, names),
        f"<qti-response-processing>{_SET_SCORE}<qti-product>{product}</qti-product></qti-set-outcome-value>"
        "</qti-response-processing>",
    )


def _with_fields(stem: str, names: Sequence[str]) -> str:
    """The stem with a field where each gap is, or below it where it has none."""
    fields = [f'<qti-text-entry-interaction response-identifier="{name}"/>' for name in names]
    texts = [to_xhtml(text) for text in BLANK.split(stem)]
    if len(texts) == 1:
        return f"<p>{texts[0]}</p><p>{fields[0]}</p>"
    return f"<p>{texts[0]}{''.join(field + text for field, text in zip(fields, texts[1:], strict=True))}</p>"


def _number(question: Question) -> _Parts:
    room = escape(question.tolerance)
    return (
        _response("RESPONSE", "single", "float", [question.value]),
        f'<p>{to_xhtml(question.stem)}</p><p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
        "<qti-response-processing><qti-response-condition><qti-response-if>"
        f'<qti-equal tolerance-mode="absolute" tolerance="{room} {room}">'
        '<qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
        f'{_SET_SCORE}<qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>'
        "</qti-response-if></qti-response-condition></qti-response-processing>",
    )


_PARTS = {
    "true_false": _options,
    "single_choice": _options,
    "multiple_choice": _options,
    "ordering": _options,
    "fill_in": _gaps,
    "numeric": _number,
}
