"""A push service that takes everything: prints its port, and answers until it is ended."""

import asyncio

from aiohttp import web


async def take(request: web.Request) -> web.Response:
    """Take one message."""
    await request.read()
    return web.Response(status=201)


async def serving() -> web.Application:
    """The application."""
    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    return app


async def main() -> None:
    """Serve for as long as this process lives."""
    runner = web.AppRunner(await serving())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host_and_port = runner.addresses[0]
    print(host_and_port[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
