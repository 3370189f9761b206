"""A ledger that was touched is noticed, by our own arithmetic as by a library's."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kukhnya.law.verify_ledger import NOTHING_BEFORE, faults, hash_of, main, signed_canary, signed_entry, verified

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def a_ledger(many: int = 3) -> dict[str, Any]:
    """A ledger of so many entries, with a statement."""
    entries: list[dict[str, Any]] = []
    for number in range(1, many + 1):
        entry: dict[str, Any] = {
            "number": number, "month": "2026-11", "country": "RU", "kind": "data", "basis": f"закон {number}",
            "outcome": "refused", "accounts": "1", "notice": "given",
            "previous": entries[-1]["hash"] if entries else NOTHING_BEFORE,
        }  # fmt: skip
        entry["hash"] = hash_of(entry)
        entry["signature"] = KEY.sign(signed_entry(entry["hash"])).hex()
        entries.append(entry)
    canary = {"text": "No secret orders.", "renewed_on": "2026-11-26", "head": entries[-1]["hash"]}
    return {
        "key": PUBLIC.hex(),
        "entries": entries,
        "canary": {**canary, "signature": KEY.sign(signed_canary(canary)).hex()},
    }


def test_a_ledger_as_it_was_written_is_whole() -> None:
    assert faults(a_ledger()) == []
    assert faults(a_ledger(), earlier=a_ledger(2)["entries"]) == []


def _swap(said: dict[str, Any]) -> None:
    said["entries"][0], said["entries"][1] = said["entries"][1], said["entries"][0]


def _rewritten(said: dict[str, Any]) -> None:
    said["entries"][1]["outcome"] = "done"
    said["entries"][1]["hash"] = hash_of(said["entries"][1])


@pytest.mark.parametrize(
    "touch",
    [
        lambda said: said["entries"][1].update(outcome="done"),
        lambda said: said["entries"][2].update(signature=said["entries"][1]["signature"]),
        lambda said: said["entries"].pop(1),
        lambda said: said["entries"].insert(1, said["entries"][0]),
        lambda said: said["canary"].update(text="Nothing to see."),
        lambda said: said["canary"].update(renewed_on="2026-12-31"),
        lambda said: said.update(key=Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()),
        _swap,
        _rewritten,
    ],
)
def test_whatever_was_touched_is_noticed(touch: Callable[[dict[str, Any]], Any]) -> None:
    said = a_ledger()

    touch(said)

    assert faults(said)


def test_a_ledger_written_anew_is_noticed_by_whoever_kept_a_copy() -> None:
    kept = a_ledger(3)

    assert faults(a_ledger(2), earlier=kept["entries"]) == [
        "does not begin with the entries that were kept from before"
    ]


@settings(max_examples=12, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_our_arithmetic_agrees_with_the_library(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))

    assert verified(public, bytes(signature), message)

    signature[bit // 8] ^= 1 << bit % 8
    assert not verified(public, bytes(signature), message)


def test_the_program_says_so_and_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, broken = tmp_path / "whole.json", tmp_path / "broken.json"
    whole.write_text(json.dumps(a_ledger()))
    said = a_ledger()
    said["entries"][0]["country"] = "BY"
    broken.write_text(json.dumps(said))

    assert main([str(whole)]) == 0
    assert "whole: 3 entries" in capsys.readouterr().out
    assert main([str(broken)]) == 1
    assert "entry 1: was changed after it was written" in capsys.readouterr().out
