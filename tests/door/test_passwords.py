"""Passwords are slow to guess, and a wrong name is not told from a wrong password."""

import asyncio
import statistics
import threading
import time

import pytest

from kukhnya.door import passwords
from kukhnya.model.errors import Refused


async def test_only_the_password_fits_its_hash() -> None:
    kept = await passwords.hashed("чай с малиной")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verified(kept, "чай с малиной")
    assert not await passwords.verified(kept, "чай с лимоном")
    assert not await passwords.verified(kept, "")


async def test_the_same_password_is_kept_differently_each_time() -> None:
    assert await passwords.hashed("samovar12") != await passwords.hashed("samovar12")


async def test_a_password_fits_however_a_keyboard_composes_it() -> None:
    kept = await passwords.hashed("caf\u00e9 creme")

    assert await passwords.verified(kept, "cafe\u0301 creme")


@pytest.mark.parametrize("kept", [None, "", "no hash at all", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
async def test_nothing_fits_an_account_that_is_not_there_or_has_no_password(kept: str | None) -> None:
    assert not await passwords.verified(kept, "")
    assert not await passwords.verified(kept, "samovar12")


async def test_an_account_that_is_not_there_takes_as_long_as_a_wrong_password() -> None:
    kept = await passwords.hashed("samovar12")

    async def took(what: str | None) -> float:
        times = []
        for _ in range(15):
            began = time.perf_counter()
            await passwords.verified(what, "wrong")
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    there, not_there, damaged = await took(kept), await took(None), await took("$argon2id$v=19$broken")

    assert 0.5 < not_there / there < 2
    assert 0.5 < damaged / there < 2


async def test_the_event_loop_goes_on_meanwhile_and_two_at_most_are_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, lock = 0, 0, threading.Lock()
    enough = threading.Event()

    def slow(_kept: str, _password: bytes) -> bool:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        enough.wait(10)
        with lock:
            at_work -= 1
        return True

    monkeypatch.setattr(passwords, "_fits", slow)
    asked = [asyncio.create_task(passwords.verified("x", "y")) for _ in range(6)]
    await asyncio.sleep(0)  # a turn of the loop, in which all six have been asked

    enough.set()
    assert await asyncio.gather(*asked) == [True] * 6
    assert most <= passwords.AT_ONCE


async def test_a_hash_of_other_strength_is_to_be_made_anew() -> None:
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"

    assert passwords.outdated(weak)
    assert not passwords.outdated(await passwords.hashed("samovar12"))


@pytest.mark.parametrize(("password", "name"), [("1234567", ""), ("x" * 257, ""), ("Samovar12", "samovar12")])
def test_a_password_that_nobody_should_have_is_refused(password: str, name: str) -> None:
    with pytest.raises(Refused, match="Password"):
        passwords.check_password(password, name)


def test_any_other_password_will_do() -> None:
    passwords.check_password("        ")
    passwords.check_password("пароль 1", "vera")
