"""Before it goes: a second page with a word about what somebody is about to do, and one tap to do it all the same.

Two things have a word: the second look (a reply that hits whom it answers) and the law packs that somebody has chosen. Everything
typed comes back in the form of the page, and in no cookie and no address; the form holds a sealed word that says what has been
seen, so that the same is not asked twice. What goes on is posted exactly as if nothing had been said.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.count_look import Outcome, count_look
from kukhnya.api.second_look import among_friends
from kukhnya.door.answers import Answer
from kukhnya.door.cautions import cautions, composing
from kukhnya.door.route import Call
from kukhnya.door.secrets import digest
from kukhnya.law.match import Caution
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import StatusId
from kukhnya.model.viewer import NOBODY
from kukhnya.queries.reach import reach
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import history, pages
from kukhnya.visibility.rule import anyone_else_may

from .reaching import NARROW_FIRST, WIDE, Choice, choices
from .show import page, spoken
from .typed import FADES_S, Typed, seconds

_SEAL: Final = "before"
_LOOKED, _TOLD = "looked", "told"
_OUTCOMES: Final[Mapping[str, Outcome]] = {"edit": "edited", "drop": "dropped"}
NARROW: Final = tuple(each for each in NARROW_FIRST if each not in WIDE and each is not Audience.DIRECT)
DAY_S: Final = 86_400


class Pressed(Struct):
    """A button of the second page, and what was chosen beside it."""

    go: str = ""
    """`edit`, `drop`, `hold`, `fewer`, `fade`; anything else: as it is."""
    seen: str = ""
    fewer: str = ""
    lasts: str = ""


class Notice(Struct, frozen=True):
    """What there is to say before something goes."""

    looks: tuple[str, ...] = ()
    told: Sequence[Caution] = ()


def _word(call: Call, said: Sequence[str], *, looked: bool) -> str:
    """What the form of the second page holds, to say that this has been seen by this person."""
    kind = _LOOKED if looked else _TOLD
    return call.house.secrets.seal(_SEAL, "\0".join((str(call.viewer.id), kind, digest("\0".join(said)))))


def seen(call: Call, word: str, said: Sequence[str]) -> str:
    """What this person has seen about exactly this: `looked`, `told`, or nothing."""
    opened = call.house.secrets.unseal(_SEAL, word) if word else None
    who, kind, what = (opened or "\0\0").split("\0", 2)
    return kind if (who, what) == (str(call.viewer.id), digest("\0".join(said))) else ""


# A status


def _said(typed: Typed) -> tuple[str, ...]:
    """What a word about a status is about."""
    return typed.text, typed.warning, typed.audience, typed.reply, *typed.poll.options


def _text(typed: Typed) -> str:
    described = [slot.alt for slot in typed.shown()]
    return "\n".join(part for part in (typed.warning, typed.text, *typed.poll.options, *described) if part)


async def before_posting(call: Call, typed: Typed, pressed: Pressed) -> Answer | None:
    """The second page, where there is something to say that has not been seen; None: go on."""
    known = seen(call, pressed.seen, _said(typed))
    if known:
        typed.seen = pressed.seen
        if known == _LOOKED:
            await _ended(call, _OUTCOMES.get(pressed.go, "sent"))
        return None
    async with call.house.store.read(call.viewer) as tx:
        notice = await _notice(call, tx, typed)
        if not notice.looks and not notice.told:
            return None
        answer = await _page(call, tx, typed, notice)
    if notice.looks:
        call.house.second_look.asks(call.viewer.id, call.house.store.clock())
        await call.house.store.write(NOBODY, lambda tx: count_look(tx, "shown"))
    return answer


async def _notice(call: Call, tx: ReadTx, typed: Typed) -> Notice:
    audience = typed.audience.partition(":")[0]
    meant = Audience(audience) if audience in set(Audience) else Audience.PUBLIC
    told = composing(await cautions(call.house, call.caller.jurisdictions, _text(typed), audience=meant))
    return Notice(await _looks(call, tx, typed), told)


async def _looks(call: Call, tx: ReadTx, typed: Typed) -> tuple[str, ...]:
    """Why a reply may want a second look: once a day at most, and never among friends."""
    parent = typed.status_id("reply")
    if parent is None or not call.house.second_look.may_ask(call.viewer.id, tx.now):
        return ()
    found = call.house.second_look.reasons(f"{typed.warning}\n{typed.text}")
    if not found:
        return ()
    try:
        return () if await among_friends(tx, parent) else found
    except NotFound:  # the form says so, with all that was typed
        return ()


async def _ended(call: Call, outcome: Outcome) -> None:
    """Count what became of a second look; of a form that is sent twice only the first."""
    if call.house.second_look.first_answer(call.viewer.id, call.house.store.clock()):
        await call.house.store.write(NOBODY, lambda tx: count_look(tx, outcome))


async def _page(call: Call, tx: ReadTx, typed: Typed, notice: Notice) -> Answer:
    reached = await reach(tx)
    typed.seen = _word(call, _said(typed), looked=bool(notice.looks))
    return page(
        call, "before.html", act="post", action="/compose", fields=list(fields(typed)), looks=notice.looks,
        told=notice.told, speaks=spoken(call), text=typed.text, warning=typed.warning,
        fewer=narrower(choices(reached, NARROW), typed.audience), fades_s=FADES_S[1:],
        day_s=DAY_S, later=bool(typed.when),
    )  # fmt: skip


def narrower(lines: Sequence[Choice], value: str) -> list[Choice]:
    """Those that are for fewer people than this one, the narrowest first; somebody alone needs no page to post for."""
    order = [each.value for each in NARROW_FIRST]
    word = value.partition(":")[0]
    end = order.index(word) if word in order else len(order)
    return [line for line in lines if anyone_else_may(Audience(line.audience)) and order.index(line.audience) < end]


def fields(typed: Typed) -> Iterator[tuple[str, str]]:
    """Everything that is typed, as fields of another form."""
    names = (
        "text",
        "warning",
        "audience",
        "reply",
        "quote",
        "key",
        "fades",
        "quotes",
        "language",
        "when",
        "veil",
        "seen",
    )
    yield from ((name, getattr(typed, name)) for name in names)
    for place, slot in enumerate(typed.picture):
        if slot.id or slot.alt:
            yield from ((f"picture[{place}][{name}]", getattr(slot, name)) for name in ("id", "alt", "off"))
    for option in typed.poll.options:
        yield "poll[options][]", option
    yield "poll[expires_in]", typed.poll.expires_in
    yield "poll[multiple]", typed.poll.multiple


def changed(typed: Typed, pressed: Pressed) -> None:
    """Take over what was chosen on the second page: for fewer people, or for a time."""
    if pressed.go == "fewer" and pressed.fewer:
        typed.audience = pressed.fewer
    elif pressed.go == "fade" and seconds(pressed.lasts):
        typed.fades = pressed.lasts


# Everything else


async def before_acting(
    call: Call, act: str, said: Sequence[str], more: Sequence[tuple[str, str]], *, back: str = "",
    audience: Audience = Audience.PUBLIC,
) -> Answer | None:  # fmt: skip
    """The same before something is shared, liked, followed or said of oneself. `said`: what it is about; `more`: the form.

    The answer is a page, or None where there is nothing to say, or it has been seen.
    """
    word = call.said.get("seen")
    if isinstance(word, str) and seen(call, word, (act, *said)):
        return None
    kind = "post" if act == "edit" else act
    told = composing(
        await cautions(call.house, call.caller.jurisdictions, "\n".join(said), act=kind, audience=audience)
    )
    if not told:
        return None
    sealed = _word(call, (act, *said), looked=False)
    return page(
        call, "before.html", status=422, act=act, action=call.url.removeprefix(call.house.settings.base),
        fields=[*more, ("seen", sealed)], looks=(), told=told, speaks=spoken(call), text="", warning="", fewer=[],
        fades_s=(), day_s=DAY_S, later=False, back_to=back,
    )  # fmt: skip


async def words_of(call: Call, status_id: StatusId) -> tuple[str, ...]:
    """What a status says, as far as the reader may see it; nothing where they have chosen no pack. Raises NotFound."""
    if not call.caller.jurisdictions:
        return ()
    async with call.house.store.read(call.viewer) as tx:
        row = await history.text(tx, StatusId(await pages.original(tx, status_id)))
        return () if row is None else (row["spoiler"], row["source"])


def given(call: Call, *names: str) -> list[tuple[str, str]]:
    """Fields of the form that was sent, by their names."""
    return [(name, said) for name in names if isinstance(said := call.said.get(name), str)]


def pressed_in(said: Mapping[str, Any]) -> Pressed:
    """What was pressed on the second page; nothing on the first."""
    return Pressed(**{name: said[name] for name in Pressed.__struct_fields__ if isinstance(said.get(name), str)})
