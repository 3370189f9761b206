"""Filters: words one would rather not meet, where, and what happens to a post that holds them."""

from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType, field

from kukhnya.actions.keep_filter import KeywordChange, Wish, change_filter, create_filter, delete_filter
from kukhnya.api.filters import seconds_of
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused, refused
from kukhnya.model.ids import DAY, HOUR, SECOND, FilterId
from kukhnya.queries import filters
from kukhnya.queries.filters import Kept
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text import names
from kukhnya.text.matching import ACTIONS, CONTEXTS

from .forms import check_form, wrong_fields
from .settings import kept, setting_page

PAGE: Final = "/settings/filters"
ENDS_S: Final = tuple(span // SECOND for span in (HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY))
KEEP_END: Final = "as-is"
_FIELDS: Final = {"keyword": "whole_words", "context": "context", "filter_action": "action", "title": "title"}


class FilterForm(Struct):
    """A filter as the page has it: one word or phrase a line."""

    title: str = ""
    whole_words: str = ""
    pieces: str = ""
    context: list[str] | str = field(default_factory=list)
    action: str = "warn"
    expires_in: str = ""

    def contexts(self) -> tuple[str, ...]:
        """Where it is to count."""
        return (self.context,) if isinstance(self.context, str) else tuple(self.context)

    def words(self, most: int) -> dict[str, bool]:
        """Each word with whether it has to stand alone; one that stands in both fields need not."""
        whole = dict.fromkeys(_lines(self.whole_words, most), True)
        return {**whole, **dict.fromkeys(_lines(self.pieces, most), False)}


def _lines(text: str, most: int) -> list[str]:
    """The lines of a field as they are kept; one that is too long stays so, to be refused."""
    return [names.tidy(line, most) if len(line) <= most else line for line in text.splitlines() if line.strip()]


@get(PAGE, page=True)
async def index(tx: ReadTx, call: Call) -> Answer:
    """All filters there are."""
    return setting_page(call, "filters.html", filters=await filters.every(tx), now=tx.now)


@get(f"{PAGE}/new", page=True)
async def begin(call: Call) -> Answer:
    """The form of a filter that is not there yet."""
    return _form(call, None, FilterForm(context=list(CONTEXTS)))


@get(f"{PAGE}/{{filter_id}}", page=True)
async def edit(tx: ReadTx, call: Call, filter_id: FilterId) -> Answer:
    """The form of a filter as it is."""
    known = await filters.own(tx, filter_id)
    said = {whole: "\n".join(text for _, text, alone in known.keywords if alone is whole) for whole in (True, False)}
    ends = KEEP_END if known.expires_at else ""
    return _form(
        call, known, FilterForm(known.title, said[True], said[False], list(known.contexts), known.action, ends)
    )


def _form(call: Call, known: Kept | None, said: FilterForm, wrong: Refused | None = None) -> Answer:
    errors = {_FIELDS.get(name, name): sentence for name, sentence in wrong_fields(wrong).items()} if wrong else None
    return setting_page(
        call, "filter_form.html", known=known, said=said, chosen=said.contexts(), contexts=CONTEXTS, actions=ACTIONS,
        ends=ENDS_S, keep_end=KEEP_END, bounds=call.house.settings.bounds, errors=errors,
    )  # fmt: skip


@post(f"{PAGE}/new", page=True)
async def create(call: Call, form: FilterForm) -> Answer:
    """Make a filter."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        await call.house.store.write(
            call.viewer, lambda tx: _changed(tx, call, create_filter(tx, _wish(call, form), bounds))
        )
    except Refused as wrong:
        return _form(call, None, form, wrong)
    return kept(PAGE)


@post(f"{PAGE}/{{filter_id}}", page=True)
async def change(call: Call, filter_id: FilterId, form: FilterForm) -> Answer:
    """Change a filter and its words; posts that an app has named in it stay in it."""
    check_form(call)
    bounds = call.house.settings.bounds

    async def work(tx: WriteTx) -> None:
        known = await filters.own(tx, filter_id)
        await _changed(tx, call, change_filter(tx, filter_id, _wish(call, form, known), bounds))

    try:
        await call.house.store.write(call.viewer, work)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return _form(call, await filters.own(tx, filter_id), form, wrong)
    return kept(PAGE)


def _wish(call: Call, form: FilterForm, known: Kept | None = None) -> Wish:
    """What the form means, against what there is."""
    most = call.house.settings.bounds.keyword_characters
    words, before = form.words(most), {text: an_id for an_id, text, _ in known.keywords} if known else {}
    if not words and not (known and known.statuses):
        raise refused("whole_words", "ERR_BLANK", "A filter needs a word to look for")
    gone = [KeywordChange(an_id, gone=True) for text, an_id in before.items() if text not in words]
    there = [KeywordChange(before.get(text), text, whole) for text, whole in words.items()]
    ends: int | UnsetType | None = UNSET if form.expires_in == KEEP_END else seconds_of(form.expires_in)
    return Wish(
        title=form.title, contexts=form.contexts(), action=form.action, expires_in_s=ends, keywords=(*gone, *there)
    )


async def _changed(tx: WriteTx, call: Call, work: Any) -> None:
    await work
    tx.after_commit(call.house.callers.forget)


@get(f"{PAGE}/{{filter_id}}/delete", page=True)
async def before_deleting(tx: ReadTx, call: Call, filter_id: FilterId) -> Answer:
    """What will not be looked for any more."""
    return setting_page(call, "filter_delete.html", known=await filters.own(tx, filter_id))


@post(f"{PAGE}/{{filter_id}}/delete", page=True)
async def delete(call: Call, filter_id: FilterId) -> Answer:
    """Take a filter away."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: _changed(tx, call, delete_filter(tx, filter_id)))
    return kept(PAGE)
