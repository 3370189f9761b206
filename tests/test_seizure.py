"""What a copy of the disk yields: nothing that is never kept, and an examiner who finds whatever is kept."""

import base64
import gzip
import hashlib
import hmac
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import digest
from kukhnya.model.ids import iso
from kukhnya.model.viewer import NOBODY
from seizure.examine import Find, examine
from seizure.fields import FIELDS, NEVER, WHOLE
from seizure.image import Taken, backup_alone, take
from seizure.ledger import CANARY, Ledger, Moment, field_of
from seizure.score import Score, plain, table
from tests.world import a_world

pytestmark = [pytest.mark.xdist_group("seizure"), pytest.mark.timeout(600)]
KEY: Final = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The disk of a town of five after three days and a cut of the power."""
    return take(tmp_path_factory.mktemp("cut"), 5, 3, cut=True)


def _named(score: Score) -> list[str]:
    return [f"{field.id}: {score.finds.get(field.id)}" for field in FIELDS if field.id in NEVER and score.value(field)]


def test_the_weights_of_forty_six_fields_are_a_hundred_and_three() -> None:
    assert (len(FIELDS), WHOLE, len({field.id for field in FIELDS})) == (46, 103, 46)
    assert {field.id for field in FIELDS} >= NEVER


async def test_a_disk_taken_by_a_cut_of_the_power_yields_nothing_that_is_never_kept(cut: Taken, tmp_path: Path) -> None:
    with_key = Score("disk", await examine(cut.folder, cut.ledger))
    copied = Taken(tmp_path / "copy", cut.ledger)
    shutil.copytree(cut.folder, copied.folder)
    alone = Score("backup", await examine(backup_alone(copied, tmp_path / "backup").folder, cut.ledger))

    assert {*cut.ledger.values, *cut.ledger.windows} >= NEVER - {"I12", "C10", "G8", "T4"}
    assert (_named(with_key), _named(alone)) == ([], [])
    assert with_key.broken == alone.broken == []
    assert with_key.losses == [], table(with_key)
    assert plain(with_key)["fields"]["C2"]["value"] == 1  # what is not sealed yet is found, or the examiner is blind


def _keeping_everything(disk: Taken, image: Path) -> None:
    """What a server leaves that logs and keeps all it is told, in many spellings."""
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda word: word,
        lambda word: word.decode().encode("utf-16-le"),
        lambda word: base64.b64encode(b"x" + word),
        lambda word: word.hex().encode(),
        lambda word: "".join(f"%{byte:02x}" for byte in word).encode(),
        lambda word: "".join(f"&#{byte};" for byte in word).encode(),
        lambda word: "".join(f"\\u00{byte:02x}" for byte in word).encode(),
        lambda word: gzip.compress(word * 9),
        lambda word: zlib.compress(word * 9),
    )
    way = cycle(ways)
    with (image / "everything.log").open("wb") as log:
        for words in disk.ledger.values.values():
            for word in words:
                log.write(b"GET /?q=" + (next(way)(word.encode()) if CANARY.search(word.encode()) else word.encode()))
                log.write(b' HTTP/1.1" 200\n')
    for field, windows in disk.ledger.windows.items():
        (image / f"{field}.bin").write_bytes(b"--".join(bytes.fromhex(each) for each in windows))
    with closing(sqlite3.connect(image / "data" / "kukhnya.db")) as raw, raw:
        raw.execute("CREATE TABLE hoard (one INTEGER, other INTEGER, word TEXT)")
        _remember(raw, disk.ledger)


def _remember(raw: sqlite3.Connection, ledger: Ledger) -> None:
    insert = "INSERT INTO hoard VALUES (?, ?, ?)"
    raw.executemany(insert, [(tie.one, tie.other, "") for tie in ledger.ties])
    raw.executemany(insert, [(moment.account, moment.at, "") for moment in ledger.moments])
    raw.executemany(insert, [(0, 0, hashlib.sha256(word.encode()).hexdigest()) for word in ledger.values["I8"]])
    raw.executemany(insert, [(ledger.accounts[int(word[5:7])], 0, word) for word in ledger.values["I11"]])
    raw.executemany("INSERT OR IGNORE INTO status_word VALUES (1, ?)", [(status,) for status in ledger.hidden])
    raw.execute("INSERT INTO job VALUES (1, 'Mail', ?, 0, 0)", [ledger.values["T7"][0]])


async def test_an_examiner_of_a_server_that_keeps_everything_finds_it(cut: Taken, tmp_path: Path) -> None:
    image = tmp_path / "image"
    shutil.copytree(cut.folder, image)
    _keeping_everything(cut, image)

    found = await examine(image, cut.ledger)

    sought = [field for field in FIELDS if not field.absent]
    score = sum(field.weight * found[field.id].value for field in sought if field.id in found)
    missed = [field.id for field in sought if found.get(field.id, Find(0, "", 0, "")).value < 1]
    assert score / sum(field.weight for field in sought) >= 0.95, missed
    assert missed == []


async def test_a_cookie_in_an_image_is_tried(tmp_path: Path) -> None:
    word = "c" * 43
    async with a_world(tmp_path / "data") as world:
        vera = await world.member("vera")
        await world.house.store.write(NOBODY, lambda tx: sign_in(tx, vera.id, digest(word), "A browser"))
    (tmp_path / "log").write_text(f"cookie: {COOKIE}={word}\n")

    found = await examine(tmp_path, Ledger())

    assert (found["I10"].value, found["I10"].file) == (1, "log")


@pytest.mark.parametrize("keyed", [False, True])
async def test_a_hash_of_an_address_is_an_address(tmp_path: Path, *, keyed: bool) -> None:
    address = b"203.0.113.77"
    digest = hmac.new(KEY, address, "sha256").hexdigest() if keyed else hashlib.sha256(address).hexdigest()
    with closing(sqlite3.connect(tmp_path / "kukhnya.db")) as raw, raw:
        raw.execute("CREATE TABLE server (name TEXT, value TEXT)")
        raw.execute("CREATE TABLE visit (who TEXT)")
        raw.execute("INSERT INTO server VALUES ('key', ?)", [KEY.hex()])
        raw.execute("INSERT INTO visit VALUES (?)", [digest])

    found = await examine(tmp_path, Ledger(values={"I3": [address.decode()]}), replay=False)

    assert found["I3"].value == 1


async def test_a_time_in_the_number_of_a_thing_is_a_time(tmp_path: Path) -> None:
    at, account = 1_790_000_000_000, (1_780_000_000_000 << 16) + 1
    with closing(sqlite3.connect(tmp_path / "kukhnya.db")) as raw, raw:
        raw.execute("CREATE TABLE login (id INTEGER, account_id INTEGER)")
        raw.execute("INSERT INTO login VALUES (?, ?)", [(at << 16) + 7, account])

    ledger = Ledger(moments=[Moment("T4", account, at), Moment("T2", account, at + 7_200_000)], accounts=[account])
    found = await examine(tmp_path, ledger, replay=False)

    assert (iso(at), found["T4"].value, found.get("T2")) == ("2026-09-21T14:13:20.000Z", 1, None)


def test_a_canary_names_its_field() -> None:
    word = Ledger().canary("C15", 3).encode()

    found = CANARY.fullmatch(word)

    assert found is not None
    assert field_of(found[1]) == "C15"
    assert len(word) <= 24
