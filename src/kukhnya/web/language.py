"""The languages of the pages: which one a reader gets, and its words, plurals, dates and numbers."""

import gettext
import io
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final, cast

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kukhnya import __version__
from kukhnya.model.ids import to_datetime

from .assets import addresses

LANGUAGES: Final = ("en", "ru")
NAMES: Final = {"en": "English", "ru": "Русский"}
LANGUAGE_COOKIE: Final = "kukhnya_language"
_BASE_83: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """Translations by the English sentence (a tuple of forms where a number is named); for English, of program words."""
    with resources.files("kukhnya").joinpath(f"locale/{language}/kukhnya.po").open("rb") as file:
        return {
            (message.id if isinstance(message.id, str) else message.id[0]): message.string
            for message in read_po(file)
            if message.id and message.string
        }


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The same as gettext knows it: with the plurals of the language."""
    with resources.files("kukhnya").joinpath(f"locale/{language}/kukhnya.po").open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


def language_of(headers: Mapping[str, str], cookies: Mapping[str, str], said: Mapping[str, Any], own: str = "") -> str:
    """The first of these that we speak: asked for now, chosen before, the account's, the browser's; else English."""
    accepted = [
        part.partition(";")[0].strip()[:2].lower() for part in headers.get("accept-language", "")[:200].split(",")
    ]
    for wish in (said.get("lang"), cookies.get(LANGUAGE_COOKIE), own, *accepted):
        if wish in LANGUAGES:
            return str(wish)
    return "en"


class _Said(NodeTransformer):
    """Sentences that no value goes into are translated when a template is read, not each time it is shown."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Call(self, call: nodes.Call, *_: Any) -> nodes.Node:  # noqa: N802 - named after the node
        self.generic_visit(call)
        name, given = call.node, call.args
        if not isinstance(name, nodes.Name) or name.name != "gettext" or len(given) != 1 or call.kwargs:
            return call
        if not isinstance(given[0], nodes.Const):
            return call
        sentence = translations(self._language).gettext(given[0].value)
        return nodes.TemplateData(sentence.replace("%%", "%"), lineno=call.lineno)


class _Templates(Environment):
    """The templates of one language."""

    language = "en"

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return cast("nodes.Template", _Said(self.language).visit(tree))

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, as one dictionary: Jinja's own layers are walked in Python for each part of a page."""
        return self.globals if d is None or d is self.globals else super().make_globals(d)


@cache
def environment(language: str) -> Environment:
    """The templates in a language.

    Filters: `when` (a moment, in ms or as the API writes it), `day`, `month`, `number`, `path` (of an address of ours),
    `average` (the colour of a blurhash), `clean` (HTML that `text.render` made when it was written; nothing else may pass it).
    """
    made = _Templates(
        loader=PackageLoader("kukhnya.web"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.language = language
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(language=language, languages=NAMES, version=__version__, **addresses())
    made.filters["when"] = lambda time: format_datetime(_moment(time), "d MMM y, H:mm", locale=language)
    made.filters["day"] = lambda time: format_date(_moment(time), "d MMMM y", locale=language)
    made.filters["date"] = lambda there: format_date(there, "d MMMM y", locale=language)
    made.filters["month"] = lambda time: format_datetime(_moment(time), "LLLL y", locale=language)
    made.filters["number"] = lambda number: format_decimal(number, locale=language)
    made.filters["path"] = _path
    made.filters["average"] = average
    made.filters["clean"] = Markup
    return made


def _path(address: str) -> str:
    """Pages link within the server, whatever name it is reached by."""
    return f"/{address.split('/', 3)[3]}" if address.count("/") > 2 else address  # noqa: PLR2004 - scheme://host/path


def average(blurhash: str) -> str:
    """The average colour of a picture as `#rrggbb`: a blurhash holds it in its third to sixth letter, in base 83."""
    number = 0
    for letter in blurhash[2:6]:
        number = number * 83 + _BASE_83.index(letter)
    return f"#{number:06x}"


def _moment(time: int | str) -> datetime:
    return datetime.fromisoformat(time) if isinstance(time, str) else to_datetime(time)
