"""The rest of what is somebody's own: works and pins, collections, filters, posts for later, notes, votes, choices.

No other server reads these, so they are plain: CSV where a line says it all, else JSON. `docs/reference/archive.md` names each.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from kukhnya.door.route import Call
from kukhnya.model.ids import iso
from kukhnya.model.page import Page
from kukhnya.queries import circles, collections, filters, law, lists, media, notification_requests, takeout, warm
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import archive, scheduled, works
from kukhnya.visibility.scheduled import Scheduled

from .archived import A_PAGE, about_accounts, as_csv, as_list, as_they_are, paged, place_of, uri_of, whole
from .zipped import Entry

_CHOICES: Final = (
    "email", "language", "closed", "locked", "discoverable", "indexable", "feed", "graph_hidden", "media_hidden",
    "media_replies_hidden", "featured_hidden", "default_audience", "default_sensitive", "default_expires_in_s",
    "default_reblog_audience", "default_quote_policy", "new_followers_read_from", "fold_after_days", "fold_to",
)  # fmt: skip
_FLAGS: Final = frozenset({
    "closed", "locked", "discoverable", "indexable", "feed", "graph_hidden", "media_hidden", "media_replies_hidden",
    "featured_hidden", "default_sensitive",
})  # fmt: skip


async def entries(call: Call, me: Any) -> AsyncIterator[Entry]:
    """These entries of the archive of the viewer, whose own row is `me`."""
    shown, pinned = await _first(call)
    yield "works.csv", as_csv(_each(shown), ["Title", "Address"])
    yield "pinned.csv", as_csv(_each(pinned))
    yield "scheduled.json", as_list(_scheduled(call))
    yield "earlier_words.json", as_list(_versions(call))
    yield "votes.csv", as_csv(_votes(call), ["Address", "Answers"])
    yield "collections.json", whole(await _collections(call))
    yield "filters.json", whole(await _filters(call))
    yield (
        "notes.csv",
        as_csv(
            about_accounts(call, takeout.noted, lambda handle, row: [[handle, row["comment"]]]),
            ["Account address", "Note"],
        ),
    )
    yield (
        "reports.csv",
        as_csv(
            about_accounts(call, takeout.reported, lambda handle, row: [[handle, row["category"], row["comment"]]]),
            ["Account address", "Category", "Comment"],
        ),
    )
    for name, asked in _ACCOUNTS.items():
        yield name, as_csv(about_accounts(call, asked, lambda handle, _row: [[handle]]))
    for name, asked in _TAGS.items():
        yield name, as_csv(_tags(call, asked))
    yield "muted_conversations.csv", as_csv(_conversations(call))
    yield "settings.json", whole(await _settings(call, me))


_ACCOUNTS: Final = {
    "asked_to_follow.csv": takeout.asked,
    "people_on_profile.csv": takeout.endorsed,
    "not_to_be_suggested.csv": takeout.dismissed,
    "let_through.csv": takeout.let_through,
    "left_collections.csv": takeout.left,
}
_TAGS: Final = {"followed_tags.csv": takeout.tags_followed, "featured_tags.csv": takeout.tags_featured}


async def _each(lines: Sequence[list[str]]) -> AsyncIterator[list[str]]:
    for line in lines:
        yield line


async def _addressed(call: Call, tx: ReadTx, ids: Sequence[int]) -> dict[int, str]:
    """The addresses of those of these statuses that the viewer may see."""
    return {row["id"]: uri_of(call, row) for row in await archive.addresses(tx, ids)} if ids else {}


async def _first(call: Call) -> tuple[list[list[str]], list[list[str]]]:
    """Works in their order, and pins, the latest first. Two statements."""
    async with call.house.store.read(call.viewer) as tx:
        shown, pinned = await works.first_of_profile(tx, call.viewer.id)
        at = await _addressed(call, tx, [*(work.id for work in shown), *pinned])
    return [[work.title, at[work.id]] for work in shown if work.id in at], [[at[each]] for each in pinned if each in at]


async def _scheduled(call: Call) -> AsyncIterator[list[Any]]:
    """What is to be posted later, the one written last first."""
    async with call.house.store.read(call.viewer) as tx:
        titles = {row["id"]: row["title"] for row in await circles.all_own(tx)}

    async def rows(tx: ReadTx, page: Page) -> list[Any]:
        return [(one.id, one) for one in await scheduled.page(tx, page)]

    async def made(tx: ReadTx, rows: list[Any]) -> list[Any]:
        drafts = [one.draft for _, one in rows]
        named = [each for draft in drafts for each in (draft.in_reply_to_id, draft.quoted_id) if each]
        at = await _addressed(call, tx, named)
        found = await media.several_own(tx, [each for draft in drafts for each in draft.media_ids])
        pictures = {row["id"]: place_of(row["key"], row["extension"]) for row in found}
        return [_draft(one, titles, at, pictures) for _, one in rows]

    async for piece in paged(call, rows, made):
        yield piece


def _draft(one: Scheduled, titles: Mapping[int, str], at: Mapping[int, str], pictures: Mapping[int, str]) -> Any:
    draft = one.draft
    return {
        "due": iso(one.due_at), "words": draft.text, "warning": draft.spoiler, "sensitive": bool(draft.sensitive),
        "language": draft.language, "audience": draft.audience.value if draft.audience else None,
        "circle": titles.get(draft.circle_id) if draft.circle_id else None,
        "answers": at.get(draft.in_reply_to_id or 0), "quotes": at.get(draft.quoted_id or 0),
        "pictures": [pictures[each] for each in draft.media_ids if each in pictures], "poll": draft.poll,
        "lasts_s": draft.expires_in_s, "who_may_quote": draft.quote_policy,
    }  # fmt: skip


async def _versions(call: Call) -> AsyncIterator[list[Any]]:
    """What edited statuses said, and say: counted through, for versions have no ids."""
    offset, more = 0, True
    while more:
        async with call.house.store.read(call.viewer) as tx:
            rows = await archive.versions(tx, Page(limit=A_PAGE, offset=offset))
            at = await _addressed(call, tx, list({row["status_id"] for row in rows}))
        offset, more = offset + A_PAGE, len(rows) == A_PAGE
        yield [
            {
                "address": at[row["status_id"]],
                "said": iso(row["edited_at"]),
                "warning": row["spoiler"],
                "words": row["source"],
            }
            for row in rows
            if row["status_id"] in at
        ]


async def _votes(call: Call) -> AsyncIterator[list[str]]:
    """Polls by their addresses, as far as they may still be seen, and which answers were chosen, counted from one."""

    async def made(tx: ReadTx, rows: list[Any]) -> list[Any]:
        at = await _addressed(call, tx, [row["status_id"] for row in rows])
        return [[at[row["status_id"]], _counted(row["places"])] for row in rows if row["status_id"] in at]

    async for piece in paged(call, takeout.voted, made):
        for line in piece:
            yield line


def _counted(places: str) -> str:
    return ", ".join(str(place + 1) for place in sorted(msgspec.json.decode(places)))


async def _conversations(call: Call) -> AsyncIterator[list[str]]:
    async def made(tx: ReadTx, rows: list[Any]) -> list[Any]:
        at = await _addressed(call, tx, [row["thread_id"] for row in rows])
        return [at[row["thread_id"]] for row in rows if row["thread_id"] in at]

    async for piece in paged(call, takeout.threads_muted, made):
        for address in piece:
            yield [address]


async def _tags(call: Call, asked: Any) -> AsyncIterator[list[str]]:
    async for rows in paged(call, asked, as_they_are):
        for row in rows:
            yield [row["key"]]


async def _collections(call: Call) -> bytes:
    """One's collections and who is in them: few, by the server's bounds."""
    async with call.house.store.read(call.viewer) as tx:
        own = await collections.of_account(tx, call.viewer.id, Page(limit=A_PAGE))
        known = await takeout.handles(tx, list({item.account_id for one in own for item in one.items}))
    there = {an_id: f"{row['username']}@{row['domain'] or call.house.settings.domain}" for an_id, row in known.items()}
    return msgspec.json.encode([
        {
            "name": one.name, "description": one.description, "language": one.language or None, "tag": one.tag_key or None,
            "sensitive": one.sensitive, "discoverable": one.discoverable,
            "accounts": [there[item.account_id] for item in one.items if item.account_id in there],
        }
        for one in own
    ])  # fmt: skip


async def _filters(call: Call) -> bytes:
    """One's filters: few, by the server's bounds. Posts named in them by their addresses, as far as they may still be seen."""
    async with call.house.store.read(call.viewer) as tx:
        own = await filters.every(tx)
        at = await _addressed(call, tx, [status_id for one in own for _, status_id in one.statuses])
    return msgspec.json.encode([
        {
            "title": one.title, "contexts": one.contexts, "action": one.action,
            "ends": iso(one.expires_at) if one.expires_at else None,
            "keywords": [{"keyword": text, "whole_word": whole_word} for _, text, whole_word in one.keywords],
            "statuses": [at[status_id] for _, status_id in one.statuses if status_id in at],
        }
        for one in own
    ])  # fmt: skip


async def _settings(call: Call, me: Any) -> bytes:
    """What has been chosen here. Six statements."""
    async with call.house.store.read(call.viewer) as tx:
        own_circles, own_lists = await circles.all_own(tx), await lists.all_own(tx)
        warmth, told, news = await warm.choice(tx), await law.law_choice_of(tx), await notification_requests.policy(tx)
    titles = {row["id"]: row["title"] for row in own_circles}
    return msgspec.json.encode({
        **{name: bool(me[name]) if name in _FLAGS else me[name] for name in _CHOICES},
        "default_circle": titles.get(me["default_circle_id"]),
        "circles": list(titles.values()),
        "lists": [
            {"title": row["title"], "replies": row["replies_policy"], "exclusive": bool(row["exclusive"])}
            for row in own_lists
        ],
        "notifications": news,
        "warm": {"slider": warmth.slider, "home": warmth.home, "questions": warmth.questions},
        "law": {"packs": told.jurisdictions, "hold_risky": told.hold_risky},
    })  # fmt: skip
