"""The entities of the Mastodon API, made from rows. No field that apps expect is ever missing or null."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from kukhnya.door.laws import label_as_told
from kukhnya.door.pictures import card_picture_address, face_address, plain_address
from kukhnya.door.route import Call
from kukhnya.model.audience import Audience
from kukhnya.model.ids import MediaId, Time, iso, month, to_datetime
from kukhnya.model.link_card import LinkCard
from kukhnya.model.reaction import REACTIONS
from kukhnya.queries.consent import AUTOMATIC, DENIED, MANUAL
from kukhnya.text.matching import Fit, readable
from kukhnya.visibility.cards import REACTED, Card
from kukhnya.visibility.rule import anyone_may

from . import roles
from .words import VISIBILITY

BUCKETS: Final = (20, 5, 1)
_LINK: Final = re.compile(r'<a href="(https?://[^"]+)"')
_link_cards: Final = msgspec.json.Decoder(list[LinkCard])


Said = Callable[[Call, str], Any]
"""How the labels of an address are said: as they are for the caller, or as a hole."""


class Hole:
    """A place in a kept answer that is filled for each viewer."""

    __slots__ = ("what",)

    def __init__(self, what: Any) -> None:
        self.what = what


class Poll(Struct, frozen=True):
    """What is the same of a poll for everybody."""

    id: int
    expires_at: int | None
    multiple: bool
    hide_totals: bool
    votes_count: int
    voters_count: int
    options: tuple[tuple[str, int], ...]
    exact: bool


class Reactions(Struct, frozen=True):
    """The kind reactions that a status has been given, by name, and how often, as far as it is told."""

    given: tuple[tuple[str, int], ...]


class Linked(NamedTuple):
    """A link of which some readers are told more than others."""

    url: str


class Read(NamedTuple):
    """What a reader reads of a status, as filters look at it."""

    id: int
    version: int
    text: str


def bucket(number: int) -> int:
    """The floor of the bucket: 0, 1 (1-4), 5 (5-19), 20 (20 and more)."""
    return next((floor for floor in BUCKETS if number >= floor), 0)


def emojis(call: Call, known: Mapping[str, str], text: str) -> list[dict[str, Any]]:
    """Custom emoji whose shortcode stands in `text`."""
    return [
        {
            "shortcode": code,
            "url": face_address(call, name),
            "static_url": face_address(call, name),
            "visible_in_picker": True,
        }
        for code, name in known.items()
        if f":{code}:" in text
    ]


def acct(username: str, domain: str) -> str:
    """`name` for a member, `name@domain` for others."""
    return f"{username}@{domain}" if domain else username


def account_url(call: Call, username: str, domain: str) -> str:
    """The page of an account on this server."""
    return call.address(f"/@{acct(username, domain)}")


def status_url(call: Call, username: str, domain: str, status_id: int) -> str:
    """The page of a status on this server."""
    return f"{account_url(call, username, domain)}/{status_id}"


def account(call: Call, row: Any, known: Mapping[str, str], said: Said | None = None, *, whole: bool) -> dict[str, Any]:
    """An Account. Where the viewer may not see all of it: handle, name and picture, and nothing that counts or dates.

    Then it also looks closed whatever it is, so that whoever is blocked by an open profile cannot tell.
    """
    url = account_url(call, row["username"], row["domain"])
    face = (
        face_address(call, row["avatar"])
        if row["avatar"]
        else call.address(f"/media/drawn/{row['username']}/avatar.png")
    )
    header = face_address(call, row["header"]) if row["header"] and whole else call.address("/media/drawn/header.png")
    fields = msgspec.json.decode(row["fields"]) if whole else []
    return {
        "id": str(row["id"]),
        "username": row["username"],
        "acct": acct(row["username"], row["domain"]),
        "display_name": row["display_name"] or row["username"],
        "locked": bool(row["closed"] or row["locked"] or not whole),
        "closed": bool(row["closed"] or not whole),
        "bot": bool(row["bot"] and whole),
        "group": False,
        "discoverable": bool(row["discoverable"] and whole),
        "indexable": bool(row["indexable"] and whole),
        "noindex": not (row["indexable"] and whole),
        "hide_collections": bool(row["graph_hidden"] or not whole),
        "created_at": iso(month(row["created_month"])),
        "note": row["note_html"] if whole else "",
        "url": url,
        "uri": row["uri"] or call.address(f"/users/{row['username']}"),
        "avatar": face,
        "avatar_static": face,
        "header": header,
        "header_static": header,
        "followers_count": row["followers_count"] if whole and not row["graph_hidden"] else 0,
        "following_count": row["following_count"] if whole and not row["graph_hidden"] else 0,
        "statuses_count": row["statuses_count"] if whole else 0,
        "last_status_at": to_datetime(row["active_week"]).date().isoformat() if whole and row["active_week"] else None,
        "avatar_description": row["avatar_description"],
        "header_description": row["header_description"] if whole else "",
        "show_media": not (row["media_hidden"] and whole),
        "show_media_replies": not (row["media_replies_hidden"] and whole),
        "show_featured": not (row["featured_hidden"] and whole),
        "emojis": emojis(call, known, f"{row['display_name']} {row['note'] if whole else ''}"),
        "fields": [
            {
                "name": field["name"],
                "value": field["html"],
                "verified_at": None,
                "labels": (said or labels)(call, link_in(field["html"])),
            }
            for field in fields
        ],
        "roles": roles.badges(row["role"]) if whole else [],
        "limited": bool(row["silenced"]),
        "suspended": bool(row["suspended"]),
    }


def link_in(html: str) -> str:
    """The address that the first link in this HTML of ours leads to, or nothing."""
    found = _LINK.search(html)
    return unescape(found[1]) if found else ""


def feature_approval(policy: str, *, may: bool) -> dict[str, Any]:
    """A FeatureApproval: how those an account follows may put it into collections, and whether the viewer may."""
    return {
        "automatic": ["following"] if policy == AUTOMATIC else [],
        "manual": ["following"] if policy == MANUAL else [],
        "current_user": policy if may else DENIED,
    }


def status(call: Call, card: Card, row: Any, known: Mapping[str, str]) -> dict[str, Any]:
    """A Status without account, flags and re-shared status, which a page adds."""
    audience = Audience(row["audience"])
    plain = card.exact and not card.mine and anyone_may(audience)
    mentions = sorted(msgspec.json.decode(row["mentions"]))
    username, domain = row["username"], row["domain"]
    uri = row["uri"] or call.address(f"/users/{username}/statuses/{row['id']}")
    shown = (lambda number: number) if card.exact else bucket
    text = row["html"] or ""
    reactions = _reactions_hole(row, shown)
    return {
        "id": str(row["id"]),
        "created_at": iso(row["created_at"]),
        "edited_at": iso(row["edited_at"]) if row["edited_at"] else None,
        "in_reply_to_id": str(row["in_reply_to_id"]) if row["in_reply_to_id"] else None,
        "in_reply_to_account_id": str(row["in_reply_to_account_id"]) if row["in_reply_to_account_id"] else None,
        "sensitive": bool(row["sensitive"]),
        "spoiler_text": row["spoiler"] or "",
        "visibility": VISIBILITY[audience],
        "audience": audience.value,
        "circle_id": str(row["circle_id"]) if card.mine and row["circle_id"] else None,
        "expires_at": iso(row["expires_at"]) if row["expires_at"] else None,
        "language": row["language"] or None,
        "uri": uri,
        "url": status_url(call, username, domain, row["id"]),
        "replies_count": shown(row["replies_count"]),
        "reblogs_count": shown(row["reblogs_count"]),
        "favourites_count": shown(row["favourites_count"]),
        "quotes_count": shown(row["quotes_count"]),
        "content": text,
        "media_attachments": [
            attachment(call, picture, plain=plain) for picture in sorted(msgspec.json.decode(row["media"]))
        ],
        "mentions": [
            {"id": str(who), "username": name, "acct": acct(name, host), "url": account_url(call, name, host)}
            for _, who, name, host in mentions
        ],
        "tags": [
            {"name": key, "url": call.address(f"/tags/{key}")} for key, _ in sorted(msgspec.json.decode(row["tags"]))
        ],
        "emojis": emojis(call, known, f"{text} {row['spoiler'] or ''}"),
        "card": card_of(call, row, labels_hole),
        "poll": poll_hole(row, exact=card.exact),
        "filtered": Hole(Read(row["id"], row["version"], _read(row))) if not card.mine else [],
        "application": None,
        "emoji_reactions": reactions,
        "pleroma": {"emoji_reactions": reactions},
    }


def _reactions_hole(row: Any, shown: Callable[[int], int]) -> Hole | list[Any]:
    counts = zip(REACTIONS, msgspec.json.decode(row["reactions"]), strict=True)
    given = tuple((name, shown(count)) for name, count in counts if count)
    return Hole(Reactions(given)) if given else []


def reactions(made: Reactions, flags: int) -> list[dict[str, Any]]:
    """The reactions of a status as Pleroma and Fedibird shape them; who gave them is told to the author, and elsewhere."""
    return [
        {"name": REACTIONS[name], "count": count, "me": bool(flags & REACTED[name]), "account_ids": []}
        for name, count in made.given
    ]


def labels(call: Call, url: str) -> list[dict[str, Any]]:
    """What is said beside a link: to everybody, and to the caller by the packs they have chosen."""
    return [label_as_told(label) for label in call.house.labels.of(url, call.caller.jurisdictions)]


def labels_hole(call: Call, url: str) -> Any:
    """The same for an answer that is kept for all: a hole where it is not alike for all."""
    return Hole(Linked(url)) if call.house.labels.legal(url) else labels(call, url)


def card_of(call: Call, row: Any, said: Said = labels) -> dict[str, Any] | None:
    """The PreviewCard of a status (row of `visibility.cards.bodies`), or None: none shows what must not be opened."""
    shown = (each for each in _link_cards.decode(row["link_cards"]) if not call.house.labels.closed(each.url))
    return next((preview_card(call, each, said) for each in shown), None)


def preview_card(call: Call, shown: LinkCard, said: Said = labels) -> dict[str, Any]:
    """A PreviewCard. Every field is text: no HTML of others is ever passed on; the picture is a file of ours."""
    return {
        "labels": said(call, shown.url),
        "url": shown.url,
        "title": shown.title,
        "description": shown.description,
        "language": shown.language or None,
        "type": "link",
        "author_name": shown.author_name,
        "author_url": shown.author_url,
        "authors": [{"name": shown.author_name, "url": shown.author_url, "account": None}] if shown.author_name else [],
        "provider_name": shown.provider_name,
        "provider_url": "",
        "html": "",
        "width": shown.width,
        "height": shown.height,
        "image": card_picture_address(call, shown.picture) if shown.picture else None,
        "image_description": shown.image_description,
        "embed_url": "",
        "blurhash": shown.blurhash or None,
        "published_at": None if shown.published_at is None else iso(shown.published_at),
    }


def attachment(call: Call, picture: Sequence[Any], *, plain: bool) -> dict[str, Any]:
    """A MediaAttachment from a picture of a status (columns as in `visibility.cards.bodies`)."""
    (_, media_id, key, kind, extension, width, height, small_width, small_height, blurhash, description, x, y, _) = (
        picture
    )
    if plain:
        url: Any = plain_address(call, key, "large", extension)
        preview: Any = plain_address(call, key, "small", extension)
    else:
        url = Hole((MediaId(media_id), "large", extension))
        preview = Hole((MediaId(media_id), "small", extension))
    return {
        "id": str(media_id),
        "type": kind,
        "url": url,
        "preview_url": preview,
        "remote_url": None,
        "text_url": None,
        "meta": {
            "original": _measure(width, height),
            "small": _measure(small_width, small_height),
            "focus": {"x": x / 1000, "y": y / 1000},
        },
        "description": description or None,
        "blurhash": blurhash or None,
    }


def _measure(width: int, height: int) -> dict[str, Any]:
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": round(width / max(height, 1), 4)}


def version(call: Call, said: Any, pictures: Sequence[Any], known: Mapping[str, str]) -> dict[str, Any]:
    """A StatusEdit without its account, which a page adds."""
    options = msgspec.json.decode(said["poll"])
    return {
        "content": said["html"],
        "spoiler_text": said["spoiler"],
        "sensitive": bool(said["sensitive"]),
        "created_at": iso(said["edited_at"]),
        "media_attachments": [attachment(call, picture, plain=False) for picture in pictures],
        "emojis": emojis(call, known, f"{said['html']} {said['spoiler']}"),
        "poll": {"options": [{"title": title} for title in options]} if options else None,
    }


def _read(row: Any) -> str:
    options = [title for _, title, _ in msgspec.json.decode(row["options"])]
    alts = [picture[10] for picture in msgspec.json.decode(row["media"])]
    return readable(row["html"] or "", row["spoiler"] or "", *options, *alts)


def filtered(fits: Sequence[Fit], status_id: int) -> list[dict[str, Any]]:
    """FilterResults: the caller's filters that fit a status."""
    return [
        {
            "filter": {
                "id": str(fit.filter.id),
                "title": fit.filter.title,
                "context": list(fit.filter.contexts),
                "expires_at": iso(fit.filter.expires_at) if fit.filter.expires_at else None,
                "filter_action": fit.filter.action,
            },
            "keyword_matches": list(fit.keywords) or None,
            "status_matches": [str(status_id)] if fit.named else None,
        }
        for fit in fits
    ]


def poll_hole(row: Any, *, exact: bool) -> Hole | None:
    """What is the same for everybody of the poll of a status (row of `visibility.cards.bodies`), or None."""
    if row["poll_id"] is None:
        return None
    options = tuple((title, votes) for _, title, votes in sorted(msgspec.json.decode(row["options"])))
    return Hole(
        Poll(
            row["poll_id"],
            row["poll_expires_at"],
            bool(row["multiple"]),
            bool(row["hide_totals"]),
            row["votes_count"],
            row["voters_count"],
            options,
            exact,
        )
    )


def poll(made: Poll, votes: Sequence[int], *, mine: bool, now: Time) -> dict[str, Any]:
    """A Poll as one viewer sees it. Totals that are hidden until the end are null until then, but for the author."""
    expired = made.expires_at is not None and made.expires_at <= now
    hidden = made.hide_totals and not expired and not mine
    shown = (lambda number: number) if made.exact else bucket
    return {
        "id": str(made.id),
        "expires_at": iso(made.expires_at) if made.expires_at else None,
        "expired": expired,
        "multiple": made.multiple,
        "votes_count": shown(made.votes_count),
        "voters_count": shown(made.voters_count),
        "options": [{"title": title, "votes_count": None if hidden else shown(count)} for title, count in made.options],
        "emojis": [],
        "voted": bool(votes) or mine,
        "own_votes": sorted(votes),
    }
