"""Pages as a browser without script uses them: follow links, send forms as they stand, with what is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Form:
    action: str
    id: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def option(self, *ends: str) -> list[str]:
        """The values of the options whose text ends with one of these signs."""
        return [value for value, text in self.labels.items() if text.endswith(ends)]


class _Reader(HTMLParser):
    """Collects the forms, the links and the words that a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._form: Form | None = None
        self._link = ""
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("id", ""))
            self.forms.append(self._form)
        if tag == "input" and self._form and "name" in given:
            self._take_input(self._form, given)
        if tag == "a":
            self._link = given.get("href", "")
        if tag not in VOID:
            hidden = "hidden" in given or tag in {"script", "template", "title"}
            self._open.append((tag, hidden or bool(self._open and self._open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None
        if tag == "label":
            self._choice = ""
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1][1]):
            self.words.append(data.strip())
            if self._form and self._choice:
                self._form.labels[self._choice] = data.strip()
            if self._link:
                self.links.setdefault(data.strip(), self._link)

    def _take_input(self, form: Form, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "")
        if given.get("type") in {"radio", "checkbox"}:
            self._choice = value
            form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        form.fields.setdefault(name, []).append(value)


class Browser:
    """A browser without script: `page` is what it shows."""

    def __init__(self, app: Flask) -> None:
        self.http: FlaskClient = app.test_client()
        self.page: TestResponse
        self.address = ""

    def open(self, address: str) -> Browser:
        return self._show(address, self.http.get(address))

    def press(self, action_ends: str, **filled: str | list[str]) -> Browser:
        """Send the form whose action ends so, with these fields filled in over what stands in it."""
        form = self.form(action_ends)
        fields = form.fields | {name: [value] if isinstance(value, str) else value for name, value in filled.items()}
        return self.send(form.action, fields)

    def send(self, action: str, fields: dict[str, list[str]]) -> Browser:
        return self._show(action, self.http.post(action, data=fields))

    def enter(self, code: str) -> Browser:
        return self.open("/enter").press("/enter", code=code)

    def start(self) -> Browser:
        """Press the start of an attempt that counts, not the one of practice."""
        form = next(f for f in self._read.forms if f.action.endswith("/attempts") and "practice" not in f.fields)
        return self.send(form.action, form.fields)

    def form(self, action_ends: str) -> Form:
        found = [form for form in self._read.forms if form.action.endswith(action_ends)]
        assert found, f"no form to {action_ends} on {self.address}: {self.text}"
        return found[0]

    def follow(self, words: str) -> Browser:
        return self.open(self._read.links[words])

    @property
    def text(self) -> str:
        return " ".join(self._read.words)

    def offers(self, action_ends: str) -> bool:
        return any(form.action.endswith(action_ends) for form in self._read.forms)

    @property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.page.text)
        return reader

    def _show(self, address: str, response: TestResponse) -> Browser:
        self.page, self.address = response, address
        if response.status_code in {302, 303}:
            return self.open(response.location)
        return self
