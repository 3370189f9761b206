"""What a warning may not say.

Nobody here can promise that something is lawful, nobody asks for agreement, and a penalty that nobody has seen in a public
source is not told.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

MOST_WORDS: Final = 40
_NEVER: Final = re.compile(
    r"\b(legal|legally|lawful|safe|safely|allowed|permitted|deleted everywhere|you have been warned|i understand|i agree|"
    r"законн\w*|легальн\w*|безопасн(?:о|ый|ая|ое|ые)|разрешен\w*|разрешён\w*|удален\w* (?:везде|всюду)|"
    r"удалён\w* (?:везде|всюду)|вас предупредили|вы предупреждены|я понимаю|я согласн\w+)\b",
    re.IGNORECASE,
)
_UNCONFIRMED: Final = {"en": "can be prosecuted", "ru": "могут преследовать"}
_NUMBER: Final = re.compile(r"\d[\d.\-/]*(?:\(\d+\))?")
_PENALTY: Final = re.compile(
    r"[₽$€£฿₺]|\b(years?|months?|days?|hours?|fine[ds]?|fines|prison|jail\w*|imprison\w*|lashes|death|roubles?|rubles?|baht|dirhams?|euros?|"
    r"pounds?|lira|год\w*|лет|месяц\w*|суток|сутки|дн(?:ей|я)|штраф\w*|тюрьм\w*|тюремн\w*|лишени\w*|заключени\w*|арест\w*|"
    r"казн\w*|руб(?:л\w*)?|бат|евро|фунт\w*|лир\w*)\b",
    re.IGNORECASE,
)


def faults_of_wording(warning: Mapping[str, str], article: str, *, confirmed: bool) -> Iterator[str]:
    """What is wrong with a warning, in a sentence each."""
    for language, said in warning.items():
        many = sum(any(map(str.isalnum, word)) for word in said.split())
        if many > MOST_WORDS:
            yield f"the warning ({language}) has {many} words; {MOST_WORDS} are allowed"
        if not many:
            yield f"the warning ({language}) is empty"
        never = _NEVER.search(said)
        if never:
            yield f"the warning ({language}) says {never[0]!r}, which a warning never says"
        if not confirmed:
            yield from _as_fact(language, said, article)


def _as_fact(language: str, said: str, article: str) -> Iterator[str]:
    """Does the warning tell a penalty that is not confirmed?"""
    known = _NUMBER.findall(article)
    numbers = [number.rstrip(".-/") for number in _NUMBER.findall(said)]
    unknown = [number for number in numbers if number not in {each.rstrip(".-/") for each in known}]
    penalty = _PENALTY.search(said)
    if unknown:
        yield f"the penalty is not confirmed, but the warning ({language}) has the number {unknown[0]!r}"
    if penalty:
        yield f"the penalty is not confirmed, but the warning ({language}) says {penalty[0]!r}"
    wanted = _UNCONFIRMED.get(language, "")
    if wanted not in said.casefold():
        yield f"the penalty is not confirmed: the warning ({language}) says {wanted!r} and no more"
