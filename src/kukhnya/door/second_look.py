"""The second look of a running server: its lists of words, and who has been asked today. Kept in memory and nowhere else."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from kukhnya.model.ids import DAY, AccountId, Time
from kukhnya.text import lemmas
from kukhnya.warm import second_look
from kukhnya.warm.second_look import Lists

OWN: Final = Path(second_look.__file__).parent / "lists"


class SecondLook:
    """Reasons to look again at a reply; at most once a day for each person."""

    def __init__(self, folder: Path = OWN, *, on: bool = True) -> None:
        """Raises ValueError, naming the file, for a list that is none."""
        self.on = on
        self._files = [each for path in sorted(folder.glob("*.toml")) for each in _read(path)]
        self._day = -1
        self._asked: set[AccountId] = set()
        self._answered: set[AccountId] = set()

    @cached_property
    def _lists(self) -> Lists:
        """By base forms, once the first reply comes: finding them takes a moment."""
        return second_look.lists(self._files, lemmas.lemmas_of)

    def reasons(self, text: str) -> tuple[str, ...]:
        """Why this text may hit whom it answers; mostly nothing."""
        return second_look.reasons(lemmas.words(text), self._lists) if self.on else ()

    def may_ask(self, who: AccountId, now: Time) -> bool:
        """Has this person not been asked today?"""
        self._turn(now)
        return self.on and who not in self._asked

    def asks(self, who: AccountId, now: Time) -> None:
        """This person is asked now."""
        self._turn(now)
        self._asked.add(who)

    def first_answer(self, who: AccountId, now: Time) -> bool:
        """Is this their first answer today? A form that is sent twice is counted once."""
        self._turn(now)
        first = who not in self._answered
        self._answered.add(who)
        return first

    def _turn(self, now: Time) -> None:
        """A new day forgets the one before."""
        if now // DAY != self._day:
            self._day = now // DAY
            self._asked, self._answered = set(), set()


def _read(path: Path) -> Iterator[object]:
    try:
        yield from second_look.read([path.read_bytes()])
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
