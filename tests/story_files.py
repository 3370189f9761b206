"""What lies in a folder, byte by byte: for stories that nothing has been written."""

from pathlib import Path


def everything_below(folder: Path) -> bytes:
    """All bytes of all files: database, write-ahead log, pictures."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
