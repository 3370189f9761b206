"""Is a ledger whole? Needs nothing but Python: python verify_ledger.py ledger.json

A ledger is what a server serves at /about/ledger.json. Each entry holds the hash of the one before it and is signed, so that an
entry that was changed, taken out or put between others is noticed. Whoever has kept an earlier copy also notices a ledger that
was written anew from the beginning: `python verify_ledger.py ledger.json earlier.json`.

Hash: SHA-256 of the entry without `hash` and `signature`, as JSON with sorted keys and no spaces, in UTF-8.
Signature: Ed25519 (RFC 8032) of "kukhnya ledger", a line feed and the hash in hexadecimal; of the canary "kukhnya canary", a line feed and its JSON.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

NOTHING_BEFORE = "0" * 64
Verify = Callable[[bytes, bytes, bytes], bool]

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def canonical(said: Mapping[str, Any]) -> bytes:
    """Values as the bytes that are hashed and signed."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: Mapping[str, Any]) -> str:
    """The hash of an entry, in hexadecimal."""
    return hashlib.sha256(canonical({k: v for k, v in entry.items() if k not in {"hash", "signature"}})).hexdigest()


def signed_entry(hash_: str) -> bytes:
    """What the signature of an entry is of."""
    return b"kukhnya ledger\n" + hash_.encode()


def signed_canary(canary: Mapping[str, Any]) -> bytes:
    """What the signature of a canary is of."""
    return b"kukhnya canary\n" + canonical({name: canary[name] for name in ("text", "renewed_on", "head")})


def faults(
    ledger: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]] = (), verify: Verify | None = None
) -> list[str]:
    """What is wrong with a ledger, in sentences; nothing where it is whole. `earlier`: entries that somebody has kept."""
    check = verify or verified
    key, previous, found = bytes.fromhex(ledger["key"]), NOTHING_BEFORE, []
    for place, entry in enumerate(ledger["entries"], 1):
        if entry["number"] != place:
            found.append(f"entry {place}: its number is {entry['number']}")
        if entry["previous"] != previous:
            found.append(f"entry {place}: does not follow the one before it")
        if entry["hash"] != hash_of(entry):
            found.append(f"entry {place}: was changed after it was written")
        elif not check(key, bytes.fromhex(entry["signature"]), signed_entry(entry["hash"])):
            found.append(f"entry {place}: is not signed by this server")
        previous = entry["hash"]
    kept = [entry["hash"] for entry in earlier]
    if kept != [entry["hash"] for entry in ledger["entries"]][: len(kept)]:
        found.append("does not begin with the entries that were kept from before")
    canary = ledger.get("canary")
    if canary and not check(key, bytes.fromhex(canary["signature"]), signed_canary(canary)):
        found.append("the statement is not signed by this server")
    return found


def verified(key: bytes, signature: bytes, message: bytes) -> bool:
    """Is this the Ed25519 signature of `message` by `key`? RFC 8032, section 5.1.7. Takes some milliseconds."""
    if len(key) != 32 or len(signature) != 64:  # noqa: PLR2004 - the sizes of Ed25519
        return False
    public, point = _decoded(key), _decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or point is None or scalar >= _ORDER:
        return False
    wanted = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    base = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    return base is not None and _same(_times(scalar, base), _sum(point, _times(wanted, public)))


def _decoded(raw: bytes) -> _Point | None:
    y = int.from_bytes(raw, "little") & (1 << 255) - 1
    squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P:
        x = x * _ROOT % _P
    if y >= _P or (x * x - squared) % _P or (x == 0 and raw[31] >> 7):
        return None
    x = _P - x if x & 1 != raw[31] >> 7 else x
    return x, y, 1, x * y % _P


def _sum(one: _Point, other: _Point) -> _Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(many: int, point: _Point) -> _Point:
    found = _NEUTRAL
    while many:
        if many & 1:
            found = _sum(found, point)
        point, many = _sum(point, point), many >> 1
    return found


def _same(one: _Point, other: _Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (one[1] * other[2] - other[1] * one[2]) % _P == 0


def main(paths: Sequence[str]) -> int:
    """Verify a file, against an earlier copy if there is one; the answer is the exit code."""
    ledger, *earlier = (json.loads(Path(path).read_text(encoding="utf-8")) for path in paths[:2])
    wrong = faults(ledger, earlier[0]["entries"] if earlier else ())
    for sentence in wrong:
        sys.stdout.write(f"{sentence}\n")
    if not wrong:
        sys.stdout.write(f"whole: {len(ledger['entries'])} entries, key {ledger['key']}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
