"""Put an announcement away, or answer it with an emoji."""

import re
import unicodedata
from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.errors import refused
from kukhnya.model.events import AnnouncementReacted
from kukhnya.model.ids import AnnouncementId
from kukhnya.queries import accounts, announcements
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables.staff import announcement_reaction, announcement_read
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

MOST_KINDS: Final = 8
LONGEST: Final = 16
_SHORTCODE: Final = re.compile(r"[A-Za-z0-9_]{2,30}\Z")
_KEYCAP: Final = re.compile("[0-9#*]\ufe0f?\u20e3\\Z")
_JOINING: Final = frozenset("\u200d\ufe0f")
_read: Final = inserting(announcement_read, quietly=True)
_react: Final = inserting(announcement_reaction, quietly=True)
_unreact: Final = Statement(
    delete(announcement_reaction).where(
        announcement_reaction.c.announcement_id == param("id"),
        announcement_reaction.c.name == text_param("name"),
        announcement_reaction.c.account_id == VIEWER,
    )
)
_others: Final = Statement(
    select(func.count(announcement_reaction.c.name.distinct())).where(
        announcement_reaction.c.announcement_id == param("id"), announcement_reaction.c.name != text_param("name")
    )
)


async def dismiss_announcement(tx: WriteTx, announcement_id: AnnouncementId) -> None:
    """Do not show it to the viewer again. Raises NotFound."""
    await announcements.one(tx, announcement_id)
    await tx.execute(_read, announcement_id=announcement_id, account_id=tx.viewer.id)


async def react(tx: WriteTx, announcement_id: AnnouncementId, name: str) -> None:
    """Answer with an emoji; twice is once. Raises NotFound, and Refused for what is none or where there are eight kinds."""
    await announcements.one(tx, announcement_id)
    if not is_emoji(name) and not (_SHORTCODE.match(name) and await accounts.emojis(tx, [name])):
        raise refused("name", "ERR_INVALID", "Name is not a recognized emoji")
    if int(await tx.value(_others, id=announcement_id, name=name) or 0) >= MOST_KINDS:
        raise refused("base", "ERR_TOO_MANY", "Limit of different reactions reached")
    if await tx.execute(_react, announcement_id=announcement_id, name=name, account_id=tx.viewer.id):
        tx.emit(AnnouncementReacted(announcement_id, name))


async def unreact(tx: WriteTx, announcement_id: AnnouncementId, name: str) -> None:
    """Take the answer back. Raises NotFound for an announcement that is not there."""
    await announcements.one(tx, announcement_id)
    if await tx.execute(_unreact, id=announcement_id, name=name):
        tx.emit(AnnouncementReacted(announcement_id, name))


def is_emoji(name: str) -> bool:
    """Is this one emoji of Unicode, as far as its letters' classes tell: a picture, joined pictures, a flag, a keycap?"""
    if not name or len(name) > LONGEST:
        return False
    if _KEYCAP.match(name):
        return True
    classes = {unicodedata.category(letter) for letter in name if letter not in _JOINING and not _is_tag(letter)}
    return "So" in classes and classes <= {"So", "Sk"}


def _is_tag(letter: str) -> bool:
    """A letter that is only seen as part of a flag of a region."""
    return "\U000e0020" <= letter <= "\U000e007f"
