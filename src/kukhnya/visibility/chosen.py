"""Many statuses of one's own at once: which are meant, and what a change of their audience comes to, told before it is made."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from kukhnya.model.audience import Audience
from kukhnya.model.ids import TOP, CircleId, StatusId, Time
from kukhnya.model.selection import Selection
from kukhnya.store.sealed import pin, status, status_tag, status_text
from kukhnya.store.statement import Statement, among, among_words, flag_param, param, text_param
from kukhnya.store.tables import media, poll_option, tag
from kukhnya.store.tx import ReadTx
from kukhnya.text.stems import stems

from .rule import VIEWER, exists, widens

SAMPLE: Final = 20
"""Statuses that would become visible, by name, in one answer."""

_st, _tag, _pin, _other = status_tag.alias(), tag.alias(), pin.alias(), status.alias("other")
_tagged: Final = exists(
    _st.join(_tag, _tag.c.id == _st.c.tag_id), _st.c.status_id == status.c.id, _tag.c.key == text_param("tag")
)
CHOSEN: Final = sa.and_(
    status.c.account_id == VIEWER,
    sa.or_(~flag_param("by_ids"), among(status.c.id)),
    ~among(status.c.id, "but"),
    status.c.created_at < param("before"),
    status.c.created_at >= param("after"),
    sa.or_(~flag_param("by_audience"), among_words(status.c.audience, "audiences")),
    sa.or_(text_param("tag") == sa.literal_column("''"), _tagged),
    sa.or_(~flag_param("by_media"), status.c.has_media == flag_param("media")),
)
"""Which statuses a selection means, given the values of `described`."""
_share: Final = status.c.reblog_of_id.is_not(None)
_same: Final = status.c.circle_id == param("circle")
CODE: Final = (
    status.c.audience
    + sa.case((_share, sa.literal_column("'+'")), else_=sa.literal_column("''"))
    + sa.case((_same, sa.literal_column("'='")), else_=sa.literal_column("''"))
)
"""What decides where a status may go: its audience, whether it is a re-share, whether it is for that circle already."""
_pinned: Final = exists(_pin, _pin.c.account_id == VIEWER, _pin.c.status_id == status.c.id)
_groups: Final = Statement(
    sa.select(
        CODE.label("code"),
        sa.func.count().label("many"),
        sa.func.min(status.c.created_at).label("oldest"),
        sa.func.sum(sa.case((_pinned, sa.literal_column("1")), else_=sa.literal_column("0"))).label("pinned"),
    )
    .where(CHOSEN)
    .group_by(sa.text("code"))
)
_sample: Final = Statement(
    sa.select(status.c.id).where(CHOSEN, among_words(CODE, "codes")).order_by(status.c.id.desc()).limit(param("most"))
)
_words: Final = Statement(
    sa.select(status.c.id, status_text.c.source, status_text.c.spoiler)
    .select_from(status.join(status_text, status_text.c.status_id == status.c.id))
    .where(CHOSEN)
)
_own: Final = sa.select(_other.c.id).where(_other.c.account_id == VIEWER)
_alts: Final = Statement(sa.select(media.c.status_id, media.c.description).where(media.c.status_id.in_(_own)))
_options: Final = Statement(
    sa.select(poll_option.c.status_id, poll_option.c.title).where(poll_option.c.status_id.in_(_own))
)


class Preview(Struct, frozen=True):
    """What a change of many audiences comes to."""

    count: int
    """Statuses that would move."""
    pinned: int
    widened: int
    """How many of them somebody more could read than now."""
    stay: int
    """Those that are meant, but are for this audience already or cannot be for it (letters, re-shares)."""
    oldest: Time | None
    codes: tuple[str, ...]
    widening: tuple[str, ...]
    """The codes (`CODE`) of those that move, and of those that widen."""


async def described(tx: ReadTx, selection: Selection, circle_id: CircleId | None = None) -> dict[str, Any]:
    """The parameters of `CHOSEN`. Reads the words of one's own statuses where the selection names words."""
    values = _values(selection, circle_id)
    if selection.text:
        values |= {"by_ids": True, "ids": await _saying(tx, selection.text, values)}
    return values


def _values(selection: Selection, circle_id: CircleId | None) -> dict[str, Any]:
    return {
        "by_ids": bool(selection.ids),
        "ids": list(selection.ids),
        "but": list(selection.but),
        "before": TOP if selection.before is None else selection.before,
        "after": 0 if selection.after is None else selection.after,
        "by_audience": bool(selection.audiences),
        "audiences": [audience.value for audience in selection.audiences],
        "tag": selection.tag,
        "by_media": selection.has_media is not None,
        "media": bool(selection.has_media),
        "circle": circle_id or 0,
    }


async def _saying(tx: ReadTx, text: str, values: dict[str, Any]) -> list[int]:
    """The statuses that have all these words, in their text, warning, descriptions of pictures, or options."""
    wanted = set(stems(text))
    texts = {row["id"]: f"{row['spoiler']} {row['source']}" for row in await tx.all(_words, **values)}
    for statement in (_alts, _options):
        for status_id, said in await tx.all(statement):
            if status_id in texts:
                texts[status_id] += f" {said}"
    return [an_id for an_id, said in texts.items() if wanted and wanted <= set(stems(said))]


async def preview(tx: ReadTx, values: Mapping[str, Any], to: Audience) -> Preview:
    """What it comes to if those `described` go to this audience. One statement."""
    moves: dict[str, Any] = {}
    stay, widening = 0, []
    for row in await tx.all(_groups, **values):
        way = _way(row["code"], to)
        if way is None:
            stay += row["many"]
            continue
        moves[row["code"]] = row
        if way:
            widening.append(row["code"])
    return Preview(
        count=sum(row["many"] for row in moves.values()),
        pinned=int(sum(row["pinned"] for row in moves.values())),
        widened=sum(moves[code]["many"] for code in widening),
        stay=stay,
        oldest=min((Time(row["oldest"]) for row in moves.values()), default=None),
        codes=tuple(moves),
        widening=tuple(widening),
    )


def _way(code: str, to: Audience) -> bool | None:
    """Does a status of this code widen by going there? None: it stays where it is.

    Letters and re-shares are never made wider: what others wrote in the one, and whom the other may reach, is not ours.
    """
    before, share, same = Audience(code.rstrip("+=")), "+" in code, code.endswith("=")
    other = to is Audience.CIRCLE and not same
    if before is to and not other:
        return None
    wider = bool(widens(before, to, other_circle=other))
    named = to in {Audience.CIRCLE, Audience.MUTUALS, Audience.MEMBERS}
    if (share and (wider or named)) or (before is Audience.DIRECT and wider):
        return None
    return wider


async def sample(tx: ReadTx, values: Mapping[str, Any], codes: Sequence[str]) -> list[StatusId]:
    """The newest of those `described` with one of these codes."""
    return await tx.column(_sample, **values, codes=list(codes), most=SAMPLE) if codes else []
