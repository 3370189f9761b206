"""Each pack does what its examples and its labelled statuses say."""

import pytest

from benchmarks.law import HELD_OUT, labelled, measure
from kukhnya.door.laws import TONGUE, our_laws
from kukhnya.law.pack import SHIPPED
from kukhnya.law.trial import tried

PACKS = sorted(our_laws().laws.packs)
_FEWEST = {"ru": (100, 300)}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_does_what_its_examples_say(name: str) -> None:
    pack = our_laws().laws.packs[name]

    assert [str(fault) for fault in tried(SHIPPED / f"{name}.toml", pack, TONGUE)] == []


@pytest.mark.parametrize("name", PACKS)
def test_what_is_risky_is_found_and_what_is_everyday_is_left_alone(name: str) -> None:
    texts = labelled(name)
    risky, everyday = _FEWEST.get(name, (40, 120))
    assert len(texts.risky) >= risky
    assert len(set(texts.everyday)) >= everyday

    measured = measure(our_laws().laws, our_laws().laws.packs[name], texts)

    assert measured.list_recall >= 0.98, measured.missed
    assert measured.list_precision >= 0.95, measured.wrong
    assert measured.term_recall >= 0.70, measured.missed
    assert measured.everyday_warned <= 0.10, measured.wrong
    assert measured.composing <= 0.01, measured.wrong


def test_the_russian_pack_does_as_well_on_statuses_that_were_written_after_it() -> None:
    measured = measure(our_laws().laws, our_laws().laws.packs["ru"], labelled("ru", HELD_OUT))

    assert measured.list_recall >= 0.98
    assert measured.list_precision >= 0.95
    assert measured.term_recall >= 0.70
    assert measured.everyday_warned <= 0.10


def test_labels_name_rules_that_there_are() -> None:
    for name in PACKS:
        rules = {rule.id for rule in our_laws().laws.packs[name].rules}
        statutes = {rule.rstrip("abcdefghijklmnopqrstuvwxyz") for rule in rules}
        for part in ("", HELD_OUT):
            for text, meant in labelled(name, part).risky:
                assert meant <= rules | statutes, text
