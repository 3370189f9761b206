"""What people write never becomes an element: markup in every field of every form there is, and in what apps can fill."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import httpx
import pytest

from kukhnya.door.login import COOKIE

from .crawl import Crawl
from .town import MARKUP, Town, a_town

TAG: Final = "zqx"
WRITTEN: Final = "\"'><zqx onfocus=1 src=x></zqx>"
GRAVE: Final = (
    "/sign-out",
    "/sign-in",
    "delete",
    "erase",
    "/remove",
    "suspend",
    "disable",
    "withdraw",
    "/archive",
    "/end",
)
"""Forms that end something: they are left alone, so that there is something to look at."""
MEANT: Final = {
    "email",
    "url",
    "number",
    "date",
    "datetime-local",
    "time",
    "password",
    "file",
    "hidden",
    "checkbox",
    "radio",
}
"""Kinds of fields that the browser itself fills, or that take no words."""


class Forms(HTMLParser):
    """The forms of a page: where they go and what they hold; and whether anything on the page is what somebody wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.elements: list[str] = []
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field, or what should not be there."""
        said = {name: value or "" for name, value in attrs}
        if tag == TAG or any(name.startswith("on") for name in said) or (tag == "img" and said.get("src") == "x"):
            self.elements.append(self.get_starttag_text() or tag)
        if tag == "form":
            self.forms.append({"action": said.get("action", ""), "method": said.get("method", "get"), "fields": {},
                               "multipart": "multipart" in said.get("enctype", ""), "written": 0})  # fmt: skip
        elif self.forms and "form" not in said:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form, name = self.forms[-1], said.get("name", "")
        if tag == "option" and self._select and ("selected" in said or self._select not in form["fields"]):
            form["fields"][self._select] = said.get("value", "")
        self._select = name if tag == "select" else self._select
        if not name or tag not in {"input", "textarea"}:
            return
        kind = said.get("type", "text")
        if tag == "textarea" or kind not in MEANT:
            form["fields"][name] = WRITTEN[: int(said.get("maxlength", "500"))]
            form["written"] += 1
        elif kind in {"hidden", "number", "date", "datetime-local", "url", "email"} or "checked" in said:
            form["fields"].setdefault(name, said.get("value", "1"))


def _read(text: str) -> Forms:
    made = Forms()
    made.feed(text)
    return made


@pytest.fixture(scope="module")
def stained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own, in which somebody fills everything with markup: first by app, then by every form."""
    with a_town(tmp_path_factory.mktemp("stained"), title=WRITTEN, description=WRITTEN) as made:
        made.does(_by_app(made))
        yield made


async def _by_app(town: Town) -> None:
    vera, misha = town.people["vera"], town.people["misha"]
    fields = [{"name": WRITTEN, "value": WRITTEN}]
    for person in (vera, misha):
        await person.patch(
            "/api/v1/accounts/update_credentials", display_name=WRITTEN[:30], note=WRITTEN, fields_attributes=fields,
            avatar_description=WRITTEN, header_description=WRITTEN,
        )  # fmt: skip
    picture = town.known["status_id"][1]
    media = (await vera.get(f"/api/v1/statuses/{picture}"))["media_attachments"]
    await vera.put(
        f"/api/v1/statuses/{picture}", status=WRITTEN, spoiler_text=WRITTEN, media_ids=[each["id"] for each in media],
        media_attributes=[{"id": each["id"], "description": WRITTEN} for each in media],
    )  # fmt: skip
    await vera.call("PUT", f"/api/kukhnya/v1/works/{picture}", json={"title": WRITTEN})
    asked = await vera.post("/api/v1/statuses", status=WRITTEN, poll={"options": [WRITTEN, MARKUP], "expires_in": 600})
    await misha.post(f"/api/v1/polls/{asked['poll']['id']}/votes", choices=["0"])
    await vera.post(
        "/api/v1/statuses", status=f"```\n{WRITTEN}\n``` **{WRITTEN}** [{WRITTEN}](https://a.example/{WRITTEN})"
    )
    await vera.put(f"/api/v1/lists/{town.known['list_id'][0]}", title=WRITTEN)
    await vera.put(f"/api/v1/circles/{town.known['circle_id'][0]}", title=WRITTEN)
    await vera.put(
        f"/api/v2/filters/{town.known['filter_id'][0]}", title=WRITTEN, context=["home", "public", "account"]
    )
    await vera.post(f"/api/v1/accounts/{misha.id}/note", comment=WRITTEN)
    await misha.post("/api/v1/reports", account_id=str(town.people["sonya"].id), comment=WRITTEN)
    await vera.post("/api/v1/apps", client_name=WRITTEN, redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes="read")


def test_no_markup_in_any_field_becomes_an_element(stained: Town) -> None:
    written, broken = _by_form(stained), {}
    for who in ("vera", "misha", ""):
        for each in Crawl(stained, who).walk():
            if each.kind == "text/html" and (elements := _read(each.text).elements):
                broken[f"{each.path} ({who or 'nobody'})"] = elements[:3]
            assert each.status < 500, each.path

    assert broken == {}
    assert written


def _by_form(town: Town) -> dict[str, int]:
    """Fill every field of every form that does not end something, and look at what comes back at once; how many fields, by form."""
    client = httpx.Client(base_url=town.url, cookies={COOKIE: town.words["vera"]}, timeout=30, follow_redirects=True)
    written: dict[str, int] = {}
    for page in Crawl(town, "vera").walk():
        for form in _read(page.text).forms if page.kind == "text/html" else []:
            action = form["action"] or page.path
            if not form["written"] or any(word in action for word in GRAVE) or action in written:
                continue
            written[action] = form["written"]
            post = form["method"] == "post"
            more: Any = {"files": {"nothing": ("", b"")}} if form["multipart"] else {}
            answer = (
                client.post(action, data=form["fields"], **more) if post else client.get(action, params=form["fields"])
            )
            assert answer.status_code < 500, (action, answer.status_code)
            assert _read(answer.text).elements == [], action
    return written
