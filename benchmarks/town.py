"""A town for measuring: accounts whose activity follows a power law, the same for the same seed.

Rows are written straight into the tables, because a million posts through the door would take an hour. Texts are
drawn from a short list of words; about half of what is posted is for followers or narrower.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from rich.progress import Progress
from sqlalchemy import Table, bindparam, insert, text

from kukhnya.model.ids import DAY, Time, first_id_at, month, week
from kukhnya.model.viewer import NOBODY
from kukhnya.store import sealed, tables
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store, clock
from kukhnya.store.tx import WriteTx

WORDS: Final = [
    "kettle",
    "window",
    "snow",
    "tram",
    "river",
    "bread",
    "story",
    "letter",
    "night",
    "radio",
    "neighbour",
    "garden",
    "bicycle",
    "library",
    "winter",
    "summer",
    "чайник",
    "окно",
    "снег",
    "трамвай",
    "река",
    "хлеб",
    "история",
    "письмо",
    "ночь",
    "радио",
    "сосед",
    "сад",
    "велосипед",
    "библиотека",
    "зима",
    "лето",
]
AUDIENCES: Final = (
    ("public", 45), ("unlisted", 5), ("members", 5), ("followers", 35), ("mutuals", 3), ("circle", 4), ("direct", 3),
)  # fmt: skip
READERS: Final = {"30": 30, "84": 84, "300": 300, "900": 900}
"""Readers by the number of accounts they follow."""
STARS: Final = {"0": 0, "100": 100, "1000": 1000}
"""Authors by the number of their followers."""
THREAD: Final = 50
BATCH: Final = 5000
SCOPES: Final = "read write follow push admin:read"


class Town(Struct, frozen=True):
    """Who is who: account ids and tokens by role, and the root of a thread of fifty."""

    readers: dict[str, int]
    stars: dict[str, int]
    thread_root: int
    deep: int
    """A bound about a thousand statuses below the newest."""
    open_name: str
    """Somebody whose profile is open."""
    names: tuple[str, ...]
    """Fifty names."""
    many: tuple[int, ...]
    """Fifty ordinary members, for first-time questions."""


def token(account_id: int) -> str:
    """The token of an account of the town."""
    return f"bench-token-of-{account_id}"


def _rows_of(town: "_Plan") -> Iterator[tuple[Table, Iterable[dict[str, Any]], int]]:
    yield tables.account, town.accounts(), len(town.people)
    yield tables.member, town.members(), len(town.people)
    yield tables.app, town.app(), 1
    yield tables.token, town.tokens(), len(town.people)
    yield tables.follow, town.follows(), len(town.edges)
    yield sealed.status, town.statuses(), town.how_many
    yield sealed.status_text, town.texts(), town.how_many
    yield sealed.newest, town.newest(), len(town.people)
    yield tables.favourite, town.favourites(), town.how_many // 10
    yield tables.notification, town.notifications(), 2000


class _Plan:
    """The town before it is written: everything derived from one seed."""

    def __init__(self, accounts: int, follows: int, statuses: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now = clock()
        self.how_many = statuses
        self.people = [first_id_at(Time(self.now - 400 * DAY)) + n for n in range(1, accounts + 1)]
        self.first = first_id_at(Time(self.now - 365 * DAY))
        self.step = (first_id_at(self.now) - self.first) // (statuses + 1)
        self.weights = [1 / (1 + place) ** 0.7 for place in range(accounts)]
        self.edges = self._edges(follows)
        self.last: dict[int, int] = {}
        self.posted: dict[int, int] = {}
        self.thread_root = self.first + self.step * (statuses - THREAD - 1)

    def _edges(self, follows: int) -> set[tuple[int, int]]:
        people, edges = self.people, set[tuple[int, int]]()
        for place, most in enumerate(READERS.values()):
            edges |= {(people[-1 - place], who) for who in people[: min(most, len(people) - 20)]}
        for place, most in enumerate(STARS.values()):
            star = people[-11 - place]
            edges |= {(who, star) for who in people[: min(most, len(people) - 20)]}
        fixed = set(people[-20:])
        popular = self.dice.choices(people, self.weights, k=follows * 2)
        while len(edges) < follows and popular:
            follower, followee = self.dice.choice(people), popular.pop()
            if follower != followee and follower not in fixed and followee not in fixed:
                edges.add((follower, followee))
        return edges

    def accounts(self) -> Iterator[dict[str, Any]]:
        """A member each; a third keep their profile closed."""
        for place, who in enumerate(self.people):
            yield {
                "id": who, "username": f"u{place:05d}", "username_key": f"u{place:05d}", "domain": "",
                "display_name": f"Person {place}", "closed": place % 3 == 0, "locked": False, "bot": False,
                "discoverable": place % 3 != 0, "indexable": False, "graph_hidden": True, "suspended": False,
                "silenced": False, "created_month": month(self.now), "version": 1,
                "following_count": sum(1 for f, _ in self.edges if f == who) if place >= len(self.people) - 20 else 30,
            }  # fmt: skip

    def members(self) -> Iterator[dict[str, Any]]:
        """Nobody can sign in by password."""
        for who in self.people:
            yield {"account_id": who, "password": "", "role": "member", "state": "active", "language": ""}

    def app(self) -> Iterator[dict[str, Any]]:
        """One app for all."""
        yield {
            "id": 1, "client_id": "bench", "secret_hash": "", "name": "bench", "website": "",
            "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": SCOPES,
        }  # fmt: skip

    def tokens(self) -> Iterator[dict[str, Any]]:
        """A token each."""
        for who in self.people:
            hashed = hashlib.sha256(token(who).encode()).hexdigest()
            yield {
                "id": who + 10_000, "hash": hashed, "app_id": 1, "account_id": who, "scopes": SCOPES,
                "created_week": week(self.now),
            }  # fmt: skip

    def follows(self) -> Iterator[dict[str, Any]]:
        """Old follows, so that everything may be read."""
        for place, (follower, followee) in enumerate(sorted(self.edges)):
            yield {
                "follower_id": follower, "followee_id": followee, "id": place + 1, "reads_from": None, "reblogs": True,
                "notify": False, "languages": "[]",
            }  # fmt: skip

    def statuses(self) -> Iterator[dict[str, Any]]:
        """Posts over a year; every eighth a re-share, every sixth a reply; a thread of fifty near the end."""
        names, shares = zip(*AUDIENCES, strict=True)
        authors = self.dice.choices(self.people, self.weights, k=self.how_many)
        audiences = self.dice.choices(names, shares, k=self.how_many)
        recent: list[tuple[int, int]] = []
        for place in range(self.how_many):
            an_id, by = self.first + self.step * (place + 1), authors[place]
            row = self._status(an_id, by, audiences[place], recent, place)
            self.last[by] = an_id
            self.posted[by] = self.posted.get(by, 0) + 1
            if row["reblog_of_id"] is None and row["audience"] in {"public", "unlisted"}:
                recent.append((an_id, by))
                del recent[:-200]
            yield row

    def _status(self, an_id: int, by: int, audience: str, recent: list[tuple[int, int]], place: int) -> dict[str, Any]:
        reblog: int | None = None
        parent: tuple[int, int] | None = None
        thread = an_id
        if an_id > self.thread_root and place < self.how_many:
            parent, thread, audience = (self.thread_root, self.people[0]), self.thread_root, "public"
        elif an_id == self.thread_root:
            by, audience = self.people[0], "public"
        elif recent and place % 8 == 0:
            reblog = self.dice.choice(recent)[0]
        elif recent and place % 6 == 0:
            parent = self.dice.choice(recent)
            thread = parent[0]
        return {
            "id": an_id, "account_id": by, "audience": audience, "circle_id": None, "expires_at": None,
            "reblog_of_id": reblog, "in_reply_to_id": parent and parent[0],
            "in_reply_to_account_id": parent and parent[1], "thread_id": thread, "created_at": an_id >> 16,
            "edited_at": None, "version": 1, "favourites_count": place % 7, "reblogs_count": 0, "replies_count": 0,
            "has_media": False,
        }  # fmt: skip

    def texts(self) -> Iterator[dict[str, Any]]:
        """Twenty words each."""
        for place in range(self.how_many):
            text = " ".join(self.dice.choices(WORDS, k=20))
            yield {
                "status_id": self.first + self.step * (place + 1), "source": text, "html": f"<p>{text}</p>",
                "spoiler": "", "language": "ru", "sensitive": False, "uri": None, "history_from": 0,
            }  # fmt: skip

    def newest(self) -> Iterator[dict[str, Any]]:
        """The bound of each author."""
        for who, last in self.last.items():
            yield {"account_id": who, "bound": last}

    def favourites(self) -> Iterator[dict[str, Any]]:
        """A tenth of all statuses, liked by somebody."""
        for place in range(self.how_many // 10):
            status_id = self.first + self.step * (place * 10 + 1)
            yield {"account_id": self.people[place % len(self.people)], "status_id": status_id, "id": place + 1}

    def notifications(self) -> Iterator[dict[str, Any]]:
        """Two thousand likes for the reader of thirty, whose statuses they are not: as the rule allows."""
        reader = self.people[-1]
        for place in range(2000):
            status_id = self.first + self.step * (self.how_many - place)
            yield {
                "id": first_id_at(self.now) + place, "account_id": reader, "kind": "mention",
                "from_account_id": self.people[place % 300], "status_id": status_id,
            }  # fmt: skip

    def town(self) -> Town:
        """Who is who in it."""
        readers = {name: self.people[-1 - place] for place, name in enumerate(READERS)}
        stars = {name: self.people[-11 - place] for place, name in enumerate(STARS)}
        deep = self.first + self.step * max(1, self.how_many - 1000)
        return Town(
            readers,
            stars,
            self.thread_root,
            deep,
            "u00001",
            tuple(f"u{n:05d}" for n in range(100, 150)),
            tuple(self.people[100:150]),
        )


def inserting(table: Table, row: dict[str, Any]) -> Statement:
    """The statement that writes such a row."""
    return Statement(insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in row}))


_analyze: Final = Statement(text("ANALYZE"))


async def _many(statement: Statement, rows: list[dict[str, Any]], tx: WriteTx) -> None:
    await tx.many(statement, rows)


async def build(store: Store, *, accounts: int, follows: int, statuses: int, seed: int = 1) -> Town:
    """Write a town of this size into empty, migrated tables; says who is who. Shows progress on a terminal."""
    plan = _Plan(accounts, follows, statuses, seed)
    with Progress(transient=True) as progress:
        for table, rows, about in _rows_of(plan):
            task = progress.add_task(table.name, total=about)
            rows_left = iter(rows)
            made: Statement | None = None
            while batch := list(islice(rows_left, BATCH)):
                made = made or inserting(table, batch[0])
                await store.write(NOBODY, partial(_many, made, batch))
                progress.advance(task, len(batch))
    if store.dialect == "postgresql":  # as autovacuum does there; SQLite plans better without statistics
        await store.write(NOBODY, lambda tx: tx.execute(_analyze))
    return plan.town()


__all__ = ["Town", "build", "inserting", "token"]
