"""Packs for tests, about hosts that belong to nobody, and people who choose them."""

from pathlib import Path
from typing import Final

from sqlalchemy import insert

from kukhnya.actions.fetch_card import claim_cards, keep_card
from kukhnya.law.hashes import digest
from kukhnya.model.link_card import About
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables.law import law_choice
from tests.world import Person

_SALT: Final = "0123456789abcdef"
_chosen: Final = Statement(
    insert(law_choice).values(account_id=param("id"), jurisdictions=text_param("places"), hold_risky=False)
)
_PACK: Final = """
[pack]
id = "{id}"
title.en = "Nowhere"
title.ru = "Нигде"
version = "1"
languages = ["en"]
reviewed_by = ""
checked_on = 2026-11-01
expires_on = 2027-06-01
salt = "{salt}"

[[rule]]
id = "{rule}"
kind = "LINK"
precision = "A"
acts = {acts}
article = "Article 1"
law = "https://law.example/1"
warning.en = "Looking at this can be prosecuted (Article 1). Safer: ask somebody elsewhere, or leave it."
warning.ru = "За просмотр могут преследовать (Article 1). Осторожнее: спросить кого-нибудь за границей или не открывать."
hosts = {hosts}
must_warn = ["see https://{host}/a"]
must_not_warn = ["see https://unlisted.example/a"]
"""


def pack(folder: Path, name: str, rule: str, *hosts: str, acts: str = '["post", "open"]') -> str:
    """Write a pack that lists these hosts; the answer is its folder, for the setting `law_packs`."""
    folder.mkdir(exist_ok=True)
    hashed = [digest(_SALT, host) for host in hosts]
    said = _PACK.format(id=name, salt=_SALT, rule=rule, acts=acts, hosts=hashed, host=hosts[0]).replace("'", '"')
    (folder / f"{name}.toml").write_text(said)
    return str(folder)


async def chooses(person: Person, *places: str) -> None:
    """This person wants to be told of the law of these places."""
    house = person.world.house
    await house.store.write(NOBODY, lambda tx: tx.execute(_chosen, id=person.id, places=" ".join(places)))
    house.callers.forget()


async def carded(author: Person, url: str) -> str:
    """A status for everybody with this link and a card for it, though nobody has asked for the page; its id."""
    world = author.world
    status_id = await author.posts(f"look: {url}")
    await world.worker.drain()
    claims = await world.house.store.write(NOBODY, lambda tx: claim_cards(tx, "kitchen.test", lambda _: False))
    card_id = next(claim.card_id for claim in claims if claim.url == url)
    await world.house.store.write(NOBODY, lambda tx: keep_card(tx, card_id, About(title="A page"), None))
    return status_id
