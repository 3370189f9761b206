"""What is kept ready of a profile is what its reader may see of it at the next request."""

from kukhnya.model.audience import Audience
from tests.api.test_media import upload
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import Person, World

ME = "/api/v1/accounts/update_credentials"


async def _work(person: Person, title: str, to: Audience = Audience.PUBLIC) -> str:
    """A picture among somebody's works; the answer is its id."""
    status_id = await person.posts("", to, media_ids=[(await upload(person)).json()["id"]])
    await person.put(f"/api/kukhnya/v1/works/{status_id}", title=title)
    return status_id


def _kept(world: World) -> str:
    """Everything that is kept ready in memory."""
    return str(vars(world.house.fragments))


async def test_what_an_account_says_of_itself_is_what_it_says_now(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await vera.patch(ME, display_name="Vera", note="zqold", fields_attributes=[{"name": "cat", "value": "zqtwo"}])
    stranger = Browser(small_world)
    before = [(await stranger.opens("/@vera")).text for _ in range(2)]

    await vera.patch(
        ME, display_name="Vera the Warm", note="fresh", fields_attributes=[{"name": "cat", "value": "six"}]
    )
    after = (await stranger.opens("/@vera")).text

    assert all("zqold" in page and "zqtwo" in page for page in before)
    assert all(words in after for words in ('<h1 dir="auto">Vera the Warm</h1>', "fresh", "six"))
    assert "zqold" not in after
    assert "zqtwo" not in after
    assert "zqold" not in _kept(small_world)


async def test_numbers_are_those_of_now_and_told_as_far_as_the_owner_wishes(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await vera.patch(ME, hide_collections=False)
    stranger, owner = Browser(small_world), await visiting(vera)
    first = [(await each.opens("/@vera")).text for each in (stranger, owner, stranger)]

    await misha.follows(vera)
    await vera.posts("hello")
    await small_world.settle()
    followed = (await stranger.opens("/@vera")).text
    await vera.patch(ME, hide_collections=True)
    hidden, own = (await stranger.opens("/@vera")).text, (await owner.opens("/@vera")).text

    assert all("0 followers" in page and "0 posts" in page for page in first)
    assert "1 follower<" in followed
    assert "1 post<" in followed
    assert "follower<" not in hidden
    assert "1 follower<" in own


async def test_a_profile_that_closes_is_closed_to_the_next_reader_and_open_to_those_let_in(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    await vera.opens_profile()
    await vera.patch(ME, note="zqnote")
    await misha.follows(vera)
    readers = [Browser(small_world), await visiting(lena), await visiting(misha), await visiting(vera)]
    before = ["zqnote" in (await each.opens("/@vera")).text for each in readers]

    await vera.closes_profile()
    after = ["zqnote" in (await each.opens("/@vera")).text for each in (*readers, readers[0])]

    assert before == [True, True, True, True]
    assert after == [False, False, True, True, False]


async def test_whoever_is_blocked_reads_no_more_of_what_others_still_read(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await vera.patch(ME, note="zqnote")
    blocked, stranger = await visiting(misha), Browser(small_world)
    assert "zqnote" in (await blocked.opens("/@vera")).text

    await vera.post(f"/api/v1/accounts/{misha.id}/block")

    assert "zqnote" in (await stranger.opens("/@vera")).text
    assert "zqnote" not in (await blocked.opens("/@vera")).text


async def test_each_reader_is_told_in_their_own_language(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await _work(vera, "tea")
    stranger = Browser(small_world)

    pages = [(await stranger.opens(f"/@vera?lang={each}")).text for each in ("en", "ru", "en")]

    for words, other in (("Here since", "Здесь впервые"), ("1 post<", "1 запись<"), (">Works<", ">Работы<")):
        assert [words in page for page in pages] == [True, False, True]
        assert [other in page for page in pages] == [False, True, False]


async def test_a_work_is_shown_to_those_it_is_meant_for_now_under_its_name_of_now(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await misha.follows(vera)
    narrowed, renamed, deleted = [await _work(vera, title) for title in ("zqnarrow", "zqname", "zqgone")]
    stranger, follower, owner = Browser(small_world), await visiting(misha), await visiting(vera)
    before = [(await each.opens("/@vera")).text for each in (stranger, follower, owner)]

    await vera.put(f"/api/v1/statuses/{narrowed}", visibility="private")
    await vera.put(f"/api/kukhnya/v1/works/{renamed}", title="fresh")
    await vera.delete(f"/api/v1/statuses/{deleted}")
    kept = _kept(small_world)
    after = [(await each.opens("/@vera")).text for each in (stranger, follower, owner)]

    assert all(title in page for page in before for title in ("zqnarrow", "zqname", "zqgone"))
    assert ["zqnarrow" in page for page in after] == [False, True, True]
    assert all("fresh" in page and "zqname" not in page and "zqgone" not in page for page in after)
    assert "zqgone" not in kept
    assert "zqnarrow" not in kept


async def test_only_the_owner_is_told_whom_a_work_is_for(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await _work(vera, "tea", Audience.UNLISTED)
    stranger, owner = Browser(small_world), await visiting(vera)

    grids = [
        (await each.opens("/@vera")).text.partition('<ul class="works">')[2].partition("</ul>")[0]
        for each in (owner, stranger, owner)
    ]

    assert ['class="to wide"' in grid for grid in grids] == [True, False, True]
