"""Feeds: what an account posts for everybody, for programs that read Atom or RSS. Only where its owner opened one.

Whoever asks is asked as nobody, so that a feed holds the same for all; a feed that is not open answers like a page that
does not exist. No counts, no answers to others, and nothing that runs out: what is in a feed is copied for good.
"""

import re
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from typing import Any, Final
from xml.etree import ElementTree as ET

import msgspec
from msgspec import Struct

from kukhnya.api import render
from kukhnya.door.answers import Answer
from kukhnya.door.callers import STRANGER
from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from kukhnya.store.tx import ReadTx
from kukhnya.text.matching import plain
from kukhnya.visibility import works

from .profile import named, robots, shown
from .read import beginning

ATOM: Final = "http://www.w3.org/2005/Atom"
_HEAD: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, whatever it is written as."""


class Feed(Struct, frozen=True):
    """What is told of an account and its newest statuses."""

    who: dict[str, Any]
    statuses: list[Any]

    @property
    def updated(self) -> str:
        """When something in it last changed, as far as that is known."""
        changes = [each["edited_at"] or each["created_at"] for each in self.statuses]
        return str(max(changes, default=self.who["created_at"]))


@get("/{handle}/feed.atom", who=Who.ANYONE, page=True)
async def atom(call: Call, handle: str) -> Answer:
    """The feed as Atom."""
    feed = await _feed(call, handle)
    root = ET.Element("feed", {"xmlns": ATOM})
    _about(root, feed, call.address(f"/@{feed.who['acct']}/feed.atom"))
    for each in feed.statuses:
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", each["uri"])
        _text(entry, "title", _title(each))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": each["url"]})
        _text(entry, "published", each["created_at"])
        _text(entry, "updated", each["edited_at"] or each["created_at"])
        _text(entry, "content", _content(each), type="html")
    return _answer(call, feed, root, "application/atom+xml; charset=utf-8")


def _about(root: ET.Element, feed: Feed, own: str) -> None:
    who = feed.who
    _text(root, "id", own)
    _text(root, "title", f"{who['display_name']} (@{who['acct']})")
    _text(root, "updated", feed.updated)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": who["url"]})
    author = ET.SubElement(root, "author")
    _text(author, "name", who["display_name"])
    _text(author, "uri", who["url"])


@get("/{handle}/feed.rss", who=Who.ANYONE, page=True)
async def rss(call: Call, handle: str) -> Answer:
    """The feed as RSS 2.0."""
    feed = await _feed(call, handle)
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _text(channel, "title", f"{feed.who['display_name']} (@{feed.who['acct']})")
    _text(channel, "link", feed.who["url"])
    _text(channel, "description", beginning(plain(feed.who["note"])) or f"@{feed.who['acct']}")
    _text(channel, "lastBuildDate", _date(feed.updated))
    for each in feed.statuses:
        item = ET.SubElement(channel, "item")
        _text(item, "guid", each["uri"], isPermaLink="false")
        _text(item, "title", _title(each))
        _text(item, "link", each["url"])
        _text(item, "pubDate", _date(each["created_at"]))
        _text(item, "description", _content(each))
    return _answer(call, feed, root, "application/rss+xml; charset=utf-8")


async def _feed(call: Call, handle: str) -> Feed:
    """What the feed of an account holds. Raises NotFound unless its owner has opened the feed and the profile."""
    asked = msgspec.structs.replace(call, caller=STRANGER, login=None)
    async with call.house.store.read(NOBODY) as tx:
        return await _read(tx, asked, handle)


async def _read(tx: ReadTx, call: Call, handle: str) -> Feed:
    row = await named(tx, call, handle)
    if not row["feed"] or row["closed"] or row["silenced"] or not row["whole"]:
        raise NotFound(handle)
    ids = await works.for_feed(tx, AccountId(row["id"]))
    statuses = [msgspec.json.decode(said) for said in await render.statuses(call, tx, ids)]
    who = await shown(tx, call, row)
    return Feed(who, statuses)


def _title(status: Any) -> str:
    """Atom asks every entry to have one: what the reader is warned of, or how the text begins, or when it was posted."""
    text = status["spoiler_text"] or beginning(plain(status["content"]))
    return str(text or status["created_at"].partition("T")[0])


def _content(status: Any) -> str:
    """The words and pictures as HTML; of what is behind a warning the warning alone."""
    if status["spoiler_text"]:
        return f"<p>{escape(status['spoiler_text'])}</p>"
    if status["sensitive"]:
        return str(status["content"])
    pictures = [
        f'<p><img src="{escape(each["preview_url"])}" alt="{escape(each["description"] or "")}"></p>'
        for each in status["media_attachments"]
    ]
    return "".join((status["content"], *pictures))


def _date(time: str) -> str:
    return format_datetime(datetime.fromisoformat(time))


def _text(parent: ET.Element, name: str, text: str, **more: str) -> None:
    ET.SubElement(parent, name, more).text = _NO_XML.sub("", text)


def _answer(call: Call, feed: Feed, root: ET.Element, kind: str) -> Answer:
    """The document; asked for anew each time, so that what is narrowed or deleted is gone here too."""
    body = _HEAD + ET.tostring(root, encoding="utf-8")
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = (("cache-control", "no-cache"), ("etag", tag), ("x-robots-tag", robots(feed.who)))
    if call.headers.get("if-none-match") == tag:
        return Answer(b"", 304, kind, headers)
    return Answer(body, 200, kind, headers)
