"""The languages somebody may say they write in."""

from functools import cache
from typing import Final

from babel import Locale

CODES: Final = (
    "ar", "az", "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hu", "hy", "it",
    "ja", "ka", "kk", "ko", "ky", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sr", "sv", "tg", "tr", "tt", "uk",
    "uz", "zh",
)  # fmt: skip


@cache
def _named(spoken: str) -> tuple[tuple[str, str], ...]:
    ours = Locale.parse(spoken)
    found = [
        (code, Locale.parse(code).get_display_name(code) or code, ours.languages.get(code, code)) for code in CODES
    ]
    return tuple((code, f"{own} · {name}" if own != name else own) for code, own, name in found)


def tongues(spoken: str, chosen: str) -> list[tuple[str, str]]:
    """Codes with names, as they call themselves and as the page's language calls them; what is chosen is among them."""
    named = list(_named(spoken))
    if chosen not in CODES:
        named.insert(0, (chosen, chosen))
    return named
