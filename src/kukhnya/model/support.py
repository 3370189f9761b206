"""What a server asks of its members to go on: a few words, amounts, and where to give. It takes no money itself."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from .errors import Refused

ANSWERS: Final = ("support", "later", "never")
MOST_CHARACTERS: Final = 600
MOST_LINK: Final = 500
MOST_AMOUNTS: Final = 8
MOST_CENTS: Final = 100_000_000
MOST_CLICKS: Final = 20
"""Nobody counts further: more is one bucket."""
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"\d{1,7}(\.\d{1,2})?")


class Support(Struct, frozen=True, kw_only=True):
    """What is asked. Amounts are in hundredths of the currency; one of the two texts may be empty."""

    text_en: str
    text_ru: str
    link: str
    currency: str
    monthly: tuple[int, ...]
    once: tuple[int, ...]

    def text(self, language: str) -> str:
        """The words in a language, or in the other where there are none."""
        return (self.text_ru or self.text_en) if language == "ru" else (self.text_en or self.text_ru)


class Typed(Struct):
    """The same as it is typed: amounts between commas or spaces."""

    text_en: str = ""
    text_ru: str = ""
    link: str = ""
    currency: str = "USD"
    monthly: str = ""
    once: str = ""


def support_from(typed: Typed, known: Callable[[str], bool]) -> Support:
    """What was typed, if it can be asked. `known`: is there such a currency? Raises Refused with every field that is wrong."""
    wrong: dict[str, tuple[str, str]] = {}
    for name in ("text_en", "text_ru"):
        if len(getattr(typed, name).strip()) > MOST_CHARACTERS:
            wrong[name] = ("ERR_TOO_LONG", f"{name} may have {MOST_CHARACTERS} characters")
    if not (typed.text_en.strip() or typed.text_ru.strip()):
        wrong["text_en"] = ("ERR_BLANK", "text_en or text_ru must say something")
    link = typed.link.strip()
    if not _sound(link):
        wrong["link"] = ("ERR_INVALID", "link must be an https address")
    currency = typed.currency.strip().upper()
    if not known(currency):
        wrong["currency"] = ("ERR_INVALID", "currency must be three letters of ISO 4217")
    amounts: dict[str, tuple[int, ...]] = {}
    for name in ("monthly", "once"):
        found = _amounts(getattr(typed, name))
        if found is None:
            wrong[name] = ("ERR_INVALID", f"{name} must be at most {MOST_AMOUNTS} amounts above nought, between commas")
        amounts[name] = found or ()
    if wrong:
        raise Refused(", ".join(sentence for _, sentence in wrong.values()), **wrong)
    return Support(
        text_en=typed.text_en.strip(), text_ru=typed.text_ru.strip(), link=link, currency=currency, **amounts
    )


def _sound(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    plain = link.isascii() and link.isprintable() and not re.search(r'[\s"<>\\^`{|}]', link)
    return plain and len(link) <= MOST_LINK and parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))


def _amounts(typed: str) -> tuple[int, ...] | None:
    """Hundredths, each once and in order; None where something is no amount."""
    said = [each for each in re.split(r"[,;\s]+", typed) if each]
    if len(said) > MOST_AMOUNTS or not all(_AMOUNT.fullmatch(each) for each in said):
        return None
    found = sorted({round(float(each) * 100) for each in said})
    return tuple(found) if not found or 0 < found[0] <= found[-1] <= MOST_CENTS else None


def typed_from(asked: Support) -> Typed:
    """What is asked, to be typed anew."""

    def said(cents: tuple[int, ...]) -> str:
        return ", ".join(f"{each / 100:.2f}".removesuffix(".00") for each in cents)

    return Typed(
        asked.text_en, asked.text_ru, asked.link, asked.currency, said(asked.monthly), said(asked.once)
    )  # fmt: skip


def clicked(many: int) -> str:
    """The bucket: 0, 1–4, 5–19, 20+."""
    return next((bucket for floor, bucket in ((20, "20+"), (5, "5–19"), (1, "1–4")) if many >= floor), "0")
