"""Forms as a browser sends them: every field with what stands in it, the chosen radio, the selected option."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.found = action, False, False
        self.fields: list[tuple[str, str]] = []
        self.select, self.text, self.area = "", "", ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("action") == self.action
            self.found = self.found or self.inside
        if not self.inside or ("name" not in said and tag != "option"):
            return
        if tag == "input":
            self._input(said)
        elif tag == "select":
            self.select, self.options = said["name"], []
        elif tag == "option":
            self.options.append((said.get("value", ""), "selected" in said))
        elif tag == "textarea":
            self.area, self.text = said["name"], ""

    def _input(self, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind == "file" or (kind in {"radio", "checkbox"} and "checked" not in said):
            return
        self.fields.append((said["name"], said.get("value", "on")))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = [value for value, on in self.options if on] or [value for value, _ in self.options[:1]]
            self.fields.append((self.select, chosen[0]))
            self.select = ""
        elif tag == "textarea" and self.area:
            self.fields.append((self.area, self.text.removeprefix("\n")))
            self.area = ""


def filled(page: str, action: str, **over: Any) -> dict[str, Any]:
    """What a browser would send of the form that leads to `action`, with these fields typed over."""
    reader = _Reader(action)
    reader.feed(page)
    assert reader.found, f"no form leads to {action}"
    said: dict[str, Any] = {}
    for name, value in reader.fields:
        if name.endswith("[]"):
            said.setdefault(name, []).append(value)
        else:
            said[name] = value
    return {**said, **over}
