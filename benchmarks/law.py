"""How well the law packs look: `python -m benchmarks.law` writes docs/benchmarks/law.md.

For each pack with a labelled set (`tests/law/labelled/<id>.toml`): how many of the risky statuses are found, how much of what
is found is right, how many everyday statuses get a finding, and how long one takes with all packs on.
"""

import argparse
import time
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from kukhnya.door.laws import TONGUE, our_laws
from kukhnya.law.match import Asked, Laws
from kukhnya.law.pack import Pack

ROOT: Final = Path(__file__).parents[1]
LABELLED: Final = ROOT / "tests" / "law" / "labelled"
REPORT: Final = ROOT / "docs" / "benchmarks" / "law.md"
LISTS: Final = frozenset({"LINK", "LIST", "SYM"})
"""Kinds that find what stands on a list; all others look at words near a topic."""
HELD_OUT: Final = "held_out_"
"""What the keys of statuses begin with that were not looked at while phrases were written."""
_TODAY: Final = date(2026, 11, 26)
_ROUNDS: Final = 3


class Labelled(Struct, frozen=True):
    """Statuses written for one pack: the risky ones with the rules they are about, and everyday ones."""

    risky: Sequence[tuple[str, frozenset[str]]]
    everyday: Sequence[str]


class Measured(Struct, frozen=True):
    """What was measured of one pack; shares from 0 to 1."""

    risky: int
    everyday: int
    list_recall: float
    list_precision: float
    term_recall: float
    everyday_warned: float
    """Everyday statuses with a finding by words."""
    composing: float
    """Everyday statuses that would be held up while composing."""
    missed: Sequence[str]
    wrong: Sequence[tuple[str, Sequence[str]]]


def labelled(name: str, part: str = "") -> Labelled:
    """The statuses of one pack; of `part` "held_out_" those that were not looked at while phrases were written."""
    file = LABELLED / f"{name}.toml"
    read = tomllib.loads(file.read_text()) if file.exists() else {}
    risky = [(text, frozenset(rules)) for text, *rules in read.get(f"{part}risky", ())]
    return Labelled(risky, read.get(f"{part}everyday", ()))


def measure(laws: Laws, pack: Pack, texts: Labelled) -> Measured:
    """Look at every status by this pack."""
    listed = {rule.id for rule in pack.rules if rule.kind in LISTS}
    composing = {rule.id for rule in pack.rules if rule.precision in "AB" and rule.kind != "OLD"}
    bases = {rule.id: {rule.id, *rule.base} for rule in pack.rules}
    lists: list[bool] = []
    words: list[bool] = []
    right: list[bool] = []
    missed: list[str] = []
    for text, meant in texts.risky:
        found = _found(laws, pack, text)
        hits = {name for name in found if any(_is(each, name) for each in meant)}
        # A statute may have rules of both families; which one a missed status belongs to, its label says.
        (lists if listed & (hits or meant) else words).append(bool(hits))
        right += [any(_is(each, base) for each in meant for base in bases[name]) for name in found if name in listed]
        missed += [] if hits else [text]
    wrong = [(text, found) for text in texts.everyday if (found := _found(laws, pack, text))]
    right += [False for _, found in wrong for name in found if name in listed]
    return Measured(
        risky=len(texts.risky),
        everyday=len(texts.everyday),
        list_recall=_share(lists),
        list_precision=_share(right),
        term_recall=_share(words),
        everyday_warned=len([text for text, found in wrong if not listed.issuperset(found)]) / len(texts.everyday),
        composing=len([text for text, found in wrong if not composing.isdisjoint(found)]) / len(texts.everyday),
        missed=missed,
        wrong=wrong,
    )


def _is(meant: str, name: str) -> bool:
    """Is the rule what a label means: this rule, or any of the statute where the label names no letter?"""
    return name == meant or (not meant[-1].isalpha() and name.rstrip("abcdefghijklmnopqrstuvwxyz") == meant)


def milliseconds(laws: Laws, texts: Labelled) -> float:
    """For one status with all packs on, taking it apart included."""
    every = [text for text, _ in texts.risky] + list(texts.everyday)
    taken = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for text in every:
            laws.cautions(Asked(words=TONGUE.words(text), today=_TODAY), list(laws.packs))
        taken.append((time.perf_counter() - start) / len(every))
    return min(taken) * 1000


def _found(laws: Laws, pack: Pack, text: str) -> list[str]:
    return [caution.rule for caution in laws.cautions(Asked(words=TONGUE.words(text), today=_TODAY), [pack.id])]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def _row(name: str, version: str, m: Measured, taken_ms: float) -> str:
    shares = (m.list_recall, m.list_precision, m.term_recall)
    told = " | ".join(f"{share:.3f}" for share in shares)
    return (
        f"| {name} | {version} | {m.risky} | {m.everyday} | {told} | {m.everyday_warned:.1%} | {m.composing:.1%} | "
        f"{taken_ms:.2f} |"
    )


_HEAD: Final = """# Law packs, measured

By `make law-report`, on the labelled statuses in `tests/law/labelled/`, which were written for the purpose. *Lists* are rules of
kind LINK, LIST and SYM (wanted: recall .98, precision .95), *words* all others (wanted: recall .70, at most 10 % of everyday
statuses with a finding). *Held up*: everyday statuses that would meet a warning while composing. *Held out*: statuses written
after the phrases, by which no phrase was changed; by them one may guess how a pack does on what nobody has foreseen. Phrases and
statuses have one author, so of the two rows of a pack believe the one held out, and it is of few statuses:
[how it came about](../explanation/law.md). Time is for one status with all packs on, taking it apart included.

| pack | version | risky | everyday | lists: recall | lists: precision | words: recall | everyday, by words | held up | ms |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure every pack that has a labelled set, and write the table."""
    said = argparse.ArgumentParser(description=main.__doc__)
    said.add_argument(
        "--all", action="store_true", help="print what was missed and what was found in everyday statuses"
    )
    asked = said.parse_args()
    laws, rows = our_laws().laws, []
    for name, pack in sorted(laws.packs.items()):
        for part in ("", HELD_OUT):
            texts = labelled(name, part)
            if not texts.risky or not texts.everyday:
                continue
            measured = measure(laws, pack, texts)
            rows.append(_row(f"{name}, held out" if part else name, pack.version, measured, milliseconds(laws, texts)))
            if asked.all:
                print(name, part, "missed:", *measured.missed, sep="\n    ")
                print(name, part, "everyday:", *measured.wrong, sep="\n    ")
    report = _HEAD + "\n".join(rows) + "\n"
    REPORT.write_text(report)
    print(report)


if __name__ == "__main__":
    main()
