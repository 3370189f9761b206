"""People, invites and reports, by those who look after the server, with a browser that runs no script."""

import re
from functools import partial

import pytest

from kukhnya.actions.create_account import create_account
from kukhnya.door.passwords import hashed
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.api.test_media import upload
from tests.web.browser import Browser
from tests.web.staff import PASSWORD, signed_in
from tests.world import Person, World


async def test_an_invite_lets_people_in_until_it_is_ended(world: World) -> None:
    vera = await signed_in(world, "vera", "moderator")
    await vera.opens("/admin/invites")

    await vera.sends("/admin/invites", uses="2", days="3")
    link = re.search(r'id="link">http://kitchen\.test(/invite/[^<]+)<', vera.page.text)
    assert link is not None
    misha = Browser(world)
    await misha.opens(link[1])
    await misha.sends(None, username="misha", password=PASSWORD)

    assert "/@misha" in misha.page.text
    assert "for 1 more person" in (await vera.opens("/admin/invites")).text
    assert link[1] not in vera.page.text
    await vera.sends("/admin/invites/end")
    assert "No link lets anybody in" in vera.page.text
    assert (await Browser(world).opens(link[1])).status_code == 404


async def test_a_form_sent_twice_makes_one_invite(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    form = await vera.opens("/admin/invites")

    await vera.sends("/admin/invites", uses="1", days="1")
    vera.page = form
    await vera.sends("/admin/invites", uses="1", days="1")

    assert vera.page.text.count("/admin/invites/end") == 1


async def test_numbers_that_cannot_be_come_back_with_a_sentence_beside_them(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await vera.opens("/admin/invites")

    answer = await vera.sends("/admin/invites", uses="0", days="7", role="member")

    assert answer.status_code == 422
    assert "From 1 to 1000 people" in answer.text
    assert 'id="uses" name="uses" value="0"' in answer.text
    answer = await vera.sends("/admin/invites", uses="5", days="7", role="moderator")
    assert "a moderator comes alone" in answer.text


async def test_only_an_administrator_invites_a_moderator(small_world: World) -> None:
    for name, role, made in (("vera", "admin", "moderator"), ("oleg", "moderator", "member")):
        browser = await signed_in(small_world, name, role)
        await browser.opens("/admin/invites")
        await browser.sends("/admin/invites", uses="1", days="1", role="moderator")
        link = re.search(r"/invite/[\w-]+", browser.page.text)
        assert link is not None
        guest = Browser(small_world)
        await guest.opens(link[0])
        await guest.sends(None, username=f"of_{name}", password=PASSWORD)

        assert ((await guest.opens("/admin")).status_code == 200) == (made == "moderator")


async def test_somebody_who_waits_is_let_in_or_turned_away(small_world: World) -> None:
    kept = await hashed(PASSWORD)
    vera = await signed_in(small_world, "vera", "moderator")
    for name in ("misha", "spammer"):
        making = partial(create_account, username=name, password_hash=kept, state="pending")
        await small_world.house.store.write(NOBODY, making)
    assert "2 people ask to be let in" in (await vera.opens("/admin")).text
    ids = re.findall(r'class="who" href="/admin/people/(\d+)"', (await vera.opens("/admin/people?state=pending")).text)

    for an_id, act in zip(ids, ("refuse", "approve"), strict=True):
        await vera.opens(f"/admin/people/{an_id}/{act}")
        await vera.sends(f"/admin/people/{an_id}/{act}")

    assert "Nobody waits" in vera.page.text
    assert "@misha" in (await vera.opens("/admin/people")).text
    assert "@spammer" not in vera.page.text
    misha = Browser(small_world)
    await misha.signs_in("misha", PASSWORD)
    assert "Good to see you" in misha.page.text


async def test_each_act_says_what_follows_and_can_be_undone(small_world: World) -> None:
    misha = await signed_in(small_world, "misha")
    vera = await signed_in(small_world, "vera", "moderator")
    page = await vera.opens("/admin/people", q="mis")
    person = re.search(r'href="(/admin/people/\d+)"', page.text)
    assert person is not None
    pairs = {"silence": "unsilence", "sensitive": "unsensitive", "disable": "enable", "suspend": "lift"}

    for there, back in pairs.items():
        said = (await vera.opens(f"{person[1]}/{there}")).text
        assert "be undone" in said, there
        assert "marked as done" in said, there
        assert f"{person[1]}/{back}" not in (await vera.opens(person[1])).text
        await vera.opens(f"{person[1]}/{there}")
        await vera.sends(f"{person[1]}/{there}")
        assert f"{person[1]}/{back}" in vera.page.text, there
        assert (await vera.opens(f"{person[1]}/{there}")).status_code == 404
        if there == "disable":
            assert (await misha.opens("/home")).status_code == 401
        await vera.opens(f"{person[1]}/{back}")
        await vera.sends(f"{person[1]}/{back}")
        assert f"{person[1]}/{there}" in vera.page.text, back

    assert (await misha.opens("/home")).status_code == 401  # a suspension has ended the sign-in
    await misha.signs_in("misha", PASSWORD)
    assert "Good to see you" in misha.page.text


async def test_nobody_acts_on_equals_or_on_those_above(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "moderator")
    oleg, anna = await small_world.moderator("oleg"), await small_world.admin("anna")

    for other in (oleg, anna):
        said = await vera.opens(f"/admin/people/{other.id}")
        assert "cannot act on them" in said.text
        assert (await vera.opens(f"/admin/people/{other.id}/silence")).status_code == 404
        word = await vera.word()
        answer = await vera.client.post(f"/admin/people/{other.id}/silence", data={"csrf": word})
        assert answer.status_code == 403


async def test_a_role_is_given_and_taken(small_world: World) -> None:
    misha = await signed_in(small_world, "misha")
    vera = await signed_in(small_world, "vera", "admin")
    found = re.search(r'href="(/admin/people/\d+)"', (await vera.opens("/admin/people", q="misha")).text)
    assert found is not None

    await vera.opens(f"{found[1]}/role")
    await vera.sends(f"{found[1]}/role", role="moderator")

    assert (await misha.opens("/admin")).status_code == 200
    await vera.opens(f"{found[1]}/role")
    await vera.sends(f"{found[1]}/role", role="member")
    assert (await misha.opens("/admin")).status_code == 404


async def test_nobody_is_erased_in_one_step_or_by_a_slip(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.opens_profile()
    vera = await signed_in(small_world, "vera", "admin")
    person = f"/admin/people/{misha.id}"
    assert (await vera.opens(f"{person}/delete")).status_code == 404
    await vera.opens(f"{person}/suspend")
    await vera.sends(f"{person}/suspend")

    said = await vera.opens(f"{person}/delete")
    assert "cannot be undone" in said.text
    wrong = await vera.sends(f"{person}/delete", handle="vera")
    assert wrong.status_code == 422
    assert "This is not their name" in wrong.text
    assert 'value="vera"' in wrong.text
    assert (await vera.opens(person)).status_code == 200

    await vera.opens(f"{person}/delete")
    await vera.sends(f"{person}/delete", handle="@Misha")
    assert vera.page.status_code == 200
    assert (await vera.opens(person)).status_code == 404


async def test_staff_read_no_more_of_anybody_than_others_do(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.patch("/api/v1/accounts/update_credentials", note="zqnoteqz")
    for audience in (Audience.FOLLOWERS, Audience.SELF, Audience.MEMBERS):
        await misha.posts(f"zq{audience.value}qz", audience)
    vera = await signed_in(small_world, "vera", "admin")

    said = (await vera.opens(f"/admin/people/{misha.id}")).text

    assert "@misha" in said
    assert not any(word in said for word in ("zqnoteqz", "zqfollowersqz", "zqselfqz", "zqmembersqz"))


async def _report(world: World, comment: str = "") -> tuple[str, Person, str]:
    """A report by misha about a post of sonya's to her followers: its path, sonya, the post."""
    misha, sonya = await world.members("misha", "sonya")
    await misha.follows(sonya)
    closed = await sonya.posts("zqclosedqz", Audience.FOLLOWERS, media_ids=[(await upload(sonya)).json()["id"]])
    await sonya.posts("zqotherqz", Audience.FOLLOWERS)
    said = await misha.post(
        "/api/v1/reports", account_id=str(sonya.id), status_ids=[closed], comment=comment, category="spam"
    )
    await world.settle()
    return f"/admin/reports/{said['id']}", sonya, closed


async def test_a_report_is_read_taken_and_dealt_with(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "moderator")
    report, _, _ = await _report(small_world, "too <b>much</b>")

    assert report in (await vera.opens("/admin/reports")).text
    said = (await vera.opens(report)).text
    assert "zqclosedqz" in said
    assert "zqotherqz" not in said
    assert "too &lt;b&gt;much&lt;/b&gt;" in said
    assert '<img class="picture"' not in said

    await vera.sends(f"{report}/assign")
    assert f"{report}/unassign" in vera.page.text
    await vera.sends(f"{report}/resolve")
    assert report not in (await vera.opens("/admin/reports")).text
    assert report in (await vera.opens("/admin/reports?resolved=1")).text
    await vera.opens(report)
    await vera.sends(f"{report}/reopen")
    assert report in (await vera.opens("/admin/reports")).text


async def test_acting_on_who_was_reported_leads_back_to_the_report_which_is_done(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "moderator")
    report, sonya, _ = await _report(small_world)
    act, number = f"/admin/people/{sonya.id}/silence", report.rpartition("/")[2]
    assert f"{act}?report={number}" in (await vera.opens(report)).text

    await vera.opens(f"{act}?report={number}")
    answer = await vera.sends(act)

    assert answer.headers["location"] == report
    assert f"{report}/reopen" in vera.page.text


@pytest.mark.parametrize("narrowed", [True, False])
async def test_a_reported_post_made_narrower_or_deleted_since_is_not_shown(small_world: World, narrowed: bool) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    report, sonya, status_id = await _report(small_world)
    assert "zqclosedqz" in (await vera.opens(report)).text

    if narrowed:
        await sonya.put(f"/api/v1/statuses/{status_id}", visibility="self")
    else:
        await sonya.delete(f"/api/v1/statuses/{status_id}")

    said = await vera.opens(report)
    assert said.status_code == 200
    assert "zqclosedqz" not in said.text
    assert "None that can be shown" in said.text


async def test_the_pages_of_people_and_reports_take_few_statements(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "moderator")
    report, sonya, _ = await _report(small_world)
    most = {
        "/admin": 2, "/admin/invites": 2, "/admin/people": 2, "/admin/people?q=so": 2,
        f"/admin/people/{sonya.id}": 3, f"/admin/people/{sonya.id}/silence": 2, "/admin/reports": 3,
        report: 8,  # what the API asks for a report with its posts
    }  # fmt: skip

    for path, allowed in most.items():
        await vera.opens(path)
        with small_world.counted() as counted:
            assert (await vera.opens(path)).status_code == 200
        assert counted[0] <= allowed, (path, counted)
