"""The law packs of this server, beside what is known of languages: where the second look is put together.

Files are read and checked at once, so that a broken one is told at the start. What takes time and memory, the forms of their
words, is made when somebody first asks, in a thread of its own.
"""

import asyncio
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from kukhnya.law.labels import Label
from kukhnya.law.match import Asked, Caution, Laws
from kukhnya.law.pack import SHIPPED, Fault, load
from kukhnya.law.phrases import Tongue
from kukhnya.text import lemmas, many, stems

TONGUE: Final = Tongue(lemmas.words, many.Many, lemmas.forms_of, stems.stem)


class OurLaws(Struct, frozen=True):
    """The second look by all sound packs, and what is wrong with the others."""

    laws: Laws
    faults: tuple[Fault, ...]


@lru_cache(maxsize=4)
def our_laws(folder: str = "") -> OurLaws:
    """The packs that come with the server, and those of its own folder, which win. Read once by each process."""
    loaded = load(SHIPPED, *([Path(folder)] if folder else []))
    return OurLaws(Laws(loaded.packs, TONGUE), loaded.faults)


async def second_look(laws: Laws, asked: Asked, jurisdictions: Collection[str]) -> list[Caution]:
    """What there is to say of this; nobody else waits while the packs are put together for the first time."""
    if jurisdictions and not laws.ready:
        await asyncio.to_thread(laws.prepare)
    return laws.cautions(asked, jurisdictions)


def as_told(caution: Caution, language: str) -> Mapping[str, Any]:
    """A Caution as clients and scripts get it, in one of the two languages."""
    return {
        "rule": caution.rule,
        "pack": caution.pack,
        "kind": caution.kind,
        "class": caution.precision,
        "where": caution.where,
        "article": caution.article,
        "law": caution.law,
        "warning": caution.warning[language],
        "options": [{"label": option.label[language], "change": option.change} for option in caution.options],
        "checked_on": caution.checked_on.isoformat(),
        "reviewed": caution.reviewed,
        "stale": caution.stale,
    }


def label_as_told(label: Label) -> dict[str, Any]:
    """What is said beside a link, as clients and scripts get it."""
    return {
        "kind": label.kind,
        "text": dict(label.text),
        "source": label.source,
        "source_url": label.address or None,
        "since": label.since and label.since.isoformat(),
        "checked_on": label.checked_on.isoformat(),
    }
