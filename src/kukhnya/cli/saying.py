"""What commands share: words to whoever typed them, answers as JSON, a password that is not on the screen."""

import getpass
import sys
from typing import Annotated, Any

import msgspec
from cyclopts import Parameter

from kukhnya.model.errors import Refused

Data = Annotated[str | None, Parameter(help="Folder of the database and the pictures (KUKHNYA_DATA).")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]
PasswordStdin = Annotated[bool, Parameter(negative="", help="Read the password from the first line of standard input.")]


def say(line: str) -> None:
    """A line of what was asked for, on standard output."""
    sys.stdout.write(f"{line}\n")


def say_json(value: Any) -> None:
    """What was asked for, as JSON on standard output."""
    say(msgspec.json.format(msgspec.json.encode(value)).decode())


def asked_password(*, from_stdin: bool) -> str:
    """The password: from standard input where that was said, else typed twice. Raises Refused where neither can be."""
    if from_stdin:
        return sys.stdin.buffer.readline().decode("utf-8", "replace").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Refused("Give the password on standard input and say --password-stdin")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise Refused("The two passwords differ")
    return first


def sure(question: str, answer: str) -> bool:
    """Has a person at a terminal typed `answer`? A script, which nobody watches, is believed at once."""
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        return True
    sys.stderr.write(question)
    return sys.stdin.readline().strip() == answer
