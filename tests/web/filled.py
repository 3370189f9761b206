"""A form as a browser would send it untouched: what is typed, ticked and chosen in it by the page itself."""

from html.parser import HTMLParser

from kukhnya.actions.set_password import renew_hash
from kukhnya.door.passwords import hashed
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import Person, World


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._open = ""
        self._select, self._first, self._words = "", True, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said.get("action", ""), []))
        elif tag == "input" and self.forms and "name" in said and said.get("type") not in {"file", "submit"}:
            if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self._put(said["name"], said.get("value", "on"))
        elif tag == "textarea":
            self._open, self._words = said["name"], ""
        elif tag == "select":
            self._select, self._first = said["name"], True
        elif tag == "option" and self._select and (self._first or "selected" in said):
            if not self._first:
                self.forms[-1][1].pop()
            self._put(self._select, said.get("value", ""))
            self._first = False

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._put(self._open, self._words.removeprefix("\n"))
        elif tag == "select":
            self._select = ""

    def _put(self, name: str, value: str) -> None:
        self.forms[-1][1].append((name, value))


def filled(browser: Browser, action: str = "") -> dict[str, list[str] | str]:
    """The fields of the form of this page that leads to `action`, each with its value or values."""
    forms = _Forms()
    forms.feed(browser.page.text)
    fields = next(fields for where, fields in forms.forms if where == action)
    made: dict[str, list[str] | str] = {}
    for name, value in fields:
        made[name] = value if not name.endswith("[]") else [*made.get(name, []), value]
    return made


PASSWORD = "samovar at midnight"


async def at_browser(world: World, person: Person) -> Browser:
    """Somebody who has an app sits down at a browser too."""
    kept = await hashed(PASSWORD)
    await world.house.store.write(NOBODY, lambda tx: renew_hash(tx, person.id, kept))
    browser = Browser(world)
    await browser.signs_in(person.name, PASSWORD)
    return browser
