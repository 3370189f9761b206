"""What was planted: kept outside the image, and asked only to say whether what was found is true."""

import base64
import re
import secrets
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

CANARY: Final = re.compile(rb"k([icgt]\d\d)(a\d\d)[a-z2-7]{12}")


def code_of(field: str) -> str:
    """The field as canaries name it: `C3` is `c03`."""
    return f"{field[0].lower()}{int(field[1:]):02}"


def field_of(code: bytes) -> str:
    """And back."""
    return f"{code[:1].decode().upper()}{int(code[1:])}"


class Tie(Struct, frozen=True):
    """That one account has to do with another, or with a status."""

    field: str
    one: int
    other: int


class Moment(Struct, frozen=True):
    """When an account did something, in milliseconds."""

    field: str
    account: int
    at: int


class Ledger(Struct):
    """Everything planted."""

    values: dict[str, list[str]] = msgspec.field(default_factory=dict)
    """Of a field: values that are looked for as they are (canaries, addresses, tokens, passwords)."""
    ties: list[Tie] = msgspec.field(default_factory=list)
    moments: list[Moment] = msgspec.field(default_factory=list)
    windows: dict[str, list[str]] = msgspec.field(default_factory=dict)
    """Of a field: bytes out of files, as hexadecimal digits."""
    hidden: list[int] = msgspec.field(default_factory=list)
    """Statuses that no search may know of."""
    accounts: list[int] = msgspec.field(default_factory=list)
    ended: str = ""

    def canary(self, field: str, account: int) -> str:
        """A new word that stands nowhere else."""
        word = f"k{code_of(field)}a{account:02}{base64.b32encode(secrets.token_bytes(10)).decode().lower()[:12]}"
        return self.note(field, word)

    def note(self, field: str, value: str) -> str:
        """Remember a value."""
        self.values.setdefault(field, []).append(value)
        return value

    def write(self, path: Path) -> None:
        """Keep it."""
        path.write_bytes(msgspec.json.encode(self))


def read(path: Path) -> Ledger:
    """The ledger that a town has written."""
    return msgspec.json.decode(path.read_bytes(), type=Ledger)


def spread(word: str, length: int = 600) -> str:
    """A text that holds the word again and again, so that one copy survives the border between two pages."""
    gap = "tea and buns " * 12
    return " ".join(f"{word} {gap}" for _ in range(max(1, length // 180))).strip()
