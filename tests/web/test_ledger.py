"""What authorities asked, in a browser without a script, as a file, and for those whom it concerns."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kukhnya.actions.keep_ledger import add_entry, renew_canary
from kukhnya.model.errors import Refused
from kukhnya.model.ids import AccountId
from kukhnya.model.ledger import Request
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import World

ASKED = Request(
    month="2026-11", country="RU", kind="data", basis="Закон 149-ФЗ, ст. 10.1", outcome="nothing there", accounts="1",
    notice="given",
)  # fmt: skip


async def _added(world: World, said: Request = ASKED, *concerned: AccountId) -> dict[str, Any]:
    made: dict[str, Any] = await world.house.store.write(NOBODY, lambda tx: add_entry(tx, said, concerned))
    return made


async def test_an_empty_ledger_says_so(small_world: World) -> None:
    page = await Browser(small_world).opens("/about/ledger")

    assert page.status_code == 200
    assert "No authority has asked anything" in page.text


async def test_what_was_asked_stands_there_for_everybody(world: World) -> None:
    await _added(world)
    await _added(world, Request(**{**_fields(ASKED), "country": "BY", "outcome": "refused", "notice": "forbidden"}))

    page = await Browser(world).opens("/about/ledger")

    assert "every entry is as it was written" in page.text
    assert "Закон 149-ФЗ, ст. 10.1" in page.text
    assert page.text.index("BY, November 2026") < page.text.index("RU, November 2026")


async def test_the_file_is_verified_by_the_program_that_lies_beside_it(small_world: World, tmp_path: Path) -> None:
    await _added(small_world)
    await small_world.house.store.write(NOBODY, lambda tx: renew_canary(tx, "No secret orders."))
    browser = Browser(small_world)

    ledger, program = tmp_path / "ledger.json", tmp_path / "verify.py"
    ledger.write_bytes((await browser.opens("/about/ledger.json")).content)
    program.write_bytes((await browser.opens("/about/ledger/verify_ledger.py")).content)

    run = subprocess.run([sys.executable, "-I", str(program), str(ledger)], capture_output=True, text=True, check=False)  # noqa: ASYNC221
    assert (run.returncode, run.stdout.split(",")[0]) == (0, "whole: 1 entries")


async def test_a_ledger_edited_by_hand_says_so(world: World) -> None:
    await _added(world)
    edit = Statement(None, **dict.fromkeys(("sqlite", "postgresql"), "UPDATE ledger_entry SET outcome = 'refused'"))
    await world.house.store.write(NOBODY, lambda tx: tx.execute(edit))

    page = await Browser(world).opens("/about/ledger")

    assert "This ledger is not whole" in page.text
    assert "entry 1: was changed after it was written" in page.text
    said = (await world.client.get("/api/kukhnya/v1/ledger")).json()
    assert said["faults"] == ["entry 1: was changed after it was written"]


async def test_a_statement_grows_stale_and_nothing_renews_it(small_world: World) -> None:
    await small_world.house.store.write(NOBODY, lambda tx: renew_canary(tx, "No secret orders."))
    browser = Browser(small_world)
    assert "Stale" not in (await browser.opens("/about/ledger")).text

    small_world.clock.forward(31 * 86_400)

    page = await browser.opens("/about/ledger")
    assert "Stale: nobody has renewed it for more than 30 days" in page.text
    assert (await small_world.client.get("/api/kukhnya/v1/ledger")).json()["canary"]["stale"] is True


async def test_whom_it_concerns_is_told_once_and_nobody_else_is(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await _added(world, ASKED, vera.id)
    hers, his = await visiting(vera), await visiting(misha)

    assert "An authority asked about you" not in (await his.opens("/home")).text
    assert "An authority asked about you" in (await hers.opens("/home")).text

    await his.client.post("/ledger/1/read", data={"csrf": await his.word()})
    assert "An authority asked about you" in (await hers.opens("/home")).text
    await hers.sends("/ledger/1/read")
    assert "An authority asked about you" not in (await hers.opens("/home")).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026-13"),
        ("country", "Russia"),
        ("basis", " "),
        ("kind", "gossip"),
        ("outcome", "?"),
        ("accounts", "3"),
        ("notice", ""),
    ],
)
async def test_a_field_that_cannot_stand_there_is_named(small_world: World, field: str, value: str) -> None:
    with pytest.raises(Refused) as wrong:
        await _added(small_world, Request(**{**_fields(ASKED), field: value}))

    assert field in wrong.value.details
    assert (await small_world.client.get("/api/kukhnya/v1/ledger")).json()["entries"] == []


def _fields(said: Request) -> dict[str, Any]:
    return {name: getattr(said, name) for name in said.__struct_fields__}
