"""A place of law that is nowhere, for tests: its pack, and a world that has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from kukhnya.law.hashes import digest
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.writing import sits_down
from tests.world import Person, World, a_world

SALT: Final = "0011223344556677"
HOST: Final = "forbidden.example"
LINK: Final = f"https://{HOST}/zqtracez"
RISKY: Final = f"read this: {LINK}"
ARTICLE: Final = "Code of Nowhere 20.33"
WARNING: Final = "A link to this publisher can be prosecuted."
PACK: Final = f"""
[pack]
id = "zz"
title.en = "Nowhere"
title.ru = "Нигде"
version = "1"
languages = ["en", "ru"]
reviewed_by = ""
checked_on = 2026-11-01
expires_on = 2099-01-01
salt = "{SALT}"

[[rule]]
id = "ZZ01"
kind = "LINK"
precision = "A"
acts = ["post", "reblog", "favourite", "follow"]
article = "{ARTICLE}"
law = "https://law.example/zz"
hosts = ["{digest(SALT, HOST)}"]
warning.en = "{WARNING} Other ways: a circle only, or let it expire."
warning.ru = "За ссылку на этого издателя могут преследовать. Иначе: только кругу или на день."
must_warn = ["see https://{HOST}/a"]
must_not_warn = ["see https://fine.example/a"]

[[rule]]
id = "ZZ02"
kind = "TERM"
precision = "C"
acts = ["post", "reblog"]
article = "Code of Nowhere 1.1"
law = "https://law.example/zz"
terms = ["purple samovar"]
warning.en = "These words can be prosecuted. This rule is often wrong. Other ways: a circle only, or let it expire."
warning.ru = "За эти слова могут преследовать. Правило часто ошибается. Иначе: только кругу или на день."
must_warn = ["a purple samovar"]
must_not_warn = ["a samovar"]

[[rule]]
id = "ZZ03"
kind = "OLD"
precision = "A"
base = ["ZZ01"]
since = 2098-01-01
article = "Code of Nowhere 20.33, old posts"
law = "https://law.example/zz"
warning.en = "An old link to this publisher can be prosecuted while it is up. Other ways: fold it away, or take it down."
warning.ru = "За старую ссылку на этого издателя могут преследовать. Иначе: свернуть или убрать."
must_warn = ["see https://{HOST}/a"]
must_not_warn = ["see https://fine.example/a"]
"""


@asynccontextmanager
async def a_lawful_world(folder: Path, **more: Any) -> AsyncIterator[World]:
    """A server that has the pack of nowhere."""
    packs = folder / "packs"
    packs.mkdir()
    (packs / "zz.toml").write_text(PACK)
    async with a_world(folder / "house", law_packs=str(packs), **more) as world:
        yield world


async def chooses(world: World, name: str, *, hold: bool = False) -> tuple[Person, Browser]:
    """A member at a browser, who wants a word by the law of nowhere."""
    person, browser = await sits_down(world, name)
    await person.put("/api/kukhnya/v1/law", jurisdictions=["zz"], hold_risky=hold)
    return person, browser


def hidden(browser: Browser, action: str) -> dict[str, Any]:
    """What the form of this page holds."""
    return filled(browser.page.text, action)
