"""What a push costs: sealing, the name tag, and the whole way to a service on this machine.

python -m benchmarks.push [how many]    prints the table and writes it to docs/benchmarks/push.md
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvloop
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benchmarks.__main__ import ROOT, commit
from kukhnya.actions.create_account import create_account
from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.keep_push import Keys, Wanted, keep_push
from kukhnya.actions.notify import tell
from kukhnya.actions.queue_push import queue_push
from kukhnya.model.events import Notified
from kukhnya.model.ids import AccountId, AppId
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.opening import open_house
from kukhnya.push.sealing import seal, seal_as_before
from kukhnya.push.tag import Tag, new_key
from kukhnya.push.words import encoded
from kukhnya.pushing import Pusher
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.tx import WriteTx

MESSAGE: Final = b"x" * 256
AUTH: Final = encoded(b"sixteen bytes ok")


def a_key() -> str:
    """An app's public key."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return encoded(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def spent(work: Callable[[int], object], times: int) -> float:
    """Milliseconds of CPU for each turn."""
    began = time.process_time()
    for turn in range(times):
        work(turn)
    return (time.process_time() - began) / times * 1000


async def whole_way(folder: Path, times: int) -> float:
    """Milliseconds of CPU for each push: taken, read, sealed, sent and struck out. The service is another process."""
    program = Path(__file__).with_name("push_service.py")
    service = await asyncio.create_subprocess_exec(sys.executable, program, stdout=asyncio.subprocess.PIPE)
    assert service.stdout is not None
    port = int(await service.stdout.readline())
    settings = Settings(data=str(folder), outbound_allow=f"127.0.0.1:{port}")
    await migrate(settings.database)
    house = await open_house(settings)

    async def people(tx: WriteTx) -> tuple[AccountId, list[AccountId]]:
        reader = await create_account(tx, "reader", "")
        return reader, [await create_account(tx, f"sender{turn}", "") for turn in range(times)]

    async def noted(tx: WriteTx) -> None:
        token_id = await issue_token(tx, AppId(1), reader, "push", "x")
        keys = Keys(f"http://127.0.0.1:{port}/x", a_key(), AUTH, standard=True)
        await keep_push(tx, token_id, keys, Wanted("all", ["follow"], details=False))
        for sender in senders:
            await tell(tx, "follow", sender, [reader])
        told = [event for event, _ in tx.events if isinstance(event, Notified)]
        await queue_push(tx, [each for event in told for each in event.notification_ids])

    reader, senders = await house.store.write(NOBODY, people)
    await house.store.write(Viewer(reader), noted)
    pusher = Pusher(house.store, house.outbound, house.tag, settings.base)
    began = time.process_time()
    while await pusher.round():
        pass
    took = (time.process_time() - began) / times * 1000
    await house.close()
    service.terminate()
    await service.wait()
    return took


def main() -> None:
    """Measure, and print a table."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    key, tag = a_key(), Tag(new_key(), "https://kitchen.test")
    rows = [
        ("seal, `aes128gcm`", spent(lambda _: seal(MESSAGE, key, AUTH), times)),
        ("seal, `aesgcm`", spent(lambda _: seal_as_before(MESSAGE, key, AUTH), times)),
        ("sign a name tag (once an hour for each service)", spent(lambda turn: tag.word(f"https://{turn}", 0), times)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            took = runner.run(whole_way(Path(folder), times))
        rows.append(("the whole way on SQLite, in batches of 50", took))
    conditions = (
        f"Milliseconds of CPU of our process for each of {times} pushes at {commit()}; the goal is 2; load average "
        f"{os.getloadavg()[0]:.1f}. `python -m benchmarks.push` wrote this."
    )
    table = ["| what | ms |", "|---|---|", *(f"| {what} | {took:.2f} |" for what, took in rows)]
    made = "\n".join(["# What a push costs", "", conditions, "", *table, ""])
    print(made)
    (ROOT / "docs" / "benchmarks" / "push.md").write_text(made)


if __name__ == "__main__":
    main()
