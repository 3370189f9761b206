"""The examiner: finds in an image what is there to be found. It is not told where anything lies.

Bytes: every canary in many spellings, in every file and in what is packed inside it. Sweep: hashes that a list of
addresses, numbers and words answers. Questions: ties and moments out of rows of any table. Replay: what looks like a token
is tried on a server that runs on a copy.
"""

import base64
import hashlib
import hmac
import html
import re
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from kukhnya.door.login import COOKIE
from kukhnya.door.passwords import verified
from kukhnya.model.ids import DAY, MINUTE, month, week
from tests.world import Person, a_world

from .ledger import CANARY, Ledger, field_of

_NEAR: Final = 30 * MINUTE
_SQLITE: Final = b"SQLite format 3\0"
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{28,}")
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){19,}")
_WORD: Final = re.compile(rb"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_DEEPEST: Final = 3
_FIRST_ID: Final = 1 << 50
_YEARS: Final = (1_577_836_800_000, 4_102_444_800_000)
_LARGEST: Final = 64 << 20


class Find(Struct, frozen=True):
    """What was found first of a field: how much it is worth, where, and in which spelling."""

    value: float
    file: str
    offset: int
    how: str


class Finds:
    """The best find of each field."""

    def __init__(self) -> None:
        self.of: dict[str, Find] = {}

    def add(self, field: str, value: float, file: str, offset: int, how: str) -> None:
        """A find; the first of the most valuable ones is kept."""
        if value > self.of.get(field, Find(0.0, "", 0, "")).value:
            self.of[field] = Find(value, file, offset, how)


async def examine(image: Path, ledger: Ledger, *, replay: bool = True) -> dict[str, Find]:
    """What this folder yields. `replay`: try what could be a token, too."""
    finds = Finds()
    with tempfile.TemporaryDirectory(prefix="examiner-") as folder:
        databases = _by_bytes(image, ledger, finds, Path(folder))
        for path, name in databases:
            await _by_questions(path, name, ledger, finds)
        if replay:
            await _by_replay(image, databases, finds, Path(folder))
    return finds.of


# Bytes


def files_of(image: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what is in an archive as if it lay beside it."""
    for path in sorted(image.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(image)), path.read_bytes()


def layers(data: bytes, depth: int = 0) -> Iterator[tuple[str, int, bytes]]:
    """The bytes, and whatever is packed inside them: streams of deflate (PNG, PDF, zip, gzip), by their beginnings."""
    yield "", 0, data
    if depth >= _DEEPEST or len(data) > _LARGEST:
        return
    for found in re.finditer(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]|PK\x03\x04", data):
        for how, bits, skip in (("gzip", 31, 0), ("deflate", 15, 0), ("zip", -15, _zip_header(data, found.start()))):
            if (how == "gzip") != (found[0][:1] == b"\x1f") or (how == "zip") != (found[0][:1] == b"P"):
                continue
            inside = _unpacked(data[found.start() + skip :], bits)
            if len(inside) > 16:
                for deeper, _, more in layers(inside, depth + 1):
                    yield f"{how} {deeper}".strip(), found.start(), more
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        yield "PNG", 0, _unpacked(b"".join(re.findall(rb"(?s)IDAT(.*?)....(?=....IDAT|....IEND)", data)), 15)


def _zip_header(data: bytes, start: int) -> int:
    return (
        30
        + int.from_bytes(data[start + 26 : start + 28], "little")
        + int.from_bytes(data[start + 28 : start + 30], "little")
    )


def _unpacked(data: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(data, _LARGEST)
    except zlib.error:
        return b""


def spellings(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The same bytes read in every way in which words are written down."""
    yield "as it is", data
    yield "UTF-16", data.replace(b"\0", b"")
    yield "percent", unquote_to_bytes(data) if b"%" in data else b""
    if b"&#" in data:
        yield "HTML", html.unescape(data.decode("latin-1")).encode("utf-8", "replace")
    if b"\\u00" in data:
        yield "JSON", re.sub(rb"\\u00([0-9a-fA-F]{2})", lambda found: bytes.fromhex(found[1].decode()), data)
    yield "hexadecimal", b"\n".join(bytes.fromhex(found.decode()) for found in _HEX.findall(data))
    runs = [run.translate(bytes.maketrans(b"-_", b"+/")) for run in _BASE64.findall(data)]
    for skip in range(4):
        yield "base64", b"\n".join(_decoded(run[skip:]) for run in runs)


def _decoded(run: bytes) -> bytes:
    return base64.b64decode(run[: len(run) // 4 * 4])


def _by_bytes(image: Path, ledger: Ledger, finds: Finds, folder: Path) -> list[tuple[Path, str]]:
    """Search all files; the answer is the databases among them, each put where it can be asked."""
    planted = {word.encode(): field for field, words in ledger.values.items() for word in words}
    plain = {word: field for word, field in planted.items() if CANARY.search(word) is None and field != "I8"}
    windows = {bytes.fromhex(each): field for field, every in ledger.windows.items() for each in every}
    databases: list[tuple[Path, str]] = []
    for name, data in files_of(image):
        for how, start, inside in layers(data):
            for spelling, said in spellings(inside):
                _search(said, plain, finds, name, start, f"{how} {spelling}".strip())
            for window, field in windows.items():
                if (place := inside.find(window)) >= 0:
                    finds.add(field, 1, name, start + place, "bytes of the file")
        databases += _databases(image, name, data, folder)
    return databases


def _search(said: bytes, plain: dict[bytes, str], finds: Finds, name: str, start: int, how: str) -> None:
    for found in CANARY.finditer(said.lower()):
        field = field_of(found[1])
        if field != "T7":  # such words are in a status, as they are to be; where else they are is asked of the rows
            finds.add(field, 0.5 if field == "I11" else 1, name, start + found.start(), how)
    for word, field in plain.items():
        if (place := said.find(word)) >= 0:
            ends = said[place + len(word) : place + len(word) + 1]
            if not ends.isdigit():
                finds.add(field, 1, name, start + place, how)
                if field in {"I3", "I4", "I5"} and b"GET " in said[max(0, place - 200) : place + 200]:
                    finds.add("T3", 1, name, start + place, how)


def _databases(image: Path, name: str, data: bytes, folder: Path) -> list[tuple[Path, str]]:
    """Copies of SQLite files that can be opened: those of the image with their log, and those inside an archive."""
    places = [found.start() for found in re.finditer(re.escape(_SQLITE), data)]
    made = []
    for place in places:
        target = folder / f"copy{len(list(folder.iterdir()))}.db"
        target.write_bytes(data[place:])
        log = image / f"{name}-wal"
        if place == 0 and log.exists():
            shutil.copy(log, target.with_name(f"{target.name}-wal"))
        try:
            with closing(sqlite3.connect(target)) as raw:
                raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            made.append((target, name))
        except sqlite3.DatabaseError:
            continue
    return made


# Questions


async def _by_questions(path: Path, name: str, ledger: Ledger, finds: Finds) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = lambda data: data.decode("utf-8", "replace")
        rows = list(_rows(raw))
        _ties(rows, raw, ledger, finds, name)
        _moments(rows, ledger, finds, name)
        _others(raw, ledger, finds, name)
        _waiting(rows, finds, name)
        _apps(rows, ledger, finds, name)
        _sweep(rows, ledger, finds, name)
        await _passwords(rows, ledger, finds, name)


def _rows(raw: sqlite3.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    tables = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        asked = raw.execute(f'SELECT * FROM "{table}"')
        columns = [each[0] for each in asked.description]
        for row in asked:
            yield table, dict(zip(columns, row, strict=True))


def _ties(
    rows: list[tuple[str, dict[str, Any]]], raw: sqlite3.Connection, ledger: Ledger, finds: Finds, name: str
) -> None:
    """Rows that name both; letters and circles are named by way of a status and of a circle."""
    wanted = {(tie.one, tie.other): tie.field for tie in ledger.ties}
    for table, row in rows:
        numbers = [value for value in row.values() if isinstance(value, int) and value > _FIRST_ID]
        for one in numbers:
            for other in numbers:
                field = wanted.get((one, other))
                if field is not None and _means(field, table):
                    finds.add(field, 0.5 if field == "T6" else 1, name, 0, f"row of {table}")
    joined = {
        "G3": "SELECT s.account_id, m.account_id FROM status s JOIN mention m ON m.status_id = s.id WHERE s.audience = 'direct'",
        "G4": "SELECT c.account_id, m.account_id FROM circle c JOIN circle_member m ON m.circle_id = c.id",
    }
    for field, question in joined.items():
        try:
            if any(tie.field == field for tie in ledger.ties) and raw.execute(question).fetchone() is not None:
                finds.add(field, 1, name, 0, "question")
        except sqlite3.OperationalError:
            continue


def _means(field: str, table: str) -> bool:
    """Does a row of this table say so? A notification that somebody has come says nothing of who brought them."""
    return field != "I12" or table not in {"notification", "report"}


def _moments(rows: list[tuple[str, dict[str, Any]]], ledger: Ledger, finds: Finds, name: str) -> None:
    """Times in rows that name the account, and in the numbers of things; in rows of an app by way of its token."""
    wanted: dict[int, list[tuple[str, int]]] = {}
    for moment in ledger.moments:
        wanted.setdefault(moment.account, []).append((moment.field, moment.at))
    owners = {row["app_id"]: row["account_id"] for table, row in rows if table == "token" and row.get("account_id")}
    for table, row in rows:
        named = {value for value in row.values() if isinstance(value, int) and value in wanted}
        if table == "app":
            named |= {owners.get(row["id"], 0)} & set(wanted)
        times = [time for value in row.values() for time in _times(value)]
        for account in named:
            for field, at in wanted[account]:
                if any(abs(time - at) <= _NEAR for time in times):
                    finds.add(field, 1, name, 0, f"row of {table}")
                elif field in {"T1", "T2"} and ({int(week(at)), int(month(at)), at // DAY * DAY} & set(times)):
                    finds.add(field, 0.5, name, 0, f"row of {table}")


def _times(value: Any) -> Iterator[int]:
    if isinstance(value, int):
        for time in (value, value * 1000, value >> 16, value // 1000):
            if _YEARS[0] < time < _YEARS[1]:
                yield time


def _others(raw: sqlite3.Connection, ledger: Ledger, finds: Finds, name: str) -> None:
    """What is asked of tables by name: who is signed in where, and what search knows."""
    questions = {
        ("I6", 0.5): "SELECT count(*) FROM login WHERE account_id IN ({accounts})",
        ("C10", 1.0): "SELECT count(*) FROM status_word WHERE status_id IN ({hidden})",
        ("I11", 0.5): "SELECT count(*) FROM token JOIN app ON app.id = token.app_id WHERE account_id IN ({accounts})",
    }
    lists = {"accounts": ",".join(map(str, ledger.accounts)), "hidden": ",".join(map(str, ledger.hidden))}
    for (field, value), question in questions.items():
        try:
            if raw.execute(question.format(**lists)).fetchone()[0]:
                finds.add(field, value, name, 0, "question")
        except sqlite3.OperationalError:
            continue


def _waiting(rows: list[tuple[str, dict[str, Any]]], finds: Finds, name: str) -> None:
    """Words in what is on its way."""
    for table, row in rows:
        if re.search(r"job|deliver|event|queue|idempot", table):
            for value in row.values():
                if isinstance(value, str) and CANARY.search(value.encode()):
                    finds.add("T7", 1, name, 0, f"row of {table}")


def _apps(rows: list[tuple[str, dict[str, Any]]], ledger: Ledger, finds: Finds, name: str) -> None:
    """Whether all apps that somebody has ever used are tied to them; some of them are half of it."""
    used: dict[int, set[str]] = {}
    for word in ledger.values.get("I11", []):
        used.setdefault(int(word[5:7]), set()).add(word)
    names = {row["id"]: str(row.get("name")) for table, row in rows if table == "app" and "id" in row}
    for number, words in used.items():
        account = ledger.accounts[number]
        tied: set[str] = set()
        for table, row in rows:
            if account in row.values():
                tied |= {value for value in row.values() if isinstance(value, str)}
                if table == "token":
                    tied.add(names.get(row["app_id"], ""))
        if words <= tied:
            finds.add("I11", 1, name, 0, "all apps of somebody")


# Sweep


def candidates(ledger: Ledger) -> Iterator[tuple[str, bytes]]:
    """What a list of addresses, telephone numbers and addresses of mail would try, by the field it belongs to."""
    for net in ("203.0.113", "198.51.100", "192.0.2", "127.0.0"):
        for last in range(256):
            yield "I3" if net == "203.0.113" else "I4", f"{net}.{last}".encode()
        yield "I3" if net == "203.0.113" else "I4", f"{net}.0/24".encode()
    for last in range(1, 64):
        yield "I5", f"2001:db8::{last:x}".encode()
    for number in range(2000):
        yield "I2", f"+7900555{number:04}".encode()
    for word in ledger.values.get("I1", []):
        yield "I1", word.encode()
        yield "I1", f"{word}@example.org".encode()


def _sweep(rows: list[tuple[str, dict[str, Any]]], ledger: Ledger, finds: Finds, name: str) -> None:
    """Hashes of the usual kinds, plain and under every key that lies in the image."""
    kept = {digest for _, row in rows for value in row.values() for digest in _digests(value)}
    keys = [bytes.fromhex(row["value"]) for table, row in rows if table == "server" and _is_hex(row["value"])]
    for field, word in candidates(ledger):
        for kind in ("md5", "sha1", "sha256", "blake2b"):
            made = [hashlib.new(kind, word).digest(), *(hmac.new(key, word, kind).digest() for key in keys)]
            if any(digest in kept for digest in made):
                finds.add(field, 1, name, 0, f"{kind} of {word.decode()}")


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(?:[0-9a-f]{2}){8,}", value) is not None


def _digests(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes) and len(value) in {16, 20, 32, 64}:
        yield value
    if isinstance(value, str) and len(value) in {32, 40, 64, 128} and _is_hex(value):
        yield bytes.fromhex(value)
    if isinstance(value, str) and len(value) == 43 and value.isascii():
        try:
            yield base64.urlsafe_b64decode(f"{value}=")
        except ValueError:
            return


async def _passwords(rows: list[tuple[str, dict[str, Any]]], ledger: Ledger, finds: Finds, name: str) -> None:
    """A hash that a list of words opens: at once, or slowly, one account at a time."""
    words = ledger.values.get("I8", [])
    values = {value for _, row in rows for value in row.values() if isinstance(value, str)}
    if values & set(words):
        finds.add("I8", 1, name, 0, "in plain")
    quick = {hashlib.new(kind, word.encode()).hexdigest() for kind in ("md5", "sha1", "sha256") for word in words}
    if values & quick:
        finds.add("I8", 1, name, 0, "a quick hash")
    slow = sorted(value for value in values if value.startswith("$argon2"))
    if words and slow:
        for hashed in slow[:2]:
            for word in words[:50]:
                if await verified(hashed, word):
                    finds.add("I8", 0.5, name, 0, "argon2id, by a list of words")
                    return


# Replay


async def _by_replay(image: Path, databases: list[tuple[Path, str]], finds: Finds, folder: Path) -> None:
    """Try every word that could be a token on a server that runs on a copy."""
    words: dict[str, tuple[str, int]] = {}
    for name, data in files_of(image):
        for found in _WORD.finditer(data):
            words.setdefault(found[0].decode(), (name, found.start()))
    for number, (path, _) in enumerate(databases[:2]):
        revived = folder / f"revived{number}"
        revived.mkdir(mode=0o700)
        for each in path.parent.glob(f"{path.name}*"):
            shutil.copy(each, revived / each.name.replace(path.name, "kukhnya.db"))
        async with a_world(revived) as world:
            for word, (name, place) in words.items():
                person = Person(world, "", world.nobody.id, word)
                answer = await person.call("GET", "/api/v1/accounts/verify_credentials")
                browser = await world.client.get("/menu", headers={"cookie": f"{COOKIE}={word}"})
                if 200 in {answer.status_code, browser.status_code}:
                    finds.add("I10", 1, name, place, "opens an account")
