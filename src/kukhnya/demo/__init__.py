"""A small lively town to look around in: `kukhnya demo`."""

import asyncio

from kukhnya.settings import Settings


def run(settings: Settings) -> int:
    """Build the town where there is none yet, then serve it; the answer is the exit code."""
    from kukhnya import serving  # noqa: PLC0415 - a wrong setting is told before anything large is loaded

    from .build import build  # noqa: PLC0415
    from .town import LOGINS  # noqa: PLC0415

    asyncio.run(build(settings))
    said = [
        "Three people whose doors are open to you:",
        *(f"  {name:10} password  {word}" for name, word in LOGINS.items()),
    ]
    return serving.serve(settings, said)
