"""Start the server, a worker, the demo town; bring the tables up to date."""

import asyncio
import gc
import importlib
from typing import Annotated

from cyclopts import Parameter

from kukhnya.settings import load

from .saying import Data, say

Host = Annotated[str | None, Parameter(help="Address to listen on (KUKHNYA_HOST).")]
Port = Annotated[str | None, Parameter(help="Port to listen on, 0 for any that is free (KUKHNYA_PORT).")]
Url = Annotated[str | None, Parameter(help="Address under which people reach the server (KUKHNYA_URL).")]
Workers = Annotated[str | None, Parameter(help="How many processes answer (KUKHNYA_WORKERS).")]
DemoData = Annotated[str, Parameter(help="Folder of the town's database and pictures.")]


def serve(*, data: Data = None, host: Host = None, port: Port = None, url: Url = None, workers: Workers = None) -> int:
    """Start the server. The first start prints a link that makes the first account an administrator."""
    settings = load({"data": data, "host": host, "port": port, "url": url, "workers": workers})
    gc.disable()  # a tenth of a second at the start; `serving` turns it on again once everything is loaded
    from kukhnya import serving  # noqa: PLC0415 - wrong settings are told before anything large is loaded

    return serving.serve(settings)


def worker(*, data: Data = None) -> int:
    """Do what follows from events, beside the servers, until told to end."""
    settings = load({"data": data})
    from kukhnya import serving  # noqa: PLC0415 - as above

    return serving.work(settings)


def demo(*, data: DemoData = "data-demo", host: Host = None, port: Port = None, url: Url = None) -> int:
    """Start a server with a small lively town in it, and print three ready logins."""
    settings = load({"data": data, "host": host, "port": port, "url": url})
    town = importlib.import_module("kukhnya.demo")
    code = town.run(settings)
    return code if isinstance(code, int) else 0


def migrate(*, data: Data = None) -> None:
    """Bring the tables of the database up to date. The server does this by itself when it starts."""
    settings = load({"data": data})
    from kukhnya.opening import make_folder  # noqa: PLC0415 - as above
    from kukhnya.store.migrate import migrate as bring_up  # noqa: PLC0415
    from kukhnya.store.migrations import HEAD  # noqa: PLC0415

    make_folder(settings)
    changed = asyncio.run(bring_up(settings.database))
    say(f"The tables have been brought to version {HEAD}" if changed else f"The tables are of version {HEAD} already")
