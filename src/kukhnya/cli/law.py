"""Law packs: check one that is being built, and show what would be said of a text."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from cyclopts import Parameter
from msgspec import Struct

from kukhnya.door.laws import TONGUE, as_told, label_as_told, our_laws
from kukhnya.law.labels import Labels
from kukhnya.law.labels import load as load_labels
from kukhnya.law.match import Asked, Laws
from kukhnya.law.pack import faults_in
from kukhnya.law.trial import tried
from kukhnya.model.errors import Refused
from kukhnya.settings import load
from kukhnya.text.parse import parse

from .saying import Data, Json, say, say_json

Act = Literal["post", "reblog", "favourite", "follow", "profile", "open", "search"]
_PUBLIC: Final = frozenset({"public", "unlisted"})


class _Question(Struct, kw_only=True):
    """One text and what is done with it: a line of `--lines`."""

    text: str = ""
    urls: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    act: Act = "post"
    visibility: str = "public"
    posted_on: date | None = None


def check(file: Path, /, *, json: Json = False) -> int:
    """Look for what is wrong with a law pack, and try it by its own examples. Exit code 1 where something is.

    Args:
        file: The pack to read.
    """
    pack, faults = faults_in(file)
    found = [*faults] if pack is None else [*tried(file, pack, TONGUE)]
    if json:
        say_json(found)
        return int(bool(found))
    for fault in found:
        say(str(fault))
    if pack is not None and not found:
        say(
            f"{file}: {pack.title['en']} {pack.version}, rules {len(pack.rules)}, expires on {pack.expires_on}: in order"
        )
    return int(bool(found))


def explain(
    *,
    jurisdiction: Annotated[
        list[str] | None, Parameter(negative="", help="A place, by the id of its pack; may be given again.")
    ] = None,
    act: Annotated[Act, Parameter(help="What is done with the text.")] = "post",
    language: Annotated[Literal["en", "ru"], Parameter(help="The language of the warnings.")] = "en",
    lines: Annotated[bool, Parameter(negative="", help="One JSON object a line in, one a line out.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Say what the packs say of a text, read from standard input. Nothing about it is kept."""
    laws = our_laws(load({"data": data}).law_packs).laws
    labels = load_labels(laws.packs.values())
    asked = _Question(jurisdictions=_known(laws, jurisdiction or ()), act=act)
    if lines:
        for question in _questions(asked):
            _known(laws, question.jurisdictions)
            sys.stdout.buffer.write(msgspec.json.encode(_answer(laws, labels, question, language)) + b"\n")
            sys.stdout.buffer.flush()
        return
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    answer = _answer(laws, labels, msgspec.structs.replace(asked, text=text), language)
    if json:
        say_json(answer)
        return
    for told in answer["cautions"]:
        say(f"{told['rule']} {told['kind']} {told['class']}, {told['where']}: {told['warning']}")
    for told in answer["labels"]:
        say(f"{told['url']}: {told['text'][language]} ({told['source']})")
    if not answer["cautions"]:
        say("The packs have nothing to say of this, which promises nothing")


def _questions(asked: _Question) -> Iterator[_Question]:
    """What each line asks; what it leaves out is as the command said."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=dict[str, Any])
            yield msgspec.convert({**msgspec.to_builtins(asked), **given}, _Question)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Refused(f"Line {number} is no question: {error}") from error


def _known(laws: Laws, names: Iterator[str] | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The places, where there is a pack for each. Raises Refused."""
    for name in names:
        if name not in laws.packs:
            raise Refused(f"There is no pack {name}; there are {', '.join(sorted(laws.packs)) or 'none'}")
    return tuple(names)


def _answer(laws: Laws, labels: Labels, question: _Question, language: str) -> dict[str, Any]:
    asked = Asked(
        words=TONGUE.words(question.text),
        urls=question.urls,
        act=question.act,
        public=question.visibility in _PUBLIC,
        today=datetime.now(UTC).date(),
        posted_on=question.posted_on,
    )
    return {
        "cautions": [as_told(each, language) for each in laws.cautions(asked, question.jurisdictions)],
        "labels": [
            {"url": url, "label": label.kind, **label_as_told(label)}
            for url in dict.fromkeys((*question.urls, *parse(question.text).urls))
            for label in labels.of(url, question.jurisdictions)
        ],
    }
