"""toot in a process of its own for every command, forked from one that has it loaded: loading takes most of its time."""

import os
import sys
from pathlib import Path

from toot.cli import cli


def run(words: tuple[str, ...], environment: dict[str, str], printed: str) -> None:
    """Do what the command `toot` does; what it prints goes into the file `printed`."""
    os.environ.update(environment)
    with Path(printed).open("w") as out, Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        sys.argv = ["toot", *words]
        try:
            cli(list(words), prog_name="toot")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
