"""What has happened, told to those who listen in this process.

Each event is decided when it is told, for all listeners at once: who may hear of it is asked of the rule, what it looks
like is made once for all to whom it looks alike. That a status has gone is told only on connections that were told of
it, and to its author; no number of a status that somebody never saw reaches them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from kukhnya.door.house import House
from kukhnya.door.route import Call
from kukhnya.door.streams import Listener, Stream, Told
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.notification import KINDS
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import notifications
from kukhnya.queries import streams as asked
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import hearing
from kukhnya.visibility.hearing import Facts, Hearer

from . import render
from .collections import told_of
from .notifications import entity

Payload = Callable[[Call, ReadTx, int], Awaitable[bytes | None]]

USER: Final = Stream("user")
ABOUT_ONESELF: Final = (USER, Stream("user:notification"))
PLAIN: Final[Mapping[str, Stream]] = {
    "filters_changed": USER,
    "notifications_merged": USER,
    "announcement": USER,
    "announcement.reaction": USER,
    "announcement.delete": USER,
    "conversation": Stream("direct"),
}
"""Events of other parts, and where they are heard: by the account they name, or by everybody there."""
_WORDLESS: Final = frozenset({"filters_changed", "notifications_merged"})
PAYLOADS: Final[dict[str, Payload]] = {}
"""What such an event says, made from the id it is about, for its one account or, without one, for nobody in particular."""


def says(kind: str) -> Callable[[Payload], Payload]:
    """Have this function make what events of this kind say: for the files of `api/` whose entities they are."""

    def put(payload: Payload) -> Payload:
        PAYLOADS[kind] = payload
        return payload

    return put


async def deliver(house: House, rows: Sequence[Any]) -> None:
    """Tell of these events (rows of `queries.streams.after`), one kind after another in their order."""
    for kind, group in groupby(rows, key=lambda row: row["kind"]):
        if kind == "notification":
            await _notifications(house, [row["about_id"] for row in group])
            continue
        for row in group:
            await _ONE.get(kind, _plain)(house, row)


async def _posted(house: House, row: Any) -> None:
    await _tell_of(house, StatusId(row["about_id"]), "update")


async def _edited(house: House, row: Any) -> None:
    await _narrowed(house, row)
    await _tell_of(house, StatusId(row["about_id"]), "status.update")


async def _tell_of(house: House, status_id: StatusId, event: str) -> None:
    """A status, on every stream whose page would show it to whoever listens there."""
    async with house.store.read(NOBODY) as tx:
        facts = await hearing.facts(tx, status_id)
        if facts is None:
            return
        hearers, heard = await _heard(house, tx, status_id, facts)
        calls = _calls(each for _, each in heard)
        made = await render.for_each(calls, tx, status_id, [who for who in hearers if who in calls])
    told = _Tellings(event)
    for stream, listener in heard:
        if listener.account_id in made:
            listener.remember(status_id, facts.authors)
            told.tell(listener, stream, made[listener.account_id])


async def _heard(
    house: House, tx: ReadTx, status_id: StatusId, facts: Facts
) -> tuple[list[Hearer], list[tuple[Stream, Listener]]]:
    """Who hears of a status, and where. Three statements at most."""
    streams = house.streams
    public = [stream for stream in _public(facts) if streams.on(stream)]
    lists = [Stream("list", about) for about in streams.about("list")]
    at_home = await hearing.at_home(tx, status_id, _accounts(streams.on(USER)))
    on_lists = await hearing.on_lists(tx, status_id, [int(stream.about) for stream in lists])
    finding = await hearing.finding(tx, status_id, _accounts(each for stream in public for each in streams.on(stream)))
    heard = [(USER, each) for each in streams.on(USER) if each.account_id in at_home]
    heard += [(s, each) for s in lists for each in streams.on(s) if each.account_id == on_lists.get(int(s.about))]
    heard += [(stream, each) for stream in public for each in streams.on(stream) if each.account_id in finding]
    return list({*at_home, *on_lists.values(), *finding}), heard


def _public(facts: Facts) -> list[Stream]:
    """The streams for everybody on which a status may be told of, whoever listens."""
    place = "local" if facts.local else "remote"
    names = ["public", f"public:{place}"] if facts.found else []
    names += [f"{name}:media" for name in names if facts.media]
    tags = [Stream(name, key) for key in facts.tagged for name in ("hashtag", "hashtag:local")[: 1 + facts.local]]
    return [Stream(name) for name in names] + tags


async def _narrowed(house: House, row: Any) -> None:
    """Who has been told of the status and may read it no more is told that it is gone; who reads it still, nothing."""
    status_id = StatusId(row["about_id"])
    knowing = [each for each in house.streams if status_id in each.told]
    if not knowing:
        return
    async with house.store.read(NOBODY) as tx:
        reading = await hearing.reading(tx, status_id, _accounts(knowing))
    _tell_gone([each for each in knowing if each.account_id not in reading], [status_id])


async def _all_narrowed(house: House, row: Any) -> None:
    """The same for all that was told of one author."""
    known = {an_id for each in house.streams for an_id, authors in each.told.items() if row["account_id"] in authors}
    for status_id in known:
        await _narrowed(house, {"about_id": status_id})


async def _deleted(house: House, row: Any) -> None:
    """Its author hears of it, and who was told of it on this connection, unless a block has come between them."""
    author, status_id = AccountId(row["account_id"]), row["about_id"]
    knowing = [each for each in house.streams if status_id in each.told or (each.account_id == author and each.streams)]
    if not knowing:
        return
    async with house.store.read(NOBODY) as tx:
        apart = await asked.apart(tx, author, _accounts(knowing))
    _tell_gone([each for each in knowing if each.account_id not in apart], [status_id])


async def _lost_account(house: House, row: Any) -> None:
    """All that was told of an account that is no more."""
    for each in house.streams:
        gone = [status_id for status_id, authors in each.told.items() if row["account_id"] in authors]
        if gone:
            _tell_gone([each], gone)


def _tell_gone(listeners: Sequence[Listener], ids: Sequence[int]) -> None:
    for status_id in ids:
        told = Told("delete", str(status_id).encode())
        for each in listeners:
            each.told.pop(status_id, None)
            for stream in each.streams:
                if stream.name not in {"user:notification", "direct"}:
                    each.tell(*told.on(each.wire, stream))


async def _notifications(house: House, ids: Sequence[int]) -> None:
    """Notifications, to those of their accounts that listen. Two statements, and two for each sender and status."""
    listening = {each for stream in ABOUT_ONESELF for each in house.streams.on(stream)}
    if not listening:
        return
    async with house.store.read(NOBODY) as tx:
        rows = await notifications.to_listeners(tx, ids, _accounts(listening))
        told = [
            row for row in rows if not KINDS[row["kind"]].reaction
        ]  # a stream cannot be asked for them, so none is told
        for (sender, status_id), group in groupby(told, key=lambda row: (row["from_account_id"], row["status_id"])):
            await _notify(house, tx, AccountId(sender), StatusId(status_id), list(group))


async def _notify(house: House, tx: ReadTx, sender: AccountId, status_id: StatusId, rows: Sequence[Any]) -> None:
    concerned = {row["account_id"] for row in rows}
    hearing_it = [
        (stream, each) for stream in ABOUT_ONESELF for each in house.streams.on(stream) if each.account_id in concerned
    ]
    calls = _calls(each for _, each in hearing_it)
    people = await render.account_for_each(calls, tx, sender)
    statuses = await render.for_each(calls, tx, status_id) if status_id else dict.fromkeys(calls, b"null")
    about = await _collections(house, calls, rows)
    for row in rows:
        who = row["account_id"]
        if who not in people or who not in statuses:
            continue
        told = Told("notification", entity(row, people[who], statuses[who], collection=about.get(row["id"])))
        for stream, each in hearing_it:
            if each.account_id == who:
                each.tell(*told.on(each.wire, stream))


async def _collections(house: House, calls: Mapping[int, Call], rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """The collections that these notifications are about, each as its reader sees it: one statement for each."""
    about: dict[int, dict[str, Any]] = {}
    for row in rows:
        if KINDS[row["kind"]].collection and row["account_id"] in calls:
            call = calls[row["account_id"]]
            async with house.store.read(call.viewer) as tx:
                about |= await told_of(call, tx, {row["id"]: (row["kind"], row["from_account_id"])})
    return about


async def _plain(house: House, row: Any) -> None:
    """An event of another part: to the account it names, or to everybody where it is heard."""
    kind, who = row["kind"], row["account_id"]
    stream = PLAIN.get(kind)
    hearing_it = [] if stream is None else [each for each in house.streams.on(stream) if who in {None, each.account_id}]
    if stream is None or not hearing_it:
        return
    payload: bytes | None = None
    if kind == "announcement.delete":
        payload = str(row["about_id"]).encode()
    elif kind not in _WORDLESS:
        call = hearing_it[0].call
        async with house.store.read(NOBODY if who is None else call.viewer) as tx:
            payload = await PAYLOADS[kind](call, tx, row["about_id"]) if kind in PAYLOADS else None
        if payload is None:
            return
    told = Told(kind, payload)
    for each in hearing_it:
        each.tell(*told.on(each.wire, stream))


class _Tellings:
    """The same event with the payloads of different viewers: each put into a message once."""

    def __init__(self, event: str) -> None:
        self._event = event
        self._made: dict[bytes, Told] = {}

    def tell(self, listener: Listener, stream: Stream, payload: bytes) -> None:
        told = self._made.get(payload)
        if told is None:
            told = self._made[payload] = Told(self._event, payload)
        listener.tell(*told.on(listener.wire, stream))


def _accounts(listeners: Iterable[Listener]) -> list[int]:
    return list({each.account_id for each in listeners})


def _calls(listeners: Iterable[Listener]) -> dict[int, Call]:
    return {each.account_id: each.call for each in listeners}


_ONE: Final[Mapping[str, Callable[[House, Any], Awaitable[None]]]] = {
    "update": _posted,
    "status.update": _edited,
    "audience": _narrowed,
    "audiences": _all_narrowed,
    "delete": _deleted,
    "account": _lost_account,
}
