"""Ways that risk less: what a page makes buttons of, and what a client can change in the status that it is about to send."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct


class Option(Struct, frozen=True):
    """One way: its name, what a button says, and which parameters of the status change."""

    name: str
    label: Mapping[str, str]
    change: Mapping[str, Any]


OPTIONS: Final = {
    option.name: option
    for option in (
        Option("circle", {"en": "Post it to a circle", "ru": "Показать только кругу"}, {"visibility": "limited"}),
        Option("letter", {"en": "Send it as a letter", "ru": "Отправить письмом"}, {"visibility": "direct"}),
        Option("followers", {"en": "Show it to followers only", "ru": "Показать только подписчикам"},
               {"visibility": "private"}),
        Option("expire", {"en": "Let it expire after a day", "ru": "Пусть исчезнет через день"},
               {"expires_in": 86_400}),
        Option("words", {"en": "Say it in other words", "ru": "Сказать другими словами"}, {}),
        Option("fold", {"en": "Fold it away", "ru": "Свернуть"}, {"visibility": "self"}),
        Option("remove", {"en": "Take it down", "ru": "Убрать"}, {}),
        Option("leave", {"en": "Leave it", "ru": "Не делать этого"}, {}),
    )
}  # fmt: skip
