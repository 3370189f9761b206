"""What this server is and what it takes: for apps that ask before anybody signs in."""

from typing import Any, Final

from kukhnya import __version__
from kukhnya.door.route import Call, Who, get
from kukhnya.model.draft import MAX_EXPIRY_S, MAX_POLL_S, MIN_EXPIRY_S, MIN_POLL_S
from kukhnya.queries import census
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import URL_COUNTS

VERSION: Final = f"4.4.0 (compatible; Kukhnya {__version__})"
"""The Mastodon version whose API this is, in the form that apps have long known from other servers."""

API_VERSIONS: Final = {"mastodon": 1}
"""Only as high as everything up to there is in."""

_MIME: Final = ["image/jpeg", "image/png", "image/gif", "image/webp"]


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
        "lists": {"max_lists": settings.max_lists, "max_title_length": settings.max_title_characters},
        "circles": {
            "max_circles": settings.max_circles,
            "max_members": settings.max_circle_members,
            "max_title_length": settings.max_title_characters,
        },
        "requests": {"max_body_size": settings.max_body_bytes},
        "translation": {"enabled": bool(settings.translate_url)},
    }


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
            "reason_required": False,
            "message": None,
            "min_age": None,
            "url": None,
        },
        "api_versions": API_VERSIONS,
        "contact": {"email": settings.contact_email, "account": None},
        "rules": [],
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
        "stats": {"user_count": counted.members, "status_count": counted.statuses, "domain_count": 1},
        "thumbnail": call.address("/media/drawn/header.png"),
        "languages": settings.languages.split(),
        "registrations": settings.registration in {"open", "approval"},
        "approval_required": settings.registration == "approval",
        "invites_enabled": settings.registration == "invite",
        "max_toot_chars": settings.max_characters,
        "configuration": _configuration(call),
        "contact_account": None,
        "rules": [],
    }
