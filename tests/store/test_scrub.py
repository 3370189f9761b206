"""What is deleted is gone from the files too."""

from pathlib import Path

from sqlalchemy import delete

from kukhnya.actions.keep_server_value import change_server_value
from kukhnya.model.events import FilesUnneeded
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables import server
from kukhnya.worker import SCRUB_S, Worker
from tests.world import World

FORGET = Statement(delete(server).where(server.c.name.like("word%")))


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("kukhnya.db*"))


async def _plant(world: World) -> None:
    for number in range(200):
        await world.house.store.write(
            NOBODY,
            lambda tx, number=number: change_server_value(tx, f"word{number}", f"kcanary{number} " * 20),  # type: ignore[misc]
        )


async def test_deleted_words_are_in_no_file_after_a_scrub(small_world: World, tmp_path: Path) -> None:
    await _plant(small_world)
    assert b"kcanary" in _files(tmp_path)

    await small_world.house.store.write(NOBODY, lambda tx: tx.execute(FORGET))
    assert await small_world.house.store.scrub()

    assert b"kcanary" not in _files(tmp_path)
    assert (tmp_path / "kukhnya.db-wal").stat().st_size == 0


async def test_a_reader_in_the_way_is_not_disturbed_and_the_scrub_says_so(small_world: World) -> None:
    await _plant(small_world)
    async with small_world.house.store.read(NOBODY) as tx:
        before = await tx.value(Statement(server.select().where(server.c.name == "word1")))
        await small_world.house.store.write(NOBODY, lambda tx: tx.execute(FORGET))

        done = await small_world.house.store.scrub()

        assert await tx.value(Statement(server.select().where(server.c.name == "word1"))) == before
    assert not done
    assert await small_world.house.store.scrub()


async def test_writing_goes_on_during_a_scrub(world: World) -> None:
    await _plant(world)

    assert await world.house.store.scrub()
    await _plant(world)


async def test_the_worker_scrubs_soon_after_a_deletion(small_world: World, tmp_path: Path) -> None:
    worker = Worker(small_world.house.store, small_world.house.files)
    await _plant(small_world)

    async def forget(tx):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        await tx.execute(FORGET)
        tx.emit(FilesUnneeded(()))

    await small_world.house.store.write(NOBODY, forget)
    await worker.drain()
    worker._scrub_at -= SCRUB_S
    await worker._keep_tidy()

    assert b"kcanary" not in _files(tmp_path)
