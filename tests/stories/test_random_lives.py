"""Random lives, played through the real doors against a tiny model: after every step everybody sees what the model says, nothing else.

A few thousand checks in `make test`; KUKHNYA_LIVES=260 plays as many lives, more than a hundred thousand checks.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kukhnya.model.audience import Audience
from tests.world import VISIBILITY, Person, World, a_world

LIVES: Final = int(os.environ.get("KUKHNYA_LIVES", "5"))
STEPS: Final = 22
LEAST_CHECKS: Final = 385 * LIVES
MISSING: Final = "/api/v1/statuses/117000000000000001"
AUTHORS: Final = ("vera", "misha")
PEOPLE: Final = (*AUTHORS, "olga", "ivan")
READERS: Final = (*PEOPLE, "nobody")
WIDER: Final = [Audience.SELF, Audience.DIRECT, Audience.CIRCLE, Audience.MUTUALS, Audience.FOLLOWERS, Audience.MEMBERS,
                Audience.UNLISTED, Audience.PUBLIC]  # fmt: skip
COUNTED: Final = {"checks": 0}

people = st.sampled_from(PEOPLE)
authors = st.sampled_from(AUTHORS)
audiences = st.sampled_from([a for a in Audience if a is not Audience.DIRECT])


class Status(msgspec.Struct):
    """What the model knows of a status."""

    id: str
    by: str
    audience: Audience
    at: int
    word: str
    names: set[str]
    shares: "Status | None" = None
    ends_at: int | None = None


class Lives(RuleBasedStateMachine):
    """Four people and somebody who is not signed in."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.people: dict[str, Person] = {}
        self.statuses: list[Status] = []
        self.follows: dict[tuple[str, str], int] = {}
        """Follower and followee, and from when on the one reads the other."""
        self.asked: set[tuple[str, str]] = set()
        self.blocks: set[tuple[str, str]] = set()
        self.inside: set[tuple[str, str]] = set()
        """Whose circle, and who is in it."""
        self.closed = set(PEOPLE)
        self.circles: dict[str, str] = {}
        self.number = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Let something happen, and a second pass."""
        said = self.runner.run(work)
        self.world.clock.forward(1)
        return said

    @property
    def now(self) -> int:
        """By the server's clock."""
        return int(self.world.clock())

    @initialize()
    def begin(self) -> None:
        """A fresh server with four members, each with a circle."""
        folder = self.runner.run(self._folder())
        self.world: World = self.runner.run(self.stack.enter_async_context(a_world(folder)))
        for person in self.runner.run(self.world.members(*PEOPLE)):
            self.people[person.name] = person
            self.circles[person.name] = self.runner.run(person.circle_of("friends", *[]))
        self.people["nobody"] = self.world.nobody

    async def _folder(self) -> Path:
        return Path(self.stack.enter_context(tempfile.TemporaryDirectory()))

    def teardown(self) -> None:
        """Take everything away again."""
        self.runner.run(self.stack.aclose())
        self.runner.close()

    # What people do

    @rule(who=people, audience=audiences, named=people, name=st.booleans(), expires=st.booleans())
    def post(self, who: str, audience: Audience, named: str, name: bool, expires: bool) -> None:
        """Somebody posts; perhaps it names somebody, perhaps it has an end."""
        self._post(who, audience, {named} if name and named != who else set(), 120 if expires else None)

    @rule(who=people, named=people)
    def letter(self, who: str, named: str) -> None:
        """Somebody writes to somebody alone."""
        if who != named:
            self._post(who, Audience.DIRECT, {named}, None)

    def _post(self, who: str, audience: Audience, names: set[str], lasts: int | None) -> None:
        self.number += 1
        word = f"zq{self.number}qz"
        text = " ".join([word, *(f"@{name}" for name in sorted(names)), f"#{word}"])
        more = {"circle_id": self.circles[who]} if audience is Audience.CIRCLE else {}
        if lasts:
            more["expires_in"] = str(lasts)
        at = self.now
        an_id = self.do(self.people[who].posts(text, audience, **more))
        reached = {name for name in names if (name, who) not in self.blocks and (who, name) not in self.blocks}
        ends_at = at + lasts * 1000 if lasts else None
        held = set() if audience is Audience.SELF else reached
        self.statuses.append(Status(an_id, who, audience, at, word, held, ends_at=ends_at))

    @rule(who=people, whom=people, how_far=st.sampled_from(["now", "all"]), lets_in=st.booleans())
    def follow(self, who: str, whom: str, how_far: str, lets_in: bool) -> None:
        """Somebody follows: at once where the profile is open, else by asking; they are let in, or not yet."""
        if who == whom or {(who, whom), (whom, who)} & self.blocks or (who, whom) in self.follows:
            return
        said = self.do(self.people[who].post(f"/api/v1/accounts/{self.people[whom].id}/follow"))
        if not said["requested"]:
            self.follows[who, whom] = self.now - 1000
            return
        self.asked.add((who, whom))
        if lets_in:
            path = f"/api/v1/follow_requests/{self.people[who].id}/authorize"
            at = self.now
            self.do(self.people[whom].post(path, reads_from=how_far))
            self.asked.discard((who, whom))
            self.follows[who, whom] = 0 if how_far == "all" else at

    @rule(whom=people)
    @precondition(lambda self: self.asked)
    def refuse(self, whom: str) -> None:
        """Somebody refuses all who ask."""
        for who, asked in [pair for pair in self.asked if pair[1] == whom]:
            self.do(self.people[asked].post(f"/api/v1/follow_requests/{self.people[who].id}/reject"))
            self.asked.discard((who, asked))

    @rule(pair=st.integers(0, 50), by_follower=st.booleans())
    @precondition(lambda self: self.follows)
    def part(self, pair: int, by_follower: bool) -> None:
        """A follow ends, from either side."""
        who, whom = list(self.follows)[pair % len(self.follows)]
        if by_follower:
            self.do(self.people[who].post(f"/api/v1/accounts/{self.people[whom].id}/unfollow"))
        else:
            self.do(self.people[whom].post(f"/api/v1/accounts/{self.people[who].id}/remove_from_followers"))
        del self.follows[who, whom]

    @rule(who=people, whom=people)
    def block(self, who: str, whom: str) -> None:
        """Somebody blocks somebody, or thinks better of it."""
        if who == whom:
            return
        verb = "unblock" if (who, whom) in self.blocks else "block"
        self.do(self.people[who].post(f"/api/v1/accounts/{self.people[whom].id}/{verb}"))
        if verb == "unblock":
            self.blocks.discard((who, whom))
            return
        self.blocks.add((who, whom))
        for pair in ((who, whom), (whom, who)):
            self.follows.pop(pair, None)
            self.asked.discard(pair)
            self.inside.discard(pair)

    @rule(who=authors)
    def close_or_open(self, who: str) -> None:
        """Somebody closes the profile, or opens it."""
        person = self.people[who]
        self.do(person.opens_profile() if who in self.closed else person.closes_profile())
        self.closed ^= {who}

    @rule(who=authors, whom=people)
    def circle(self, who: str, whom: str) -> None:
        """Somebody joins a circle, or leaves it."""
        if who == whom or {(who, whom), (whom, who)} & self.blocks:
            return
        path = f"/api/v1/circles/{self.circles[who]}"
        ids = [str(self.people[whom].id)]
        if (who, whom) not in self.inside:
            self.do(self.people[who].post(f"{path}/accounts", account_ids=ids))
        else:
            self.do(self.people[whom].delete(f"{path}/membership"))
        self.inside ^= {(who, whom)}

    @rule(which=st.integers(0, 200), audience=audiences)
    @precondition(lambda self: self.statuses)
    def move(self, which: int, audience: Audience) -> None:
        """Somebody changes for whom one of their statuses is, and means it."""
        status = self.statuses[which % len(self.statuses)]
        if status.shares is not None or not self._there(status):
            return
        more = {"circle_id": self.circles[status.by]} if audience is Audience.CIRCLE else {}
        said = VISIBILITY[audience]
        if status.audience is Audience.SELF and audience is not Audience.SELF:
            return  # whom it names is read anew then: `tests/api/test_statuses.py`
        self.do(
            self.people[status.by].put(f"/api/v1/statuses/{status.id}", visibility=said, confirm_widening=True, **more)
        )
        status.audience = audience

    @rule(who=authors, undo=st.booleans())
    def fold(self, who: str, undo: bool) -> None:
        """Somebody folds everything away; perhaps they take that back."""
        before = {s.id: s.audience for s in self._own(who)}
        path = "/api/kukhnya/v1/audience"
        made = self.do(self.people[who].post(path, to="self", select={"all": True}))
        for status in self._own(who):
            status.audience = Audience.SELF
        self.check()
        if undo:
            self.do(self.people[who].post(f"{path}/{made['id']}/undo"))
            for status in self._own(who):
                status.audience = before[status.id]

    @rule(which=st.integers(0, 200))
    @precondition(lambda self: self.statuses)
    def edit(self, which: int) -> None:
        """Somebody says it in other words; that moves nothing."""
        status = self.statuses[which % len(self.statuses)]
        if status.shares is None and self._there(status):
            names = " ".join(f"@{name}" for name in sorted(status.names))
            text = f"{status.word} again {names} #{status.word}"
            self.do(self.people[status.by].put(f"/api/v1/statuses/{status.id}", status=text))

    @rule(which=st.integers(0, 200))
    @precondition(lambda self: self.statuses)
    def delete(self, which: int) -> None:
        """Somebody takes one back, and every share of it goes too."""
        status = self.statuses[which % len(self.statuses)]
        if self._there(status):
            self.do(self.people[status.by].delete(f"/api/v1/statuses/{status.id}"))
            self.statuses = [s for s in self.statuses if s is not status and s.shares is not status]

    @rule(who=people, which=st.integers(0, 200), audience=st.sampled_from([Audience.FOLLOWERS, Audience.UNLISTED]))
    @precondition(lambda self: self.statuses)
    def share(self, who: str, which: int, audience: Audience) -> None:
        """Somebody shares what they can see, if it may be shared so."""
        status = self.statuses[which % len(self.statuses)]
        if status.shares is not None or not self.sees(who, status):
            return
        if any(s.shares is status and s.by == who for s in self.statuses):
            return
        at = self.now
        path = f"/api/v1/statuses/{status.id}/reblog"
        answer = self.do(self.people[who].call("POST", path, json={"visibility": VISIBILITY[audience]}))
        if answer.status_code == 200:
            shared = answer.json()
            self.statuses.append(Status(shared["id"], who, audience, at, status.word, set(), shares=status))
            assert WIDER.index(audience) <= WIDER.index(status.audience), "a share reaches further than what it shares"

    @rule()
    def time_passes(self) -> None:
        """What has an end comes to it."""
        self.world.clock.forward(90)

    # What the model says

    def _own(self, who: str) -> list[Status]:
        return [status for status in self.statuses if status.by == who and self._there(status)]

    def _there(self, status: Status) -> bool:
        return status.ends_at is None or status.ends_at > self.now

    def sees(self, who: str, status: Status) -> bool:
        """May somebody see a status? For an author always, even past its end as long as it is not erased."""
        if status.shares is not None and not self.sees(who, status.shares):
            return False
        if who == status.by:
            return True
        if not self._there(status) or {(who, status.by), (status.by, who)} & self.blocks:
            return False
        since = self.follows.get((who, status.by))
        follower = since is not None and since <= status.at
        opened = status.by not in self.closed
        member = opened and who != "nobody"
        held: dict[Audience, Callable[[], bool]] = {
            Audience.PUBLIC: lambda: opened or follower,
            Audience.UNLISTED: lambda: opened or follower,
            Audience.MEMBERS: lambda: member or follower,
            Audience.FOLLOWERS: lambda: follower,
            Audience.MUTUALS: lambda: follower and (status.by, who) in self.follows,
            Audience.CIRCLE: lambda: (status.by, who) in self.inside,
            Audience.DIRECT: lambda: False,
            Audience.SELF: lambda: False,
        }
        return held[status.audience]() or (who in status.names and status.audience is not Audience.SELF)

    # What the doors say

    @invariant()
    def check(self) -> None:
        """Everybody sees what they may, by every door that was asked."""
        if self.people:
            self.runner.run(self._check())

    async def _check(self) -> None:
        live = [status for status in self.statuses if self._there(status)]
        for who in READERS:
            person = self.people[who]
            for status in live[-12:]:
                await self._one(person, status)
            await self._lists(person, live)

    async def _one(self, person: Person, status: Status) -> None:
        answer = await person.call("GET", f"/api/v1/statuses/{status.id}")
        expected = self.sees(person.name or "nobody", status)
        assert (answer.status_code == 200) is expected, (person.name, status, answer.status_code)
        if not expected:
            assert answer.content == (await person.call("GET", MISSING)).content
        COUNTED["checks"] += 1

    async def _lists(self, person: Person, live: list[Status]) -> None:
        """No list, search or page holds a word of what is not for this reader."""
        name = person.name or "nobody"
        hidden = {s.word for s in live if not self.sees(name, s)} - {s.word for s in live if self.sees(name, s)}
        paths = [f"/api/v1/accounts/{self.people[author].id}/statuses" for author in AUTHORS]
        paths += ["/api/v1/timelines/public", f"/@{AUTHORS[self.number % 2]}"]
        if name != "nobody":
            paths += ["/api/v1/timelines/home", "/api/v1/notifications", "/api/v1/conversations"]
        for path in paths:
            said = (await person.call("GET", path)).text
            for word in hidden:
                assert word not in said, (name, path, word)
                COUNTED["checks"] += 1


Lives.TestCase.settings = settings(
    max_examples=LIVES, stateful_step_count=STEPS, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class TestLives(Lives.TestCase):  # type: ignore[misc, valid-type]
    """Random lives."""

    @classmethod
    def tearDownClass(cls) -> None:
        """Not so few that nothing was looked at."""
        super().tearDownClass()
        assert COUNTED["checks"] >= LEAST_CHECKS, COUNTED
