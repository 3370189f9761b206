"""Stored pictures: files under random names, in two sizes, without a word about whose they are."""

import os
import secrets
from pathlib import Path
from typing import Final, Literal

Size = Literal["large", "small"]
SIZES: Final[tuple[Size, ...]] = ("large", "small")


class Files:
    """A folder of derivatives. Names are 128 random bits; the first two letters are a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, key: str, size: Size, extension: str) -> Path:
        """Where the file of this name lies. `key` is one that `keep` gave out, never a client's word."""
        return self._folder / key[:2] / f"{key}-{size}.{extension}"

    def keep(self, extension: str, **sizes: bytes) -> str:
        """Write each size durably under a new name, and say the name. Where there is no room, nothing is left."""
        key = secrets.token_hex(16)
        (self._folder / key[:2]).mkdir(parents=True, exist_ok=True)
        try:
            for size in SIZES:
                if size in sizes:
                    self._write(self.path(key, size, extension), sizes[size])
        except OSError:
            self.forget(key)
            raise
        return key

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def forget(self, key: str) -> None:
        """Remove every size of this name; nothing happens where there is none."""
        if len(key) != 32 or not all(letter in "0123456789abcdef" for letter in key):  # noqa: PLR2004 - of `keep`
            return
        for path in (self._folder / key[:2]).glob(f"{key}-*"):
            path.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Every name there is, for the doctor."""
        return {path.name[:32] for path in self._folder.glob("??/*-*")}
