"""What somebody has typed into the form for writing, as it came: to be posted, or to be shown again with what is wrong."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.describe_media import Description
from kukhnya.api import media
from kukhnya.api.forms import an_id
from kukhnya.door.answers import TooLarge
from kukhnya.door.body import Upload
from kukhnya.door.route import Call
from kukhnya.model.draft import PollDraft
from kukhnya.model.errors import Refused
from kukhnya.model.ids import MediaId, StatusId, parse_id
from kukhnya.queries import media as pictures
from kukhnya.store.tx import ReadTx

from .forms import flat, lost, wrong_fields

POLL_S: Final = (1800, 3600, 21_600, 86_400, 259_200, 604_800)
FADES_S: Final = (0, 3600, 86_400, 604_800, 2_592_000)
_FIELDS: Final[Mapping[str, str]] = {
    "status": "text", "spoiler_text": "warning", "media_ids": "picture", "poll[options]": "poll",
    "poll[expires_in]": "poll", "expires_in": "fades", "circle_id": "audience", "visibility": "audience",
    "scheduled_at": "when", "quoted_status_id": "", "quote_approval_policy": "quotes",
}  # fmt: skip
"""Where the fields of the API stand on our page."""
SENTENCES: Final[Mapping[tuple[str, str], str]] = {
    ("text", "ERR_BLANK"): "Write something, or add a picture or a question.",
    ("text", "ERR_TOO_MANY"): "This names too many people.",
    ("poll", "ERR_CONFLICT"): "Pictures or a question, not both at once.",
    ("poll", "ERR_TOO_MANY"): "A question needs at least two answers.",
    ("poll", "ERR_INVALID"): "The answers must differ from one another.",
    ("picture", "ERR_INVALID"): "A picture is no longer here. Please choose it again.",
    ("when", "ERR_INVALID"): "This is not a time we can read.",
    ("when", "ERR_INCLUSION"): "Choose a time from five minutes to a year ahead.",
    ("when", "ERR_TOO_MANY"): "So many are waiting already that there is no room for one more.",
    ("", "ERR_INVALID"): "A letter can quote only those it names.",
}
"""What stands beside a field of this page."""
NOT_A_PICTURE: Final = "This is not a picture we can show. Your words are kept; choose another."
TOO_MANY_LETTERS: Final = "This is too long."
GONE: Final = "What this was written for is no longer there. Your words are kept; sent now, they stand by themselves."


class Slot(Struct):
    """A place for a picture: one that is kept already, or a file that has just come."""

    id: str = ""
    alt: str = ""
    file: Any = None
    off: str = ""


class Question(Struct):
    """A poll."""

    options: list[str] = field(default_factory=list)
    expires_in: str = ""
    multiple: str = ""

    def asked(self) -> bool:
        """Has an answer been typed?"""
        return any(option.strip() for option in self.options)

    def draft(self, lasts_s: int) -> PollDraft:
        """The poll that is meant; `lasts_s`: where the form does not say how long."""
        options = tuple(option for option in self.options if option.strip())
        return PollDraft(options, seconds(self.expires_in) or lasts_s, multiple=self.multiple == "1")


class Typed(Struct):
    """Everything the form for writing says."""

    text: str = ""
    warning: str = ""
    audience: str = ""
    reply: str = ""
    quote: str = ""
    seen: str = ""
    """Sealed: which second page has been seen about exactly this."""
    key: str = ""
    """Random: the same form sent twice is posted once."""
    fades: str = ""
    quotes: str = ""
    """Who may quote it; nothing: as usual, or as it is."""
    language: str = ""
    when: str = ""
    veil: str = ""
    """The pictures wait until somebody asks for them."""
    picture: list[Slot] = field(default_factory=list)
    poll: Question = field(default_factory=Question)

    def status_id(self, name: str) -> StatusId | None:
        """The status that is answered or quoted."""
        number = an_id(getattr(self, name), "")
        return None if number is None else StatusId(number)

    def shown(self) -> list[Slot]:
        """The places with pictures that shall stay."""
        return [slot for slot in self.picture if parse_id(slot.id) is not None and slot.off != "1"]

    def media_ids(self) -> tuple[MediaId, ...]:
        """The pictures that shall stay, in order."""
        return tuple(MediaId(int(slot.id)) for slot in self.shown())

    def descriptions(self) -> tuple[tuple[MediaId, Description], ...]:
        """What is said of each."""
        return tuple((MediaId(int(slot.id)), Description(slot.alt, None)) for slot in self.shown())


def seconds(text: str) -> int | None:
    """A number of seconds from a list of choices; None where nothing was chosen."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - thirty years


async def take_pictures(call: Call, typed: Typed) -> dict[str, str]:
    """Keep what was uploaded, so that it need not be sent again; the answer is what is wrong, place by place.

    Raises TooLarge for more words than any other door takes: the room for pictures is for pictures.
    """
    if sum(len(text) for _, text in flat(call.said)) > call.house.settings.max_body_bytes:
        raise TooLarge
    errors: dict[str, str] = {}
    bounds = call.house.settings.bounds
    del typed.picture[bounds.media :]
    for place, slot in enumerate(typed.picture):
        file, slot.file = slot.file, None
        if len(slot.alt) > bounds.alt_characters:
            errors[f"alt-{place}"] = TOO_MANY_LETTERS
        elif slot.off != "1" and (why := lost(call, file)):
            errors[f"picture-{place}"] = why
        elif isinstance(file, Upload) and file.data and slot.off != "1":
            call.house.limits.count("media", str(call.viewer.id))
            try:
                slot.id = (await media.keep_picture(call, media.UploadForm(file=file, description=slot.alt)))["id"]
            except Refused:
                errors[f"picture-{place}"] = NOT_A_PICTURE
    return errors


async def thumbnails(call: Call, tx: ReadTx, typed: Typed) -> dict[str, Any]:
    """The pictures that are kept already, by their ids, as the API says them; there are always places for all."""
    rows = await pictures.several_own(tx, typed.media_ids())
    typed.picture = [*typed.picture, *[Slot() for _ in range(call.house.settings.bounds.media)]]
    del typed.picture[call.house.settings.bounds.media :]
    return {str(row["id"]): media.shaped(call, row) for row in rows}


def beside(wrong: Refused) -> dict[str, str]:
    """What is wrong, by the fields of this page."""
    said = wrong_fields(wrong)
    placed = {}
    for name, sentence in said.items():
        here = _FIELDS.get(name, name)
        code = wrong.details[name][0] if name in wrong.details else ""
        placed[here] = SENTENCES.get((here, code), sentence)
    return placed
