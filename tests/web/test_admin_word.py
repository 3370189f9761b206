"""What trends and which e-mail addresses are shut out, by those who look after the server, without a script."""

import re

import pytest

from kukhnya.model.viewer import NOBODY
from kukhnya.queries.server_blocks import email_refused
from tests.api.test_trends import later, open_members
from tests.web.staff import signed_in
from tests.world import World, a_world


async def _refused(world: World, email: str) -> bool:
    async with world.house.store.read(NOBODY) as tx:
        return await email_refused(tx, email)


@pytest.mark.parametrize(("field", "said"), [("domain", "Spam.example"), ("email", "m.isha+x@spam.example")])
async def test_an_address_is_blocked_until_the_block_is_lifted(small_world: World, field: str, said: str) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await vera.opens("/admin/email")

    for _ in range(2):  # sent twice, blocked once
        answer = await vera.client.post("/admin/email", data={"csrf": await vera.word(), field: said})
        assert answer.status_code == 303

    page = await vera.opens("/admin/email")
    assert page.text.count("/admin/email/lift") == 1
    assert "misha" not in page.text
    assert await _refused(small_world, "misha@spam.example")
    await vera.sends("/admin/email/lift")
    assert not await _refused(small_world, "misha@spam.example")
    assert "/admin/email/lift" not in vera.page.text


@pytest.mark.parametrize(("field", "said"), [("domain", "no domain"), ("domain", ""), ("email", "no address")])
async def test_what_is_no_address_comes_back(small_world: World, field: str, said: str) -> None:
    vera = await signed_in(small_world, "vera", "admin")

    answer = await vera.client.post("/admin/email", data={"csrf": await vera.word(), field: said})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{said}"' in answer.text


@pytest.mark.parametrize("review", ["on", "off"])
async def test_a_word_decides_what_trends_and_can_be_changed(tmp_path: object, review: str) -> None:
    async with a_world(tmp_path, trends_review=review) as world:  # type: ignore[arg-type]
        moderator = await signed_in(world, "mod", "moderator")
        people = await open_members(world, "vera", "misha", "sonya", "oleg")
        for person in people:
            await person.posts("Tea at six #tea")
        later(world)

        said = (await moderator.opens("/admin/trends")).text
        assert "#tea" in said
        assert ("waits for a word" in said) == (review == "on")
        csrf = await moderator.word()
        for verdict, trends in (("reject", False), ("approve", True), ("reject", False)):
            word = {"csrf": csrf, "kind": "tag", "subject": "tea", "verdict": verdict}
            assert (await moderator.client.post("/admin/trends", data=word)).status_code == 303
            later(world)
            found = [each["name"] for each in await people[0].get("/api/v1/trends/tags")]
            assert ("tea" in found) == trends, verdict


async def test_no_word_is_about_what_is_not_there(small_world: World) -> None:
    moderator = await signed_in(small_world, "mod", "moderator")
    misha = await small_world.member("misha")
    hidden = await misha.posts("zqhiddenqz")
    csrf = await moderator.word()

    for kind, subject, verdict in (
        ("status", hidden, "approve"), ("status", "x", "approve"), ("link", "117000000000000001", "reject"),
        ("tag", "tea", "maybe"), ("account", str(misha.id), "reject"),
    ):  # fmt: skip
        word = {"csrf": csrf, "kind": kind, "subject": subject, "verdict": verdict}
        assert (await moderator.client.post("/admin/trends", data=word)).status_code == 404, (kind, subject)
    assert not re.search("zqhiddenqz", (await moderator.opens("/admin/trends")).text)
