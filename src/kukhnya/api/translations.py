"""Translations: the words of a status in another language, where whoever runs the server has named an engine."""

from html import escape
from typing import Any

import msgspec
from msgspec import Struct

from kukhnya.door import translator
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.audience import Audience
from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import StatusId
from kukhnya.queries import members
from kukhnya.store.tx import ReadTx
from kukhnya.text.render import clean, to_text
from kukhnya.visibility import cards as look
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import anyone_may


class LanguageForm(Struct):
    """Into which language."""

    lang: str = ""


@get("/api/v1/instance/translation_languages", who=Who.ANYONE)
async def languages(call: Call) -> dict[str, list[str]]:
    """From which languages into which, `und` for those that are not named; nothing where there is no engine."""
    url = call.house.settings.translate_url
    if not url:
        return {}
    known = await translator.languages(url)
    anything = sorted({to for targets in known.values() for to in targets})
    return {**{code: list(targets) for code, targets in known.items()}, "und": anything}


@post("/api/v1/statuses/{status_id}/translate", scope="read:statuses", who=Who.APP, limit="searches")
async def translate(call: Call, status_id: StatusId, form: LanguageForm) -> dict[str, Any]:
    """A status in another language: only what anybody may read is ever sent to the engine."""
    async with call.house.store.read(call.viewer) as tx:
        await pages.one(tx, status_id)
        url = call.house.settings.translate_url
        if not url:
            raise NotFound(status_id)
        card = (await look.cards(tx, [Seen(status_id)]))[0]
        row = (await look.bodies(tx, [card]))[0]
        target = form.lang or await _own_language(tx) or "en"
    if row["reblog_of_id"] or row["closed"] or not anyone_may(Audience(row["audience"])):
        raise Forbidden("This action is not allowed")
    source, target = row["language"].partition("-")[0], target.partition("-")[0].lower()
    known = await translator.languages(url)
    targets = known.get(source, ()) if source else {to for some in known.values() for to in some}
    if target not in targets:
        raise Forbidden("This action is not allowed")
    return await _translated(url, row, source, target)


async def _own_language(tx: ReadTx) -> str:
    """In which language the caller is spoken to; empty where nobody has said."""
    return str((await members.of_id(tx, tx.viewer.id))["language"]) if tx.viewer.known else ""


async def _translated(url: str, row: Any, source: str, target: str) -> dict[str, Any]:
    """A Translation: text, warning, what is to be seen on pictures and the options of a poll, in one question."""
    titles = [title for _, title, _ in sorted(msgspec.json.decode(row["options"]))]
    pictures = [(each[1], each[10]) for each in sorted(msgspec.json.decode(row["media"])) if each[10]]
    plain = [row["spoiler"], *titles, *(description for _, description in pictures)]
    asked = [row["html"], *(escape(text, quote=False) for text in plain)]
    wanted = [place for place, text in enumerate(asked) if text.strip()]
    said = await translator.translate(url, [asked[place] for place in wanted], source, target)
    answers = dict(zip(wanted, said.texts, strict=True))
    spoiler, *rest = [to_text(clean(answers.get(place, ""))) for place in range(1, len(asked))]
    options, descriptions = rest[: len(titles)], rest[len(titles) :]
    return {
        "content": clean(answers.get(0, "")),
        "spoiler_text": spoiler,
        "language": target,
        "media_attachments": [
            {"id": str(media_id), "description": description}
            for (media_id, _), description in zip(pictures, descriptions, strict=True)
        ],
        "poll": {"id": str(row["id"]), "options": [{"title": title} for title in options]} if titles else None,
        "detected_source_language": said.source,
        "provider": translator.NAME,
    }
