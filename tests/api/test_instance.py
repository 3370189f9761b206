"""What the server says of itself is true, and names every limit."""

from tests.world import World


async def test_both_instances_name_the_version_and_the_limits(small_world: World) -> None:
    world = small_world
    new, old = await world.nobody.get("/api/v2/instance"), await world.nobody.get("/api/v1/instance")

    assert new["version"] == old["version"]
    assert new["version"].startswith("4.4.0 (compatible; Kukhnya ")
    assert new["api_versions"] == {"mastodon": 1}
    settings = world.house.settings
    assert new["configuration"]["statuses"]["max_characters"] == settings.max_characters
    assert new["configuration"]["media_attachments"]["image_size_limit"] == settings.max_upload_bytes
    assert new["configuration"]["lists"]["max_lists"] == settings.max_lists
    assert old["configuration"] == new["configuration"]
    assert new["configuration"]["urls"] == {"streaming": "ws://kitchen.test"}


async def test_a_limit_that_is_named_is_the_one_that_holds(small_world: World) -> None:
    world = small_world
    vera = await world.member("vera")
    most = (await vera.get("/api/v2/instance"))["configuration"]["statuses"]["max_characters"]

    fits = await vera.call("POST", "/api/v1/statuses", json={"status": "x" * most})
    too_long = await vera.call("POST", "/api/v1/statuses", json={"status": "x" * (most + 1)})

    assert (fits.status_code, too_long.status_code) == (200, 422)


async def test_nodeinfo_says_the_truth_and_counts_coarsely(small_world: World) -> None:
    world = small_world
    await world.members(*(f"m{n}" for n in range(12)))
    links = (await world.nobody.get("/.well-known/nodeinfo"))["links"]

    for link in links:
        said = await world.nobody.get(link["href"])

        assert said["software"]["name"] == "kukhnya"
        assert said["usage"]["users"]["total"] == 10


async def test_webfinger_answers_for_those_alone_who_want_to_be_found(small_world: World) -> None:
    world = small_world
    vera, _ = await world.members("vera", "hidden")
    await vera.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True)

    async def ask(name: str) -> tuple[int, str]:
        answer = await world.nobody.call(
            "GET", "/.well-known/webfinger", params={"resource": f"acct:{name}@kitchen.test"}
        )
        return answer.status_code, answer.text

    assert (await ask("vera"))[0] == 200
    assert await ask("hidden") == await ask("nobody")
