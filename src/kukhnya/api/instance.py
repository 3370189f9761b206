"""What this server is and what it takes: for apps that ask before anybody signs in."""

from collections.abc import Sequence
from typing import Any, Final

from kukhnya import __version__
from kukhnya.door.answers import Answer, Unauthorized, json_bytes
from kukhnya.door.route import Call, Who, get
from kukhnya.model.draft import MAX_EXPIRY_S, MAX_POLL_S, MIN_EXPIRY_S, MIN_POLL_S
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import HOUR, Time, iso
from kukhnya.model.reaction import REACTIONS
from kukhnya.queries import accounts, census, measures, rules, server_blocks, staff
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import URL_COUNTS

from . import entities, render
from .rules import PRIVACY, PRIVACY_DATE, day, html, shaped

VERSION: Final = f"4.4.0 (compatible; Kukhnya {__version__})"
"""The Mastodon version whose API this is, in the form that apps have long known from other servers."""

_ANNOUNCED: Final = {
    "pleroma": {
        "metadata": {"features": ["pleroma_emoji_reactions", "pleroma:api/v1/notifications:include_types_filter"]}
    },
    "fedibird_capabilities": ["emoji_reaction"],
}
"""How apps of Pleroma and of Fedibird find out that statuses can be given reactions (docs/decisions/0030)."""

API_VERSIONS: Final = {"mastodon": 7}
"""Quotes are in; 8 would promise annual reports. Only as high as everything up to there is true (docs/decisions/0006)."""

_SIX: Final = list(REACTIONS.values())
_MOST_PEERS: Final = 20_000
_WEEKS: Final = 12
_MIME: Final = ["image/jpeg", "image/png", "image/gif", "image/webp"]


_OPEN: Final = {"local": "public", "remote": "public"}
_TIMELINES: Final = {"live_feeds": _OPEN, "hashtag_feeds": _OPEN, "trending_link_feeds": _OPEN}
"""Who is shown timelines at all: anybody, for what stands on them may be seen by anybody."""


def _streaming(call: Call) -> str:
    """Where a WebSocket is opened: at the public address, by the scheme that goes with it."""
    return call.house.settings.base.replace("http", "ws", 1)


def _configuration(call: Call) -> dict[str, Any]:
    settings = call.house.settings
    return {
        "urls": {"streaming": _streaming(call)},
        "vapid": {"public_key": call.house.tag.public},
        "accounts": {
            "max_featured_tags": settings.max_featured_tags,
            "max_pinned_statuses": settings.max_pins,
            "max_display_name_length": settings.max_name_characters,
            "max_note_length": settings.max_note_characters,
            "max_profile_fields": settings.max_fields,
            "profile_field_name_limit": settings.max_field_characters,
            "profile_field_value_limit": settings.max_field_characters,
        },
        "statuses": {
            "max_characters": settings.max_characters,
            "max_media_attachments": settings.max_media,
            "characters_reserved_per_url": URL_COUNTS,
            "supported_mime_types": ["text/plain"],
            "min_expires_in": MIN_EXPIRY_S,
            "max_expires_in": MAX_EXPIRY_S,
            "max_mentions": settings.max_mentions,
            "max_scheduled": settings.max_scheduled,
            "max_scheduled_a_day": settings.max_scheduled_a_day,
        },
        "media_attachments": {
            "supported_mime_types": _MIME,
            "description_limit": settings.max_alt_characters,
            "image_size_limit": settings.max_upload_bytes,
            "image_matrix_limit": settings.max_picture_pixels,
            "image_frame_limit": settings.max_picture_frames,
            "video_size_limit": 0,
            "video_frame_rate_limit": 0,
            "video_matrix_limit": 0,
        },
        "polls": {
            "max_options": settings.max_poll_options,
            "max_characters_per_option": settings.max_poll_option_characters,
            "min_expiration": MIN_POLL_S,
            "max_expiration": MAX_POLL_S,
        },
        "filters": {
            "max_filters": settings.max_filters,
            "max_keywords": settings.max_filter_keywords,
            "max_statuses": settings.max_filter_statuses,
            "max_keyword_length": settings.max_keyword_characters,
            "max_title_length": settings.max_title_characters,
        },
        "emoji_reactions": {"max_reactions": len(_SIX), "max_reactions_per_account": len(_SIX), "reactions": _SIX},
        "lists": {"max_lists": settings.max_lists, "max_title_length": settings.max_title_characters},
        "circles": {
            "max_circles": settings.max_circles,
            "max_members": settings.max_circle_members,
            "max_title_length": settings.max_title_characters,
        },
        "collections": {
            "max_collections": settings.max_collections,
            "max_accounts": settings.max_collection_items,
            "max_name_length": settings.bounds.collection_name_characters,
            "max_description_length": settings.bounds.collection_description_characters,
        },
        "requests": {"max_body_size": settings.max_body_bytes},
        "translation": {"enabled": bool(settings.translate_url)},
        "timelines_access": _TIMELINES,
    }


async def contact(call: Call, tx: ReadTx) -> dict[str, Any] | None:
    """The first administrator, shown as to a stranger: whoever asks before signing in is one."""
    row = await staff.contact(tx)
    if row is None:
        return None
    known = await accounts.emojis(tx, render.shortcodes(row["display_name"], row["note"]))
    return entities.account(call, row, known, whole=not row["closed"])


@get("/api/v2/instance", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The server as apps of today ask for it. Its number of people is the floor of a wide bucket."""
    settings = call.house.settings
    counted = await census.coarse(tx)
    return {
        "domain": settings.domain,
        "title": settings.title,
        "version": VERSION,
        "source_url": "",
        "description": settings.description,
        "usage": {"users": {"active_month": counted.members}},
        "thumbnail": {"url": call.address("/media/drawn/header.png"), "blurhash": None, "versions": {}},
        "icon": [],
        "languages": settings.languages.split(),
        "configuration": _configuration(call),
        "registrations": {
            "enabled": settings.registration in {"open", "approval"},
            "approval_required": settings.registration == "approval",
            "reason_required": False,  # nobody is asked why they want to come, so nothing of it is kept
            "message": None,
            "min_age": None,
            "url": None,
        },
        "api_versions": API_VERSIONS,
        **_ANNOUNCED,
        "contact": {"email": settings.contact_email, "account": await contact(call, tx)},
        "rules": shaped(await rules.everyone(tx)),
    }


@get("/api/v1/instance", who=Who.ANYONE)
async def show_v1(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The same as older apps ask for it."""
    settings = call.house.settings
    counted = await census.coarse(tx)
    return {
        "uri": settings.domain,
        "title": settings.title,
        "short_description": settings.description,
        "description": settings.description,
        "email": settings.contact_email,
        "version": VERSION,
        "urls": {"streaming_api": _streaming(call)},
        "stats": {
            "user_count": counted.members,
            "status_count": counted.statuses,
            "domain_count": 1 + len(await _servers(call, tx)),
        },
        "thumbnail": call.address("/media/drawn/header.png"),
        "languages": settings.languages.split(),
        "registrations": settings.registration in {"open", "approval"},
        "approval_required": settings.registration == "approval",
        "invites_enabled": settings.registration == "invite",
        "max_toot_chars": settings.max_characters,
        **_ANNOUNCED,
        "configuration": _configuration(call),
        "contact_account": await contact(call, tx),
        "rules": shaped(await rules.everyone(tx)),
    }


@get("/api/v1/instance/rules", who=Who.ANYONE)
async def instance_rules(tx: ReadTx) -> list[dict[str, Any]]:
    """What the server asks of its members."""
    return shaped(await rules.everyone(tx))


@get("/api/v1/instance/extended_description", who=Who.ANYONE)
async def extended_description(tx: ReadTx, call: Call) -> dict[str, Any]:
    """What the server says about itself at length; empty where nothing has been written."""
    texts = await rules.texts(tx, "extended_description")
    if not texts:
        return {"updated_at": None, "content": ""}
    return {"updated_at": iso(texts[-1]["updated_at"]), "content": html(call, texts[-1]["source"])}


@get("/api/v1/instance/privacy_policy", who=Who.ANYONE)
async def privacy_policy(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The privacy policy: as written for this server, else what is true of every Kukhnya."""
    texts = await rules.texts(tx, "privacy_policy")
    if not texts:
        return {"updated_at": PRIVACY_DATE, "content": html(call, PRIVACY)}
    return {"updated_at": iso(texts[-1]["updated_at"]), "content": html(call, texts[-1]["source"])}


@get("/api/v1/instance/terms_of_service", who=Who.ANYONE)
async def terms(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The terms that hold today, else those that will first. Not there where none have been written."""
    texts = await rules.texts(tx, "terms_of_service")
    held = [place for place, row in enumerate(texts) if row["effective_on"] <= tx.now]
    return _terms(call, tx.now, texts, held[-1] if held else 0)


@get("/api/v1/instance/terms_of_service/{date}", who=Who.ANYONE)
async def terms_of(tx: ReadTx, call: Call, date: str) -> dict[str, Any]:
    """The terms that hold from this day on."""
    texts = await rules.texts(tx, "terms_of_service")
    places = [place for place, row in enumerate(texts) if day(row["effective_on"]) == date]
    return _terms(call, tx.now, texts, places[0] if places else len(texts))


def _terms(call: Call, now: Time, texts: Sequence[Any], place: int) -> dict[str, Any]:
    if place >= len(texts):
        raise NotFound("terms")
    row, later = texts[place], texts[place + 1 : place + 2]
    return {
        "effective_date": day(row["effective_on"]),
        "effective": row["effective_on"] <= now,
        "content": html(call, row["source"]),
        "succeeded_by": day(later[0]["effective_on"]) if later else None,
    }


@get("/api/v1/instance/activity", who=Who.ANYONE)
async def activity(call: Call) -> bytes:
    """The last twelve weeks, in floors of wide buckets, counted once an hour.

    A member counts as signed in in the latest week in which they posted, and as new in the week that holds the first day of
    their month: nothing finer is kept.
    """
    key = ("activity", call.house.store.clock() // HOUR)
    known: bytes | None = call.house.fragments.get(key)
    if known is not None:
        return known
    async with call.house.store.read(call.viewer) as tx:
        weeks = await measures.activity(tx, _WEEKS)
    made = json_bytes([
        {"week": str(monday // 1000), "statuses": str(posted), "logins": str(active), "registrations": str(came)}
        for monday, posted, active, came in weeks
    ])  # fmt: skip
    call.house.fragments.put(key, made, len(made))
    return made


@get("/api/v1/instance/peers", who=Who.ANYONE)
async def peers(tx: ReadTx, call: Call) -> list[str]:
    """The servers whose accounts are known here."""
    return await _servers(call, tx)


async def _servers(call: Call, tx: ReadTx) -> list[str]:
    """The servers whose accounts are known here, looked up once an hour."""
    key = ("peers", call.house.store.clock() // HOUR)
    known: list[str] | None = call.house.fragments.get(key)
    if known is None:
        known = await server_blocks.peers(tx, _MOST_PEERS)
        call.house.fragments.put(key, known, sum(len(domain) + 60 for domain in known))
    return known


@get("/api/v1/instance/domain_blocks", who=Who.ANYONE)
async def domain_blocks(tx: ReadTx, call: Call) -> list[dict[str, Any]] | Answer:
    """Which servers are shut out, for whom the setting says: nobody, members, all."""
    shown = call.house.settings.domain_blocks_shown
    if shown == "nobody":
        return Answer(status=404)
    if shown == "members" and not call.viewer.known:
        raise Unauthorized
    return [
        {
            "domain": obscured(row["domain"]) if row["obfuscate"] else row["domain"],
            "digest": server_blocks.digest(row["domain"]),
            "severity": row["severity"],
            "comment": row["public_comment"],
        }
        for row in await server_blocks.public(tx)
    ]


def obscured(domain: str) -> str:
    """A domain with its middle hidden, its dots left: enough to know it again, not enough to go there."""
    quarter = max(1, len(domain) // 4)
    return "".join(
        letter if letter == "." or place < quarter or place >= len(domain) - quarter else "*"
        for place, letter in enumerate(domain)
    )
