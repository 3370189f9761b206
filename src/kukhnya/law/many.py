"""Texts that are looked at together: what is asked of all of them in one go, once for all packs."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from kukhnya.model.texts import Texts
from kukhnya.model.words import Words

from . import hashes


class Many:
    """Texts taken apart. `where`: in which texts each word stands; `named`: the hosts and handles of those that name any."""

    def __init__(self, words: Sequence[Words]) -> None:
        self.words: Final = words
        self.texts: Final = Texts([each.normal for each in words])
        self.where: Final[dict[str, list[int]]] = defaultdict(list)
        for place, each in enumerate(words):
            for word in each.folded:
                self.where[word].append(place)
        self.named: Final = {place: hashes.places(words[place].normal, ()) for place in hashes.naming(self.texts)}
