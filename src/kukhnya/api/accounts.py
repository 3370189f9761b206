"""Accounts: one's own and others'."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from kukhnya.actions.fold_away import GONE
from kukhnya.actions.update_profile import Changes, update_profile
from kukhnya.door.answers import Listed
from kukhnya.door.body import Upload
from kukhnya.door.drawing import draw
from kukhnya.door.route import Call, Who, get, patch
from kukhnya.media import pictures
from kukhnya.model.audience import Audience
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, CircleId
from kukhnya.model.page import Page
from kukhnya.queries import accounts, graph, lists
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages

from . import entities, render, roles
from .forms import Asked, an_id
from .lists import shaped as list_shaped
from .words import VISIBILITY, audience_named


class Chosen(Struct):
    """Which of an account's statuses are asked for."""

    only_media: bool = False
    exclude_reblogs: bool = False
    exclude_replies: bool = False
    pinned: bool = False
    tagged: str = ""


class Named(Struct):
    """A handle to look up."""

    acct: str = ""


class Searched(Struct):
    """What to look for among accounts."""

    q: str = ""
    following: bool = False


class Source(Struct):
    """What new statuses begin with."""

    privacy: str | UnsetType = UNSET
    audience: str | UnsetType = UNSET
    circle_id: str | int | UnsetType | None = UNSET
    sensitive: bool | UnsetType = UNSET
    language: str | UnsetType = UNSET
    expires_in: int | UnsetType = UNSET
    reblog_audience: str | UnsetType = UNSET
    fold_after_days: int | UnsetType = UNSET
    fold_to: str | UnsetType = UNSET
    quote_policy: str | UnsetType = UNSET
    feed: bool | UnsetType = UNSET


class Field(Struct):
    """A line of a profile."""

    name: str = ""
    value: str = ""


class ProfileForm(Struct):
    """A profile as an app sends it; what is unset stays."""

    display_name: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    avatar: Any = UNSET
    header: Any = UNSET
    closed: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    bot: bool | UnsetType = UNSET
    discoverable: bool | UnsetType = UNSET
    indexable: bool | UnsetType = UNSET
    hide_collections: bool | UnsetType = UNSET
    new_followers_read_from: str | int | UnsetType = UNSET
    fields_attributes: list[Field] | dict[str, Field] | UnsetType = UNSET
    avatar_description: str | UnsetType = UNSET
    header_description: str | UnsetType = UNSET
    show_media: bool | UnsetType = UNSET
    show_media_replies: bool | UnsetType = UNSET
    show_featured: bool | UnsetType = UNSET
    attribution_domains: list[str] | str | UnsetType = UNSET
    source: Source = field(default_factory=Source)


@get("/api/v1/accounts/verify_credentials", scope="read:accounts")
async def verify_credentials(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The caller's own account, with what only its owner is told."""
    return await credentials(tx, call)


async def credentials(tx: ReadTx, call: Call) -> dict[str, Any]:
    """A CredentialAccount. One statement, two where the profile holds custom emoji."""
    row = await accounts.own(tx)
    known = await accounts.emojis(tx, render.shortcodes(row["display_name"], row["note"]))
    shown = entities.account(call, row, known, whole=True)
    audience = Audience(row["default_audience"])
    shown["followers_count"], shown["following_count"] = row["followers_count"], row["following_count"]
    shown["source"] = {
        "privacy": VISIBILITY[audience],
        "audience": audience.value,
        "circle_id": str(row["default_circle_id"]) if row["default_circle_id"] else None,
        "sensitive": bool(row["default_sensitive"]),
        "language": row["language"] or None,
        "expires_in": row["default_expires_in_s"] or 0,
        "reblog_audience": row["default_reblog_audience"],
        "fold_after_days": row["fold_after_days"] or 0,
        "fold_to": row["fold_to"],
        "quote_policy": row["default_quote_policy"],
        "new_followers_read_from": row["new_followers_read_from"],
        "note": row["note"],
        "fields": [
            {"name": line["name"], "value": line["value"], "verified_at": None}
            for line in msgspec.json.decode(row["fields"])
        ],
        "follow_requests_count": row["follow_requests_count"],
        "hide_collections": bool(row["graph_hidden"]),
        "discoverable": bool(row["discoverable"]),
        "indexable": bool(row["indexable"]),
        "closed": bool(row["closed"]),
        "feed": bool(row["feed"]),
        "attribution_domains": msgspec.json.decode(row["attribution_domains"]),
    }
    shown["feature_approval"] = entities.feature_approval(row["feature_policy"], may=False)
    shown["role"] = roles.role(row["role"], call.house.settings.max_collections)
    return shown


@patch("/api/v1/accounts/update_credentials", scope="write:accounts", uploads=True)
async def update_credentials(call: Call, form: ProfileForm) -> dict[str, Any]:
    """Change the caller's profile and choices."""
    await keep(call, form)
    async with call.house.store.read(call.viewer) as tx:
        return await credentials(tx, call)


async def keep(call: Call, form: ProfileForm) -> None:
    """Make the changes that the form asks for, pictures included, all or none. Raises Refused naming the field."""
    changes = _changes(form)
    bounds = call.house.settings.bounds
    stored: list[str] = []
    try:
        avatar = await _face(call, form.avatar, "avatar", pictures.square, stored)
        header = await _face(call, form.header, "header", pictures.banner, stored)
        whole = msgspec.structs.replace(changes, avatar=avatar, header=header)
        await call.house.store.write(call.viewer, lambda tx: update_profile(tx, whole, bounds))
    except BaseException:  # pictures of a change that did not happen are nobody's
        for key in stored:
            await asyncio.to_thread(call.house.files.forget, key)
        raise
    call.house.fragments.clear()


def _changes(form: ProfileForm) -> Changes:
    """What the form means, but for its pictures. Raises Refused naming the field."""
    source = form.source
    audience: Audience | UnsetType = UNSET
    if isinstance(source.audience, str):
        audience = audience_of(source.audience, "source[audience]")
    elif isinstance(source.privacy, str):
        if source.privacy not in VISIBILITY.values():
            raise refused("source[privacy]", "ERR_INCLUSION", "privacy must be public, unlisted, private or direct")
        audience = audience_named(source.privacy, "source[privacy]")
    circle: CircleId | UnsetType | None = UNSET
    if not isinstance(source.circle_id, UnsetType):
        number = an_id(source.circle_id, "source[circle_id]")
        circle = None if number is None else CircleId(number)
    return Changes(
        display_name=form.display_name,
        note=form.note,
        fields=_fields(form),
        closed=form.closed,
        locked=form.locked,
        bot=form.bot,
        discoverable=form.discoverable,
        indexable=form.indexable,
        graph_hidden=form.hide_collections,
        avatar_description=form.avatar_description,
        header_description=form.header_description,
        attribution_domains=_domains(form),
        media_hidden=_not(form.show_media),
        media_replies_hidden=_not(form.show_media_replies),
        featured_hidden=_not(form.show_featured),
        new_followers_read_from=(
            UNSET if isinstance(form.new_followers_read_from, UnsetType) else str(form.new_followers_read_from)
        ),
        default_audience=audience,
        default_circle_id=circle,
        default_sensitive=source.sensitive,
        default_expires_in_s=source.expires_in,
        default_reblog_audience=(
            audience_of(source.reblog_audience, "source[reblog_audience]")
            if isinstance(source.reblog_audience, str)
            else UNSET
        ),
        default_quote_policy=source.quote_policy,
        language=source.language,
        feed=source.feed,
        fold_after_days=source.fold_after_days,
        fold_to=_fold_to(source.fold_to) if isinstance(source.fold_to, str) else UNSET,
    )


def _fold_to(word: str) -> str:
    """Whom old statuses are for: an audience in either of its words, or nobody."""
    return word if word == GONE else audience_of(word, "source[fold_to]").value


def _not(said: bool | UnsetType) -> bool | UnsetType:  # noqa: FBT001 - what a form says
    return said if isinstance(said, UnsetType) else not said


def _domains(form: ProfileForm) -> tuple[str, ...] | UnsetType:
    given = form.attribution_domains
    if isinstance(given, UnsetType):
        return UNSET
    return tuple(name for name in ([given] if isinstance(given, str) else given) if name.strip())


def audience_of(word: str, name: str) -> Audience:
    """An audience by our own word or an app's. Raises Refused."""
    return Audience(word) if word in set(Audience) else audience_named(word, name)


def _fields(form: ProfileForm) -> tuple[tuple[str, str], ...] | UnsetType:
    given = form.fields_attributes
    if isinstance(given, UnsetType):
        return UNSET
    lines = list(given.values()) if isinstance(given, dict) else given
    return tuple((line.name, line.value) for line in lines)


_NO_FILE: Final = (None, "")


async def _face(
    call: Call, given: Any, name: str, shape: Callable[[bytes, pictures.Limits], pictures.Picture], stored: list[str]
) -> str | UnsetType:
    """`key/extension` of the picture, drawn anew and stored, its key added to `stored`; unset where nothing was sent."""
    if given is UNSET or given in _NO_FILE:
        return UNSET
    if not isinstance(given, Upload):
        raise refused(name, "ERR_INVALID", f"{name} must be a file")
    picture = await draw(call.house, given.data, shape, name)
    files = call.house.files
    key = await asyncio.to_thread(lambda: files.keep(picture.extension, large=picture.large, small=picture.small))
    stored.append(key)
    return f"{key}/{picture.extension}"


@get("/api/v1/preferences", scope="read:accounts")
async def preferences(tx: ReadTx) -> dict[str, Any]:
    """What the caller's apps should begin with."""
    row = await accounts.own(tx)
    return {
        "posting:default:visibility": VISIBILITY[Audience(row["default_audience"])],
        "posting:default:sensitive": bool(row["default_sensitive"]),
        "posting:default:language": row["language"] or None,
        "posting:default:quote_policy": row["default_quote_policy"],
        "reading:expand:media": "default",
        "reading:expand:spoilers": False,
        "reading:autoplay:gifs": False,
    }


@get("/api/v1/accounts/lookup", scope="read:accounts", who=Who.ANYONE)
async def lookup(tx: ReadTx, call: Call, named: Named) -> bytes:
    """An account by its handle."""
    row = await accounts.by_handle(tx, named.acct, call.house.settings.domain)
    return await render.account(call, tx, AccountId(row["id"]))


@get("/api/v1/accounts/search", scope="read:accounts", pages=(40, 80), limit="searches")
async def search(tx: ReadTx, call: Call, page: Page, searched: Searched) -> bytes:
    """Accounts by the beginning of their name: those that want to be found, and those the caller follows."""
    ids = await accounts.search(
        tx, searched.q, call.house.settings.domain, limit=page.limit, offset=page.offset, following=searched.following
    )
    return b"[" + b",".join(await render.accounts_of(call, tx, ids)) + b"]"


@get("/api/v1/accounts", scope="read:accounts", who=Who.ANYONE)
async def several(tx: ReadTx, call: Call, asked: Asked) -> bytes:
    """Several accounts; those that do not exist are left out."""
    return b"[" + b",".join(await render.accounts_of(call, tx, asked.numbers())) + b"]"


@get("/api/v1/accounts/{account_id}", scope="read:accounts", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, account_id: AccountId) -> bytes:
    """One account."""
    return await render.account(call, tx, account_id)


@get("/api/v1/accounts/{account_id}/statuses", scope="read:statuses", who=Who.ANYONE)
async def statuses(tx: ReadTx, call: Call, account_id: AccountId, page: Page, chosen: Chosen) -> Listed:
    """What an account has posted, as far as the caller may see it."""
    await accounts.visible(tx, account_id)
    if chosen.pinned:
        return await render.page(call, tx, await pages.pinned(tx, account_id))
    ids = await pages.by_account(
        tx, account_id, page, only_media=chosen.only_media, exclude_reblogs=chosen.exclude_reblogs,
        exclude_replies=chosen.exclude_replies, tagged=tag_key(chosen.tagged),
    )  # fmt: skip
    return await render.page(call, tx, ids)


@get("/api/v1/accounts/{account_id}/followers", scope="read:accounts", pages=(40, 80))
async def followers(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Listed:
    """Who follows an account: for its owner, and for others where the owner opened it."""
    return await render.people(call, tx, await graph.followers(tx, account_id, page))


@get("/api/v1/accounts/{account_id}/following", scope="read:accounts", pages=(40, 80))
async def following(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Listed:
    """Whom an account follows: for its owner, and for others where the owner opened it."""
    return await render.people(call, tx, await graph.following(tx, account_id, page))


@get("/api/v1/accounts/{account_id}/lists", scope="read:lists")
async def lists_of(tx: ReadTx, account_id: AccountId) -> list[dict[str, object]]:
    """The caller's lists on which an account is."""
    await accounts.visible(tx, account_id)
    return [list_shaped(row) for row in await lists.holding(tx, account_id)]
