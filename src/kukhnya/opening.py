"""Open the house: database brought up to date, key made, everything in memory fresh."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from kukhnya import __version__
from kukhnya.actions.keep_server_value import keep_server_value
from kukhnya.api.delivery import deliver
from kukhnya.door.callers import Callers
from kukhnya.door.fragments import Fragments
from kukhnya.door.house import House
from kukhnya.door.laws import our_laws
from kukhnya.door.limits import Limits
from kukhnya.door.matchers import Matchers
from kukhnya.door.nearness import Nearness
from kukhnya.door.questions import Questions
from kukhnya.door.remembered import Remembered
from kukhnya.door.second_look import OWN, SecondLook
from kukhnya.door.secrets import Secrets
from kukhnya.door.streams import Streams
from kukhnya.door.views import Views
from kukhnya.law import labels
from kukhnya.law.match import Laws
from kukhnya.model.viewer import NOBODY
from kukhnya.outbound import Outbound
from kukhnya.push.tag import Tag, new_key
from kukhnya.settings import Settings
from kukhnya.store.files import Files
from kukhnya.store.migrate import migrate
from kukhnya.store.store import Store, open_store
from kukhnya.visibility.stretches import Stretches

log: Final = structlog.get_logger()

_KEY: Final = "key"
_KEY_BYTES: Final = 64
_PUSH_KEY: Final = "push_key"


async def open_house(settings: Settings) -> House:
    """Everything one process needs, for a database whose tables are there. Close it with `house.close()`."""
    settings.media_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = await open_store(settings.database)
    made = secrets.token_hex(_KEY_BYTES)
    key = await store.write(NOBODY, lambda tx: keep_server_value(tx, _KEY, made))
    laws, stretches = open_laws(settings), Stretches()
    house = House(
        settings=settings,
        store=store,
        files=Files(settings.media_folder),
        secrets=Secrets(bytes.fromhex(key)),
        callers=Callers(store),
        limits=Limits(on=settings.rate_limits == "on"),
        fragments=Fragments(settings.fragments_bytes, stretches.forget),
        matchers=Matchers(),
        nearness=Nearness(),
        stretches=stretches,
        streams=Streams(store, most=settings.max_streams, most_of_one=settings.max_streams_per_account),
        remembered=Remembered(),
        outbound=open_outbound(settings),
        views=Views(),
        questions=Questions(store),
        laws=laws,
        tag=await open_tag(settings, store),
        labels=open_labels(laws),
        second_look=open_second_look(settings),
    )
    house.streams.deliver = partial(deliver, house)
    house.callers.on_forget = house.streams.check
    return house


def open_second_look(settings: Settings) -> SecondLook:
    """The second look with its lists of words. Raises ValueError, naming the file, for one that cannot be read."""
    folder = Path(settings.second_look_lists) if settings.second_look_lists else OWN
    return SecondLook(folder, on=settings.second_look == "on")


async def open_tag(settings: Settings, store: Store) -> Tag:
    """The server's name tag for push services; its key is made once, for apps bind their subscriptions to it."""
    made = new_key()
    key = await store.write(NOBODY, lambda tx: keep_server_value(tx, _PUSH_KEY, made))
    return Tag(key, f"mailto:{settings.contact_email}" if settings.contact_email else settings.base)


def open_outbound(settings: Settings) -> Outbound:
    """The client for everything that is asked of other servers. Close it with `close()`."""
    agent = f"Kukhnya/{__version__} (+{settings.base})"
    return Outbound(agent, allowed=settings.outbound_allow, on=settings.outbound == "on")


def open_laws(settings: Settings) -> Laws:
    """The second look by all sound packs; a broken one is told in the log, with file, line and reason."""
    ours = our_laws(settings.law_packs)
    for fault in ours.faults:
        log.warning("law.refused", file=fault.file, line=fault.line, reason=fault.reason)
    return ours.laws


def open_labels(laws: Laws) -> labels.Labels:
    """What is said beside links, by the same packs."""
    return labels.load(laws.packs.values())


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Store]:
    """The database alone, made or brought up to date first: what a command needs, whether a server runs or not."""
    make_folder(settings)
    await migrate(settings.database)
    store = await open_store(settings.database)
    try:
        yield store
    finally:
        await store.close()


def make_folder(settings: Settings) -> None:
    """The data folder, for its owner alone."""
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
