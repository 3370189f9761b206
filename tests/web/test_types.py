"""What kind of thing an answer is, said once."""

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/about", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/api/v2/instance", "application/json; charset=utf-8"),
        ("/.well-known/host-meta", "application/xrd+xml; charset=utf-8"),
        ("/@nobody", "text/html; charset=utf-8"),
    ],
)
async def test_an_answer_names_its_kind_and_its_letters_once(small_world: World, path: str, kind: str) -> None:
    answer = await small_world.client.get(path)

    assert answer.headers["content-type"] == kind
