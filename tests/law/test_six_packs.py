"""The packs beside the Russian one: sound, honest about what is not confirmed, and measured on statuses of their own."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from benchmarks.law import labelled, measure
from kukhnya.door.laws import TONGUE
from kukhnya.law.match import Laws
from kukhnya.law.pack import SHIPPED, Pack, faults_in
from kukhnya.law.trial import tried

SIX: Final = ("by", "th", "tr", "de", "uk", "us")
STATUTES: Final = {
    "by": {"BY01", "BY02"}, "th": {"TH01", "TH02"}, "tr": {"TR01", "TR02"}, "de": {"DE01", "DE02"},
    "uk": {"UK01", "UK02"}, "us": {"US01"},
}  # fmt: skip
BY_LIST: Final = {"BY01", "BY02", "DE02"}
"""Rules that look at lists and signs; all others look at words."""
HELD_OUT_RECALL: Final = {"by": 0.80, "th": 0.50, "tr": 0.50, "de": 0.55, "uk": 0.50, "us": 0.50}
"""What was measured once, on statuses written after the phrases: not what is wanted, but no phrase may make it worse."""
UNCONFIRMED: Final = {"TR02", "UK02"}
"""Statutes whose penalty nobody here has seen in a public source."""


def path_of(name: str) -> Path:
    """The file of a pack that comes with the server."""
    return SHIPPED / f"{name}.toml"


@pytest.fixture(params=SIX)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the six."""
    found, faults = faults_in(path_of(request.param))
    assert faults == ()
    assert found is not None
    return found


def test_a_pack_does_what_its_examples_say(pack: Pack) -> None:
    assert [str(fault) for fault in tried(path_of(pack.id), pack, TONGUE)] == []


def test_a_pack_covers_its_statutes_and_claims_no_lawyer(pack: Pack) -> None:
    assert {rule.id[:4] for rule in pack.rules} == STATUTES[pack.id]
    assert pack.reviewed_by == ""
    assert timedelta(0) < pack.expires_on - pack.checked_on <= timedelta(days=366)


def test_a_penalty_that_nobody_has_seen_is_not_told(pack: Pack) -> None:
    for rule in pack.rules:
        assert rule.confirmed is (rule.id[:4] not in UNCONFIRMED), rule.id
        if not rule.confirmed:
            assert "can be prosecuted" in rule.warning["en"]
            assert "могут преследовать" in rule.warning["ru"]


def test_what_is_often_wrong_says_so(pack: Pack) -> None:
    for rule in pack.rules:
        if rule.kind == "TERM":
            assert "This rule is often wrong." in rule.warning["en"], rule.id
            assert "Это правило часто ошибается." in rule.warning["ru"], rule.id


def test_a_pack_has_statuses_enough_each_of_them_once(pack: Pack) -> None:
    texts, held_out = labelled(pack.id), labelled(pack.id, "held_out_")
    every = [text for part in (texts, held_out) for text in (*(said for said, _ in part.risky), *part.everyday)]

    assert len(texts.risky) >= 40
    assert len(texts.everyday) >= 120
    assert len([text for text, rules in held_out.risky if rules.isdisjoint(BY_LIST)]) >= 20
    assert len(held_out.everyday) >= 20
    assert len(every) == len(set(every))
    assert {rule for _, rules in (*texts.risky, *held_out.risky) for rule in rules} <= {rule.id for rule in pack.rules}


def test_a_pack_finds_what_it_is_for_and_leaves_every_day_alone(pack: Pack) -> None:
    found = measure(Laws([pack], TONGUE), pack, labelled(pack.id))

    assert found.list_recall >= 0.98
    assert found.list_precision >= 0.95
    assert found.term_recall >= 0.70
    assert found.everyday_warned <= 0.10
    assert found.composing <= 0.01


def test_a_pack_does_no_worse_than_was_told_on_statuses_written_after_it(pack: Pack) -> None:
    found = measure(Laws([pack], TONGUE), pack, labelled(pack.id, "held_out_"))

    assert found.term_recall >= HELD_OUT_RECALL[pack.id], found.missed
    assert found.everyday_warned <= 0.13, found.wrong
    assert found.composing == 0, found.wrong
