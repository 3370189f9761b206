"""Confirming an address, where no mail is sent."""

from tests.world import World


async def test_no_address_ever_waits_to_be_confirmed(small_world: World) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", "/api/v1/emails/confirmations", json={"email": "vera@kitchen.test"})

    assert (answer.status_code, "awaiting confirmation" in answer.json()["error"]) == (403, True)
    assert await vera.get("/api/v1/emails/check_confirmation") is True
