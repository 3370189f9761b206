"""Which statuses hold certain words, in whatever form: those that are in no index are read and compared.

What the words of a status come down to is kept in memory under its id and version, as what it looks like is (`api/render.py`):
whatever changes a word raises the version, and what is deleted or narrowed is forgotten with everything else there. Only
statuses that have passed the rule for this reader, in this transaction, are asked about here; a status that may not be read is
neither read nor compared, so that not even the time a search takes says what is in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, select

from kukhnya.model.memory import Memory
from kukhnya.store.sealed import status_text
from kukhnya.store.statement import Statement, among, json_rows
from kukhnya.store.tables import media, poll_option
from kukhnya.store.tx import ReadTx
from kukhnya.text.stems import stems

_NOTHING: Final = " "


def _beside(text: ColumnElement[str], where: ColumnElement[bool]) -> ColumnElement[Any]:
    """Other words that belong to the status, as a JSON list."""
    return select(json_rows(text)).where(where).correlate(status_text).scalar_subquery()


_words: Final = Statement(
    select(
        status_text.c.status_id,
        status_text.c.spoiler,
        status_text.c.source,
        _beside(media.c.description, media.c.status_id == status_text.c.status_id).label("described"),
        _beside(poll_option.c.title, poll_option.c.status_id == status_text.c.status_id).label("offered"),
    ).where(among(status_text.c.status_id))
)


async def holding(tx: ReadTx, kept: Memory, wanted: Sequence[str], versions: Mapping[int, int]) -> list[int]:
    """Those of these statuses (versions by id) that hold every one of these stems, in their order. One statement, none warm."""
    said: dict[int, Any] = {an_id: kept.get(("words", an_id, version)) for an_id, version in versions.items()}
    unknown = [an_id for an_id, words in said.items() if words is None]
    if unknown:
        said.update(dict.fromkeys(unknown, _NOTHING))
        for an_id, words in await _read(tx, unknown):
            said[an_id] = words
            kept.put(("words", an_id, versions[an_id]), words, 2 * len(words))
    found = list(said)
    for stem in wanted:
        whole = f" {stem} "
        found = [an_id for an_id in found if whole in said[an_id]]
    return found


async def _read(tx: ReadTx, ids: Sequence[int]) -> list[tuple[int, str]]:
    """The stems of each of these statuses, with a space around each."""
    read = []
    for an_id, *said, described, offered in await tx.all(_words, ids=list(ids)):
        text = " ".join((*said, *_listed(described), *_listed(offered)))
        read.append((an_id, f" {' '.join(stems(text))} "))
    return read


def _listed(words: str) -> list[str]:
    return [] if words == "[]" else msgspec.json.decode(words)
