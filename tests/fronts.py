"""The script that speaks https on localhost, loaded or in a process of its own."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Final

SCRIPT: Final = Path(__file__).parents[1] / "scripts" / "https-on-localhost.py"


def script() -> ModuleType:
    """The script, not started."""
    spec = importlib.util.spec_from_file_location("https_on_localhost", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@contextmanager
def standing(folder: Path, *fronts: str) -> Iterator[tuple[list[int], "subprocess.Popen[str]"]]:
    """Start it for the length of the block; the ports it speaks TLS on. What it says stays in the process."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), *fronts, "--folder", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        ports: list[int] = []
        while len(ports) < len(fronts):
            line = process.stdout.readline()
            assert line, "the front ended early"
            if " stands in front of " in line:
                ports.append(int(line.split()[0].rpartition(":")[2]))
        yield ports, process
    finally:
        process.kill()
        process.communicate()
