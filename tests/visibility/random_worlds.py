"""Random small worlds, dense enough that every rule is met at its boundary, and the rule written by hand.

`opened` and `home` say in plain Python what the SQL must answer. Nothing here is shared with the code under test
but the decision table itself.
"""

import random
from itertools import permutations
from typing import Any

from sqlalchemy import Table, insert

from kukhnya.model.audience import Audience, Relation
from kukhnya.model.page import Page
from kukhnya.model.viewer import NOBODY
from kukhnya.store import sealed, tables
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store
from kukhnya.store.tables import ties
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import opens

NOW = 100
PEOPLE = range(1, 8)
STRANGER = 0
LIST = 1
TAGS = (1, 2, 3)
Row = dict[str, Any]


class RandomWorld:
    """Seven people, up to forty statuses, and relations between them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        pairs = list(permutations(PEOPLE, 2))
        self.accounts = {
            i: {"domain": self.pick(["", "far.test"]), "closed": self.chance(0.3), "suspended": self.chance(0.1)}
            for i in PEOPLE
        }
        self.statuses: dict[int, Row] = {}
        for an_id in sorted(dice.sample(range(1, 200), self.pick([3, 15, 40]))):
            self.statuses[an_id] = self._status(an_id)
        times = [None, None, *(row["created_at"] for row in self.statuses.values())]  # exactly at created_at, too
        self.follows = {pair: (self.pick(times), self.chance(0.8)) for pair in pairs if self.chance(0.5)}
        self.requests = {pair for pair in pairs if pair not in self.follows and self.chance(0.3)}
        self.blocks = {pair for pair in pairs if self.chance(0.06)}
        self.mutes = {pair: self.pick([None, 50, NOW, 150]) for pair in pairs if self.chance(0.12)}
        self.mentions = {(s, who) for s in self.statuses for who in PEOPLE if self.chance(0.1)}
        self.circles = {(circle, who) for circle in (1, 2) for who in PEOPLE if self.chance(0.3)}
        self.listed = {who for who in PEOPLE if self.chance(0.5)}
        self.owner = self.pick(PEOPLE)
        self.policy = self.pick(["list", "followed", "none"])
        self.exclusive = self.chance(0.4)
        self.languages = {pair: self.pick(["[]", "[]", '["ru"]', '["en","ru"]']) for pair in self.follows}
        self.spoken = {i: self.pick(["", "ru", "en", "pt-BR"]) for i in self.statuses}
        self.tags = {
            (t, i) for t in TAGS for i, s in self.statuses.items() if not s["reblog_of_id"] and self.chance(0.3)
        }
        self.tag_follows = {(who, t) for who in PEOPLE for t in TAGS if self.chance(0.4)}
        self.far = {who for who in PEOPLE if self.chance(0.2)}
        for row in self.accounts.values():
            row["silenced"] = self.chance(0.1)

    def chance(self, share: float) -> bool:
        """True in this share of worlds."""
        return self.dice.random() < share

    def pick(self, among: Any) -> Any:
        """One of these."""
        return self.dice.choice(list(among))

    def _status(self, an_id: int) -> Row:
        earlier = [row for row in self.statuses.values() if row["reblog_of_id"] is None]
        shared = self.pick(earlier)["id"] if earlier and self.chance(0.25) else None
        parent = self.pick(earlier) if earlier and shared is None and self.chance(0.3) else None
        return {
            "id": an_id,
            "account_id": self.pick(PEOPLE),
            "audience": self.pick(Audience).value,
            "circle_id": self.pick([None, 1, 2]),
            "expires_at": self.pick([None, None, None, NOW - 50, NOW, NOW + 50]),
            "reblog_of_id": shared,
            "in_reply_to_id": parent and parent["id"],
            "in_reply_to_account_id": parent and parent["account_id"],
            "thread_id": an_id,
            "created_at": an_id // 10,
            "has_media": False,
        }

    def relations(self, viewer: int, status: Row) -> set[Relation]:
        """How `viewer` stands to the status, worked out by hand."""
        by = status["account_id"]
        open_profile = not self.accounts[by]["closed"]
        since, _ = self.follows.get((viewer, by), (None, False))
        follows = (viewer, by) in self.follows and (since is None or since <= status["created_at"])
        held = {
            Relation.ANYONE: open_profile,
            Relation.MEMBER: open_profile and viewer != STRANGER and self.accounts[viewer]["domain"] == "",
            Relation.FOLLOWER: follows,
            Relation.MUTUAL: follows and (by, viewer) in self.follows,
            Relation.IN_CIRCLE: (status["circle_id"], viewer) in self.circles,
            Relation.MENTIONED: (status["id"], viewer) in self.mentions,
            Relation.AUTHOR: by == viewer,
        }
        return {relation for relation, holds in held.items() if holds}

    def shut(self, viewer: int, status: Row) -> bool:
        """Is the door closed on everybody but the author?"""
        by = status["account_id"]
        expired = status["expires_at"] is not None and status["expires_at"] <= NOW
        blocked = (viewer, by) in self.blocks or (by, viewer) in self.blocks
        return bool(expired or blocked or self.accounts[by]["suspended"])

    def opened(self, viewer: int, status: Row) -> bool:
        """May `viewer` see the status, and what it shares?"""
        shared = self.statuses.get(status["reblog_of_id"])
        return all(
            opens(Audience(row["audience"]), self.relations(viewer, row), shut=self.shut(viewer, row))
            for row in (status, shared)
            if row is not None
        )

    def muted(self, viewer: int, who: int) -> bool:
        """Does `viewer` mute `who` now?"""
        until = self.mutes.get((viewer, who), 0)
        return until is None or until > NOW

    def stands(self, viewer: int, status: Row, *, of_list: bool) -> bool:
        """Belongs the status on the viewer's home page, or on the page of the list?"""
        by, parent = status["account_id"], status["in_reply_to_account_id"]
        followed = (viewer, by) in self.follows
        if of_list:
            author = followed and by in self.listed
        else:
            kept_apart = self.exclusive and viewer == self.owner and by in self.listed
            author = by == viewer or (followed and not kept_apart)
        fine_reply = (
            parent is None or by == viewer or parent in {by, viewer} or self._fine(viewer, parent, of_list=of_list)
        )
        shared = self.statuses.get(status["reblog_of_id"])
        fine_share = shared is None or (
            (by == viewer or self.follows.get((viewer, by), (None, False))[1])
            and not self.muted(viewer, shared["account_id"])
            and not self.far_off(viewer, shared["account_id"])
        )
        fine = fine_reply and fine_share and self.wanted(viewer, status)
        return bool(author and fine and not self.muted(viewer, by) and self.opened(viewer, status))

    def wanted(self, viewer: int, status: Row) -> bool:
        """Does the viewer read this author in the language of the status, or of what it shares?"""
        languages = self.languages.get((viewer, status["account_id"]), "[]")
        said = self.spoken[status["reblog_of_id"] or status["id"]]
        return languages == "[]" or not said or f'"{said}"' in languages

    def far_off(self, viewer: int, who: int) -> bool:
        """Does `viewer` block the server of `who`?"""
        return viewer in self.far and self.accounts[who]["domain"] == "far.test"

    def tagged(self, viewer: int, status: Row) -> bool:
        """Belongs the status on the viewer's home page for one of its hashtags?"""
        by = status["account_id"]
        kept_apart = self.exclusive and viewer == self.owner and by in self.listed and by != viewer
        found = status["audience"] in {"public", "members"} and status["reblog_of_id"] is None
        return bool(
            any((t, status["id"]) in self.tags and (viewer, t) in self.tag_follows for t in TAGS)
            and found
            and not (kept_apart or self.muted(viewer, by) or self.far_off(viewer, by) or self.accounts[by]["silenced"])
            and (by == viewer or self.wanted(viewer, status))
            and self.opened(viewer, status)
        )

    def _fine(self, viewer: int, parent: int, *, of_list: bool) -> bool:
        if of_list and self.policy == "list":
            return parent in self.listed
        return (viewer, parent) in self.follows and not (of_list and self.policy == "none")

    def home(self, viewer: int, page: Page, *, of_list: bool = False, tags: bool = False) -> list[int]:
        """The ids of a page, newest first, read off plainly; with what stands under followed hashtags where `tags`."""
        shown = sorted(
            (
                an_id
                for an_id, status in self.statuses.items()
                if page.low < an_id < page.max_id
                and (self.stands(viewer, status, of_list=of_list) or (tags and self.tagged(viewer, status)))
            ),
            reverse=True,
        )
        return shown[-page.limit :] if page.upwards else shown[: page.limit]

    async def write(self, store: Store) -> None:
        """Put this world into the database in place of what is there."""
        await store.write(NOBODY, self._write)

    async def _write(self, tx: WriteTx) -> None:
        rows = self._rows()
        for table, values in rows.items():
            await tx.execute(Statement(table.delete()))
            if values:
                await tx.many(_inserting(table, values[0]), values)

    def _rows(self) -> dict[Table, list[Row]]:
        newest = {
            by: max((i for i, s in self.statuses.items() if s["account_id"] == by), default=0)
            + self.pick([0, 0, 0, 1000])
            for by in PEOPLE
        }
        return {
            tables.account: [
                {"id": i, "username": f"p{i}", "username_key": f"p{i}", "created_month": 0, **row}
                for i, row in self.accounts.items()
            ],
            sealed.status: list(self.statuses.values()),
            tables.follow: [
                {
                    "follower_id": a,
                    "followee_id": b,
                    "id": n,
                    "reads_from": since,
                    "reblogs": shares,
                    "languages": self.languages[a, b],
                }
                for n, ((a, b), (since, shares)) in enumerate(self.follows.items())
            ],
            sealed.status_text: [
                {"status_id": i, "source": "", "html": "", "spoiler": "", "language": said, "history_from": 0}
                for i, said in self.spoken.items()
                if not self.statuses[i]["reblog_of_id"]
            ],
            tables.tag: [{"id": t, "key": f"t{t}", "name": f"t{t}"} for t in TAGS],
            sealed.status_tag: [{"tag_id": t, "status_id": s} for t, s in sorted(self.tags)],
            ties.tag_follow: [
                {"account_id": who, "key": f"t{t}", "id": n} for n, (who, t) in enumerate(sorted(self.tag_follows))
            ],
            ties.account_domain_block: [
                {"account_id": who, "domain": "far.test", "id": n} for n, who in enumerate(sorted(self.far))
            ],
            tables.follow_request: [
                {"followee_id": b, "follower_id": a, "id": n} for n, (a, b) in enumerate(sorted(self.requests))
            ],
            tables.block: [{"blocker_id": a, "blocked_id": b, "id": n} for n, (a, b) in enumerate(sorted(self.blocks))],
            tables.mute: [
                {"muter_id": a, "muted_id": b, "id": n, "until": until}
                for n, ((a, b), until) in enumerate(self.mutes.items())
            ],
            sealed.mention: [{"status_id": s, "account_id": who, "since": 0} for s, who in sorted(self.mentions)],
            tables.circle_member: [{"circle_id": c, "account_id": who} for c, who in sorted(self.circles)],
            tables.list_: [
                {
                    "id": LIST,
                    "account_id": self.owner,
                    "title": "l",
                    "replies_policy": self.policy,
                    "exclusive": self.exclusive,
                }
            ],
            tables.list_member: [{"list_id": LIST, "account_id": who} for who in sorted(self.listed)],
            sealed.newest: [{"account_id": who, "bound": bound} for who, bound in newest.items()],
        }


_MADE: dict[tuple[str, tuple[str, ...]], Statement] = {}


def _inserting(table: Table, row: Row) -> Statement:
    key = (table.name, tuple(row))
    if key not in _MADE:
        _MADE[key] = Statement(insert(table).values({name: _bind(table, name) for name in row}))
    return _MADE[key]


def _bind(table: Table, name: str) -> Any:
    from sqlalchemy import bindparam  # noqa: PLC0415

    return bindparam(name, type_=table.c[name].type)
