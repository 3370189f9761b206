"""The second table: every list an app asks for, twenty items each, and what the town needs for them.

The town's own readers stay as they are. Four more members follow the thirty that its first reader follows: one has a
bit of everything, one filters two hundred words, one follows hashtags, and one does none of this, to compare with.
"""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Table

from benchmarks.measure import Question
from benchmarks.town import WORDS, inserting
from kukhnya.actions.index_status import index_account
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import Draft
from kukhnya.model.ids import DAY, TOP, AccountId, Time, first_id_at, week
from kukhnya.model.link_card import SHOWN, url_hash
from kukhnya.model.viewer import NOBODY
from kukhnya.store import sealed, tables
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store, clock
from kukhnya.store.tables import filters, links, notifications, staff, ties
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.scheduled import sealed as sealed_draft

BUDGET_MS: Final = 1.0
FILTER_BUDGET_MS: Final = 0.3
"""What two hundred words may add to a home page."""
STATEMENTS: Final = 4
PLAIN, FILTERED, TAGGED = "home, nothing filtered", "home, 200 words filtered", "home, 20 hashtags followed"
_FEW, _SOME, _MANY = 20, 40, 2000
_SENT: Final = "https://news.test/story/"
_FRESH: Final = 1 << 15
"""Half of what lies between two milliseconds of ids: new rows go between those that are there."""


class Cast(Struct, frozen=True):
    """Who plays which part, and what they ask about."""

    plain: int
    everything: int
    filtering: int
    tagging: int
    admin: int
    list_id: int
    quoted: int
    quoted_by: int


class _Ground(Struct, frozen=True):
    """What is there already: everybody in order, statuses for all with their authors (newest first), and the town."""

    people: list[int]
    open: list[tuple[int, int]]
    mine: list[int]
    now: Time

    @property
    def cast(self) -> Cast:
        plain, everything, filtering, tagging, admin = self.people[-9:-4]
        return Cast(plain, everything, filtering, tagging, admin, self.base, *self.open[0])

    @property
    def base(self) -> int:
        """Ids of rows that are nobody's but ours."""
        return first_id_at(Time(self.now - DAY))


def _plain(text: str) -> Statement:
    return Statement(None, sqlite=text, postgresql=text)


_people: Final = _plain("SELECT id FROM account ORDER BY id")
_open: Final = _plain(
    "SELECT s.id, s.account_id FROM status s JOIN account a ON a.id = s.account_id WHERE s.audience = 'public' AND "
    "NOT a.closed AND s.reblog_of_id IS NULL AND s.in_reply_to_id IS NULL ORDER BY s.id DESC LIMIT 20000"
)
_mine: Final = _plain(
    "SELECT id FROM status WHERE account_id = :who AND reblog_of_id IS NULL ORDER BY id DESC LIMIT 25"
)
_findable: Final = _plain("UPDATE account SET indexable = true, active_week = :week WHERE NOT closed")
_known: Final = _plain("UPDATE account SET graph_hidden = false")
_staff: Final = _plain("UPDATE member SET role = 'admin' WHERE account_id = :who")
_filters_known: Final = _plain("UPDATE member SET filters_version = 1 WHERE account_id = :who")
_quote: Final = _plain("UPDATE status SET quote_of_id = :of, quote_state = 'accepted' WHERE id = :id")


def _rows(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    yield from _ties(ground)
    yield from _tags(ground)
    yield from _kept(ground)
    yield from _letters(ground)
    yield from _told(ground)
    yield from _staffs(ground)


def _ties(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    cast, people, base = ground.cast, ground.people, ground.base
    readers = (cast.plain, cast.everything, cast.filtering, cast.tagging)
    edges = [(who, other) for who in readers for other in people[:30]]
    edges += [(other, cast.everything) for other in people[200:260]]
    yield tables.follow, [
        {"follower_id": a, "followee_id": b, "id": base + n, "reads_from": None, "reblogs": True, "notify": False,
         "languages": "[]"} for n, (a, b) in enumerate(edges)
    ]  # fmt: skip
    yield tables.follow_request, [
        {"follower_id": who, "followee_id": cast.everything, "id": base + n, "reblogs": True, "notify": False,
         "languages": "[]"} for n, who in enumerate(people[260:300])
    ]  # fmt: skip
    yield (
        tables.block,
        [{"blocker_id": cast.everything, "blocked_id": who, "id": base + n} for n, who in enumerate(people[300:340])],
    )
    yield (
        tables.mute,
        [
            {"muter_id": cast.everything, "muted_id": who, "id": base + n, "until": None, "notifications": True}
            for n, who in enumerate(people[340:380])
        ],
    )
    yield (
        ties.endorsement,
        [{"account_id": cast.everything, "endorsed_id": who, "id": base + n} for n, who in enumerate(people[:30])],
    )
    yield (
        ties.account_domain_block,
        [{"account_id": cast.everything, "domain": f"s{n}.test", "id": base + n} for n in range(_SOME)],
    )
    yield tables.list_, [{"id": cast.list_id, "account_id": cast.everything, "title": "near", "exclusive": False}]
    yield tables.list_member, [{"list_id": cast.list_id, "account_id": who} for who in people[:30]]


def _tags(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    cast, base = ground.cast, ground.base
    keys = [f"tag{n}" for n in range(_SOME)]
    yield tables.tag, [{"id": base + n, "key": key, "name": key} for n, key in enumerate(keys)]
    yield (
        sealed.status_tag,
        [{"tag_id": base + place % _SOME, "status_id": an_id} for place, (an_id, _) in enumerate(ground.open)],
    )
    yield (
        ties.tag_follow,
        [
            {"account_id": who, "key": key, "id": base + n}
            for who, most in ((cast.tagging, _FEW), (cast.everything, _SOME))
            for n, key in enumerate(keys[:most])
        ],
    )
    yield (
        ties.featured_tag,
        [{"id": base + n, "account_id": cast.everything, "key": key} for n, key in enumerate(keys[:10])],
    )
    yield links.card, [
        {"id": base + n, "url": f"{_SENT}{n}", "url_hash": url_hash(f"{_SENT}{n}"), "site": "news.test", "state": SHOWN,
         "due_at": None, "title": f"Story {n}"} for n in range(_SOME)
    ]  # fmt: skip
    yield (
        sealed.status_card,
        [{"status_id": an_id, "card_id": base + place % _SOME} for place, (an_id, _) in enumerate(ground.open[:2000])],
    )


def _kept(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    cast, base = ground.cast, ground.base
    for table in (tables.favourite, tables.bookmark):
        yield (
            table,
            [
                {"account_id": cast.everything, "status_id": an_id, "id": base + n}
                for n, (an_id, _) in enumerate(ground.open[1:4000:37])
            ],
        )
    yield (
        tables.favourite,
        [
            {"account_id": fan, "status_id": an_id, "id": base + n}
            for fan in ground.people[500:503]
            for n, (an_id, _) in enumerate(ground.open[:200])
        ],
    )
    yield filters.filter_, [
        {"id": base + n, "account_id": cast.filtering, "title": f"filter {n}", "context": "home public", "action": "warn",
         "expires_at": None} for n in range(_FEW)
    ]  # fmt: skip
    yield (
        filters.filter_keyword,
        [
            {
                "id": base + n,
                "filter_id": base + n % _FEW,
                "keyword": f"{WORDS[n % len(WORDS)]} {n}",
                "whole_word": n % 2 == 0,
            }
            for n in range(200)
        ],
    )
    draft = sealed_draft(Draft(text="later"), Bounds(base="https://kitchen.test"))
    yield (
        sealed.scheduled_status,
        [
            {"id": base + n, "account_id": cast.everything, "due_at": ground.now + 30 * DAY, "body": draft}
            for n in range(_SOME)
        ],
    )


def _letters(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Two thousand conversations, each of one letter."""
    who = ground.cast.everything
    letters = [(an_id - _FRESH, by) for an_id, by in ground.open[:_MANY] if by != who]
    yield sealed.status, [
        {"id": an_id, "account_id": by, "audience": "direct", "circle_id": None, "expires_at": None, "reblog_of_id": None,
         "in_reply_to_id": None, "in_reply_to_account_id": None, "thread_id": an_id, "created_at": an_id >> 16,
         "edited_at": None, "version": 1, "has_media": False} for an_id, by in letters
    ]  # fmt: skip
    yield sealed.status_text, [
        {"status_id": an_id, "source": "dear", "html": "<p>dear</p>", "spoiler": "", "language": "en", "sensitive": False,
         "uri": None, "history_from": 0} for an_id, _ in letters
    ]  # fmt: skip
    yield (
        sealed.mention,
        [{"status_id": an_id, "account_id": who, "since": an_id, "position": 0} for an_id, _ in letters],
    )


def _told(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Many likes of one status, some of others, and what is kept back."""
    who, people = ground.cast.everything, ground.people
    likes = [(by, an_id) for an_id in ground.mine[:1] for by in people[:900]]
    likes += [(by, an_id) for an_id in ground.mine[1:] for by in people[400:420]]
    sorts = [("favourite", by, an_id, False) for by, an_id in likes]
    sorts += [("follow", by, 0, False) for by in people[200:260]]
    sorts += [("mention", by, an_id, True) for an_id, by in ground.open[:300] if by != who]
    yield tables.notification, [
        {"id": ground.base + n, "account_id": who, "kind": kind, "from_account_id": by, "status_id": an_id,
         "filtered": back} for n, (kind, by, an_id, back) in enumerate(dict.fromkeys(sorts))
    ]  # fmt: skip
    yield notifications.notification_policy, [{"account_id": who, "for_not_following": "filter"}]


def _staffs(ground: _Ground) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    base, people = ground.base, ground.people
    yield staff.rule, [{"id": base, "text": "Be kind."}]
    yield (
        staff.announcement,
        [
            {"id": base + n, "source": f"news {n}", "starts_at": None, "ends_at": None, "updated_at": ground.now}
            for n in range(_FEW)
        ],
    )
    yield staff.report, [
        {"id": base + n, "reporter_id": people[n], "target_account_id": ground.open[n][1], "category": "violation",
         "updated_at": ground.now} for n in range(_SOME)
    ]  # fmt: skip
    yield staff.report_rule, [{"report_id": base + n, "rule_id": base} for n in range(_SOME)]
    yield (
        staff.report_status,
        [{"report_id": base + n, "status_id": ground.open[n][0], "audience": "public"} for n in range(_SOME)],
    )


_nothing_left: Final = _plain("DELETE FROM job")
"""What is left of indexing would be done while the server is measured at rest."""


async def furnish(store: Store) -> Cast:
    """Give the town what these lists show; says who asks for them."""
    async with store.read(NOBODY) as tx:
        people = await tx.column(_people)
        found = [(row[0], row[1]) for row in await tx.all(_open)]
        mine = await tx.column(_mine, who=people[-8])
    ground = _Ground(people, found, mine, clock())
    cast = ground.cast

    async def write(tx: WriteTx) -> None:
        for table, rows in _rows(ground):
            await tx.many(inserting(table, rows[0]), rows)
        await tx.execute(_findable, week=week(ground.now))
        await tx.execute(_known)
        await tx.execute(_staff, who=cast.admin)
        await tx.execute(_filters_known, who=cast.filtering)
        await tx.many(_quote, [{"of": cast.quoted, "id": an_id} for an_id, _ in found[1:600:11]])

    async def index(tx: WriteTx) -> None:
        for who in dict.fromkeys(by for _, by in found[:3000]):
            await index_account(tx, AccountId(who), TOP)

    await store.write(NOBODY, write)
    await store.write(NOBODY, index)
    await store.write(NOBODY, lambda tx: tx.execute(_nothing_left))
    return cast


def questions(cast: Cast) -> list[Question]:
    """Every list, and the three homes that are compared with one another."""
    v1, who = "/api/v1", cast.everything
    lists = {
        "list timeline": f"{v1}/timelines/list/{cast.list_id}",
        "hashtag": f"{v1}/timelines/tag/tag1",
        "link timeline": f"{v1}/timelines/link?url={_SENT}1",
        "conversations (2,000)": f"{v1}/conversations",
        "notifications, likes": f"{v1}/notifications?limit=20",
        "grouped notifications": "/api/v2/notifications?limit=20",
        "unread count": f"{v1}/notifications/unread_count",
        "unread groups": "/api/v2/notifications/unread_count",
        "notification requests": f"{v1}/notifications/requests?limit=20",
        "followed tags": f"{v1}/followed_tags?limit=20",
        "featured tags": f"{v1}/featured_tags",
        "trending tags": f"{v1}/trends/tags?limit=20",
        "trending statuses": f"{v1}/trends/statuses?limit=20",
        "trending links": f"{v1}/trends/links?limit=20",
        "directory": f"{v1}/directory?limit=20",
        "suggestions": "/api/v2/suggestions?limit=20",
        "search statuses": "/api/v2/search?type=statuses&q=kettle%20radio&limit=20",
        "search accounts": "/api/v2/search?type=accounts&q=u001&limit=20",
        "search tags": "/api/v2/search?type=hashtags&q=tag&limit=20",
        "scheduled": f"{v1}/scheduled_statuses?limit=20",
        "bookmarks": f"{v1}/bookmarks?limit=20",
        "favourites": f"{v1}/favourites?limit=20",
        "followers": f"{v1}/accounts/{who}/followers?limit=20",
        "following": f"{v1}/accounts/{who}/following?limit=20",
        "follow requests": f"{v1}/follow_requests?limit=20",
        "blocks": f"{v1}/blocks?limit=20",
        "mutes": f"{v1}/mutes?limit=20",
        "domain blocks": f"{v1}/domain_blocks?limit=20",
        "endorsements": f"{v1}/endorsements?limit=20",
        "lists": f"{v1}/lists",
        "accounts of a list": f"{v1}/lists/{cast.list_id}/accounts?limit=20",
        "announcements": f"{v1}/announcements",
    }
    return [
        Question(PLAIN, f"{v1}/timelines/home", cast.plain),
        Question(FILTERED, f"{v1}/timelines/home", cast.filtering),
        Question(TAGGED, f"{v1}/timelines/home", cast.tagging),
        *(Question(name, path, who) for name, path in lists.items()),
        Question("quotes", f"{v1}/statuses/{cast.quoted}/quotes?limit=20", cast.quoted_by),
        Question("filters (20, of ten words)", "/api/v2/filters", cast.filtering),
        Question("admin accounts", "/api/v2/admin/accounts?limit=20", cast.admin),
        Question("admin reports", f"{v1}/admin/reports?limit=20", cast.admin),
    ]
