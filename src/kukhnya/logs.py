"""Logs: the name of an event and ids, on standard error; words of a terminal, JSON for everybody else.

What a person has typed, where they came from and what they hold never gets here: names under which such things
would travel are dropped, long texts too, and what libraries have to say is reduced to its kind and its place.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, Final, TextIO

import msgspec
import structlog

PRIVATE: Final = frozenset((
    "acct", "address", "authorization", "body", "code", "cookie", "display_name", "email", "host", "html", "ip",
    "message", "name", "names", "network", "note", "password", "path", "peer", "query", "secret", "session", "source",
    "spoiler", "text", "title", "token", "uri", "url", "user_agent", "username", "value",
))  # fmt: skip
"""Keys that no log line has: dropped here, so that a slip does not become a record."""
_LONGEST: Final = 200


def set_up(stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream`, standard error where none is named."""
    out = stream or sys.stderr
    render = _words if out.isatty() else _json
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_private,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.setLevel(logging.ERROR)
        logger.propagate = True


def without_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop what a log must not hold, and say that something was dropped."""
    kept = {key: _plain(value) for key, value in event.items() if key not in PRIVATE}
    return kept if len(kept) == len(event) else {**kept, "dropped": len(event) - len(kept)}


def _plain(value: Any) -> Any:
    """Numbers, truths and short words; lists of these."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    word = str(value)
    return word if len(word) <= _LONGEST else f"({len(word)} characters)"


def _json(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
    first = {key: event[key] for key in ("timestamp", "level", "event") if key in event}
    return msgspec.json.encode({**first, **event}).decode()


def _words(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
    said = " ".join(f"{key}={value}" for key, value in event.items() if key not in {"timestamp", "level", "event"})
    return f"{event.get('timestamp', '')[11:19]} {event.get('level', ''):7} {event.get('event', '')} {said}".rstrip()


class _Libraries(logging.Handler):
    """What libraries log: who spoke and which error, never the message, which may hold a line of a request."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record's kind and place."""
        more: dict[str, Any] = {"library": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            frames = traceback.extract_tb(record.exc_info[1].__traceback__)[-3:]
            more["error"] = type(record.exc_info[1]).__name__
            more["places"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
        else:
            more["places"] = [f"{record.filename}:{record.lineno}"]
        log = structlog.get_logger()
        (log.error if record.levelno >= logging.ERROR else log.warning)("library.spoke", **more)
