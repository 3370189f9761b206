"""Build the demo town: through the same actions that the doors call, with a clock that runs over ten days."""

import random
from functools import partial
from typing import Final

from rich.progress import Progress

from kukhnya.actions.answer_follow_request import accept_follow
from kukhnya.actions.create_account import create_account
from kukhnya.actions.describe_media import Description, describe_media
from kukhnya.actions.favourite import favourite
from kukhnya.actions.follow import Wishes, follow
from kukhnya.actions.post_status import post_status
from kukhnya.actions.react import react
from kukhnya.actions.reblog import reblog
from kukhnya.actions.update_profile import Changes, update_profile
from kukhnya.actions.upload_media import upload_media
from kukhnya.actions.vote import vote
from kukhnya.door.house import House
from kukhnya.door.passwords import hashed
from kukhnya.media import drawn, pictures
from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.errors import KukhnyaError
from kukhnya.model.ids import DAY, MINUTE, AccountId, MediaId, PollId, StatusId, Time
from kukhnya.model.reaction import REACTIONS
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.opening import make_folder, open_house
from kukhnya.queries import members
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.store import clock
from kukhnya.store.tx import WriteTx
from kukhnya.worker import Worker

from .town import LOGINS, RESIDENTS, SAID, Resident, Said

_DAYS: Final = 10
_LET_IN: Final = 0.8
_POLL_S: Final = 20 * 86_400


class _Clock:
    """Runs from ten days ago to now, a step for each thing said."""

    def __init__(self) -> None:
        self.at = clock() - _DAYS * DAY
        self.step = _DAYS * DAY // (len(SAID) + 1)

    def __call__(self) -> Time:
        return Time(self.at)


async def build(settings: Settings) -> None:
    """Build the town into an empty database; nothing happens where somebody lives there already."""
    make_folder(settings)
    await migrate(settings.database)
    house = await open_house(settings)
    try:
        async with house.store.read(NOBODY) as tx:
            empty = not await members.everybody(tx)
        if empty:
            await _Builder(house).build()
    finally:
        await house.close()


class _Builder:
    """The town while it is being built."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.bounds: Bounds = house.settings.bounds
        self.dice = random.Random(1987)  # noqa: S311 - a made-up town, the same every time
        self.clock = _Clock()
        self.people: dict[str, Viewer] = {}
        self.said: list[StatusId] = []

    async def build(self) -> None:
        """People, who follows whom, what they say, what others make of it."""
        self.house.store.clock = self.clock
        worker = Worker(self.house.store, self.house.files)
        with Progress(transient=True) as progress:
            task = progress.add_task("building the town", total=len(RESIDENTS) * 2 + len(SAID))
            for resident in RESIDENTS:
                await self._settle(resident)
                progress.advance(task)
            for resident in RESIDENTS:
                await self._befriend(resident)
                progress.advance(task)
            await worker.drain()
            for said in SAID:
                self.clock.at += self.clock.step
                await self._say(said)
                await worker.drain()
                progress.advance(task)
        self.house.store.clock = clock
        await worker.drain()

    async def _settle(self, resident: Resident) -> None:
        password = LOGINS.get(resident.name)
        kept = await hashed(password) if password else ""
        role = "admin" if resident.name == next(iter(LOGINS)) else "member"
        account_id = await self.house.store.write(
            NOBODY,
            lambda tx: create_account(
                tx, resident.name, kept, display_name=resident.shown, role="admin" if role == "admin" else "member",
                language=resident.language,
            ),
        )  # fmt: skip
        viewer = self.people[resident.name] = Viewer(AccountId(account_id))
        face = pictures.square(drawn.avatar(f"demo {resident.name}"), pictures.Limits())
        header = pictures.banner(drawn.header(resident.name), pictures.Limits())
        changes = Changes(
            note=resident.note,
            avatar=self._kept(face),
            header=self._kept(header),
            closed=not resident.open,
            discoverable=resident.open,
            indexable=resident.open,
            language=resident.language,
        )
        await self.house.store.write(viewer, lambda tx: update_profile(tx, changes, self.bounds))

    def _kept(self, picture: pictures.Picture) -> str:
        key = self.house.files.keep(picture.extension, large=picture.large, small=picture.small)
        return f"{key}/{picture.extension}"

    async def _befriend(self, resident: Resident) -> None:
        """Everybody follows the open ones they happen to know; the three with logins know nearly all."""
        share = 0.8 if resident.name in LOGINS else 0.35
        for other in RESIDENTS:
            if other is not resident and (self.dice.random() < share or other.name in LOGINS):
                target = self.people[other.name].id
                me = self.people[resident.name]
                await self.house.store.write(me, partial(_follow, target=target))
                if not other.open and self.dice.random() < _LET_IN:
                    await self.house.store.write(self.people[other.name], partial(_let_in, asker=me.id))

    async def _say(self, said: Said) -> None:
        viewer = self.people[said.by]
        media = (await self._picture(viewer, said),) if said.picture else ()
        draft = Draft(
            text=said.text,
            audience=Audience(said.to),
            spoiler=said.spoiler,
            in_reply_to_id=None if said.under is None else self.said[said.under],
            media_ids=media,
            poll=PollDraft(said.poll, _POLL_S) if said.poll else None,
        )
        try:
            status_id = await self.house.store.write(viewer, lambda tx: post_status(tx, draft, self.bounds))
        except KukhnyaError:  # somebody answers what they may not see: then they say it on their own
            alone = Draft(text=said.text, audience=Audience(said.to))
            status_id = await self.house.store.write(viewer, lambda tx: post_status(tx, alone, self.bounds))
        self.said.append(status_id)
        await self._react(status_id, said)

    async def _picture(self, viewer: Viewer, said: Said) -> MediaId:
        picture = pictures.derive(drawn.scene(said.text[:12], said.picture), pictures.Limits())
        key = self.house.files.keep(picture.extension, large=picture.large, small=picture.small)

        async def keep(tx: WriteTx) -> MediaId:
            media_id = await upload_media(tx, key, picture)
            await describe_media(tx, media_id, Description(said.alt, None), self.bounds)
            return media_id

        return await self.house.store.write(viewer, keep)

    async def _react(self, status_id: StatusId, said: Said) -> None:
        """Some of those who may see it like it, share it, vote."""
        for name in self.dice.sample(list(self.people), 9):
            self.clock.at += MINUTE // 10
            viewer, chance = self.people[name], self.dice.random()
            place = self.dice.randrange(len(said.poll)) if said.poll else -1
            try:
                if place >= 0 and name != said.by:
                    await self.house.store.write(viewer, partial(_vote, status_id=status_id, place=place))
                elif chance < 0.15:  # noqa: PLR2004 - few share, many like
                    await self.house.store.write(viewer, partial(_share, status_id=status_id))
                elif chance > 0.75:  # noqa: PLR2004 - some answer with more than a like
                    kind = list(REACTIONS)[int(chance * 1000) % len(REACTIONS)]
                    await self.house.store.write(viewer, partial(_answer, status_id=status_id, name=kind))
                else:
                    await self.house.store.write(viewer, partial(_like, status_id=status_id))
            except KukhnyaError:
                continue  # not for them to see


async def _follow(tx: WriteTx, *, target: AccountId) -> None:
    await follow(tx, target, Wishes())


async def _let_in(tx: WriteTx, *, asker: AccountId) -> None:
    await accept_follow(tx, asker)


async def _like(tx: WriteTx, *, status_id: StatusId) -> None:
    await favourite(tx, status_id)


async def _answer(tx: WriteTx, *, status_id: StatusId, name: str) -> None:
    await react(tx, status_id, name)


async def _share(tx: WriteTx, *, status_id: StatusId) -> None:
    await reblog(tx, status_id)


async def _vote(tx: WriteTx, *, status_id: StatusId, place: int) -> None:
    await vote(tx, PollId(status_id), [place])
