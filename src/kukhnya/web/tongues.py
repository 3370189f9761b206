"""The languages somebody may say they write in."""

from functools import cache
from typing import Final

from babel import Locale

OWN_NAMES: Final = {
    "ar": "العربية", "az": "azərbaycan", "be": "беларуская", "bg": "български", "bn": "বাংলা", "bs": "bosanski",
    "ca": "català", "cs": "čeština", "cy": "Cymraeg", "da": "dansk", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "eo": "Esperanto", "es": "español", "et": "eesti", "eu": "euskara", "fa": "فارسی", "fi": "suomi",
    "fr": "français", "ga": "Gaeilge", "gl": "galego", "he": "עברית", "hi": "हिन्दी", "hr": "hrvatski",
    "hu": "magyar", "hy": "հայերեն", "id": "Indonesia", "is": "íslenska", "it": "italiano", "ja": "日本語",
    "ka": "ქართული", "kk": "қазақ тілі", "ko": "한국어", "ky": "кыргызча", "la": "Latina", "lt": "lietuvių",
    "lv": "latviešu", "mk": "македонски", "mn": "монгол", "nl": "Nederlands", "no": "norsk", "pl": "polski",
    "pt": "português", "ro": "română", "ru": "русский", "sk": "slovenčina", "sl": "slovenščina", "sq": "shqip",
    "sr": "српски", "sv": "svenska", "ta": "தமிழ்", "tg": "тоҷикӣ", "th": "ไทย", "tk": "türkmen dili", "tr": "Türkçe",
    "tt": "татар", "uk": "українська", "ur": "اردو", "uz": "o‘zbek", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip
"""Languages as they call themselves: written down, because Babel reads, and keeps, half a megabyte of each to say it."""
CODES: Final = (
    "ar", "az", "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hu", "hy", "it",
    "ja", "ka", "kk", "ko", "ky", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sr", "sv", "tg", "tr", "tt", "uk",
    "uz", "zh",
)  # fmt: skip


@cache
def _named(spoken: str) -> tuple[tuple[str, str], ...]:
    ours = Locale.parse(spoken).languages
    found = [(code, OWN_NAMES[code], ours.get(code, code)) for code in CODES]
    return tuple((code, f"{own} · {name}" if own != name else own) for code, own, name in found)


def tongues(spoken: str, chosen: str) -> list[tuple[str, str]]:
    """Codes with names, as they call themselves and as the page's language calls them; what is chosen is among them."""
    named = list(_named(spoken))
    if chosen not in CODES:
        named.insert(0, (chosen, chosen))
    return named
