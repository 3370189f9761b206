"""Settings: one TOML file, environment variables over it, and a default for everything.

`KUKHNYA_DATA` names the folder; `settings.toml` in it may hold the rest. Every field can be set as
`KUKHNYA_<FIELD>` too. `docs/reference/settings.md` explains each; a test compares the two.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from kukhnya.model.bounds import Bounds
from kukhnya.outbound import allowed_places

Registration = Literal["closed", "invite", "approval", "open"]
Switch = Literal["on", "off"]
Shown = Literal["nobody", "members", "all"]
Count = Annotated[int, Meta(ge=1)]

_TOML: Final = "settings.toml"
_PREFIX: Final = "KUKHNYA_"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


class WrongSetting(ValueError):
    """A setting has a value that is not allowed. The message names it, the value and what is allowed."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What whoever runs the server decides. Sizes are in characters, bytes or pixels, as named."""

    data: str = "data"
    url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    workers: Count = 1
    title: str = "Kukhnya"
    description: str = "A kitchen among friends."
    contact_email: str = ""
    languages: str = "en ru"
    registration: Registration = "invite"
    rate_limits: Switch = "on"
    trusted_proxies: str = ""
    """Addresses of proxies, separated by spaces, whose `X-Forwarded-For` is believed."""
    outbound: Switch = "on"
    outbound_allow: str = ""
    """Loopback addresses with a port, separated by spaces, that the guarded client may reach: for tests."""
    max_characters: Count = 5000
    max_media: Count = 4
    max_alt_characters: Count = 1500
    max_upload_bytes: Count = 16 * 1024 * 1024
    max_body_bytes: Count = 1024 * 1024
    max_picture_pixels: Count = 40_000_000
    max_picture_frames: Count = 120
    max_poll_options: Count = 8
    max_poll_option_characters: Count = 100
    max_fields: Count = 6
    max_field_characters: Count = 255
    max_name_characters: Count = 60
    max_note_characters: Count = 1000
    max_title_characters: Count = 120
    max_lists: Count = 100
    max_circles: Count = 100
    max_circle_members: Count = 500
    max_pins: Count = 5
    max_filters: Count = 100
    max_filter_keywords: Count = 1000
    max_filter_statuses: Count = 1000
    max_keyword_characters: Count = 200
    max_mentions: Count = 50
    max_scheduled: Count = 300
    max_scheduled_a_day: Count = 50
    translate_url: str = ""
    max_streams: Count = 10_000
    """Open streams of one process."""
    max_streams_per_account: Count = 64
    max_featured_tags: Count = 10
    max_followed_tags: Count = 200
    max_endorsements: Count = 100
    max_domain_blocks: Count = 1000
    max_account_notes: Count = 5000
    max_account_note_characters: Count = 2000
    max_report_characters: Count = 1000
    max_collections: Count = 10
    max_collection_items: Count = 25
    max_open_reports: Count = 100
    max_works: Count = 60
    domain_blocks_shown: Shown = "members"
    """Who may read which servers are shut out here."""
    search_engines: Switch = "off"
    """May search engines come to profiles at all? Each page says whether it may be kept."""
    second_look: Switch = "on"
    second_look_lists: str = ""
    """A folder with lists of words in place of ours."""
    law_packs: str = ""
    """Folder of the server's own law packs, beside those that come with it."""
    link_cards: Switch = "on"
    trends_review: Switch = "off"
    warm: Switch = "on"
    warm_minutes: Annotated[int, Meta(ge=10, le=60)] = 30
    """How often statuses are scored anew."""
    warm_full_hours: Annotated[int, Meta(ge=1, le=24)] = 6
    """How often people are looked at anew."""
    fragments_bytes: Count = 32 * 1024 * 1024
    """Memory for ready-made parts of answers."""

    @property
    def database(self) -> str:
        """The database's address: the setting, else a file in the data folder."""
        return self.database_url or f"sqlite:///{Path(self.data).resolve() / 'kukhnya.db'}"

    @property
    def media_folder(self) -> Path:
        """Where pictures are kept."""
        return Path(self.data).resolve() / "media"

    @property
    def base(self) -> str:
        """The public address without a slash at its end."""
        return self.url.rstrip("/")

    @property
    def domain(self) -> str:
        """Host and port of the public address."""
        return self.base.partition("://")[2]

    @property
    def form_bytes(self) -> int:
        """How much of a member's form with pictures is read, so that what was typed is kept where they are too large."""
        return self.max_media * self.max_upload_bytes + self.max_body_bytes

    @property
    def bounds(self) -> Bounds:
        """The sizes that actions check."""
        return Bounds(
            base=self.base,
            characters=self.max_characters,
            media=self.max_media,
            poll_options=self.max_poll_options,
            poll_option_characters=self.max_poll_option_characters,
            mentions=self.max_mentions,
            alt_characters=self.max_alt_characters,
            fields=self.max_fields,
            field_characters=self.max_field_characters,
            name_characters=self.max_name_characters,
            note_characters=self.max_note_characters,
            title_characters=self.max_title_characters,
            lists=self.max_lists,
            circles=self.max_circles,
            circle_members=self.max_circle_members,
            pins=self.max_pins,
            filters=self.max_filters,
            filter_keywords=self.max_filter_keywords,
            filter_statuses=self.max_filter_statuses,
            keyword_characters=self.max_keyword_characters,
            scheduled=self.max_scheduled,
            scheduled_a_day=self.max_scheduled_a_day,
            featured_tags=self.max_featured_tags,
            followed_tags=self.max_followed_tags,
            endorsements=self.max_endorsements,
            domain_blocks=self.max_domain_blocks,
            account_notes=self.max_account_notes,
            account_note_characters=self.max_account_note_characters,
            report_characters=self.max_report_characters,
            open_reports=self.max_open_reports,
            collections=self.max_collections,
            collection_items=self.max_collection_items,
            works=self.max_works,
        )

    @property
    def fetches_cards(self) -> bool:
        """Does the server look at the pages that public statuses link to?"""
        return self.link_cards == "on" and self.outbound == "on"

    @property
    def secure(self) -> bool:
        """True where the public address is https."""
        return self.url.startswith("https://")


def load(given: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the file, then the environment, then `given` (the command line; None is "not said").

    An empty variable counts as not said. Where no address is given, it follows from host and port.
    Raises WrongSetting, naming the setting, its value and what is allowed.
    """
    said = {name: str(value) for name, value in (given or {}).items() if value is not None}
    spoken = {
        name: environment[f"{_PREFIX}{name.upper()}"]
        for name in Settings.__struct_fields__
        if environment.get(f"{_PREFIX}{name.upper()}")
    }
    folder = said.get("data") or spoken.get("data") or "data"
    values = {**_file(Path(folder) / _TOML), **spoken, **said}
    settings = _converted(values)
    _check(settings)
    if "url" not in values:
        return msgspec.structs.replace(settings, url=local_url(settings.host, settings.port))
    _check_url(settings.url)
    return settings


def local_url(host: str, port: int) -> str:
    """The address of a server on this machine: what a browser here can open."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - read, not bound
    return f"http://{name}:{port}"


def unknown(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that begin like ours and are none of ours: misspelt, most likely."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.__struct_fields__}
    return sorted(name for name in environment if name.startswith(_PREFIX) and name not in known)


def _file(path: Path) -> dict[str, Any]:
    try:
        read = msgspec.toml.decode(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{path} cannot be read: {error}; allowed: TOML, see docs/reference/settings.md") from error
    for name in read:
        if name not in Settings.__struct_fields__:
            raise WrongSetting(f"{name} in {path} is no setting; allowed: those in docs/reference/settings.md")
    if "data" in read:
        raise WrongSetting(f"data in {path} names another folder; allowed: KUKHNYA_DATA or --data")
    return dict(read)


def _converted(values: Mapping[str, Any]) -> Settings:
    for field in msgspec.structs.fields(Settings):
        if field.name in values:
            try:
                msgspec.convert(values[field.name], field.type, strict=False)
            except msgspec.ValidationError as error:
                raise _wrong(field.name, values[field.name], _allowed(field.type)) from error
    return msgspec.convert(values, Settings, strict=False)


def _allowed(kind: Any) -> str:
    """What a value of this kind may be, in words."""
    if get_origin(kind) is Literal:
        return ", ".join(get_args(kind))
    if get_origin(kind) is Annotated:
        meta = get_args(kind)[1]
        return f"a whole number from {meta.ge}" + (" up" if meta.le is None else f" to {meta.le}")
    return "text"


def _wrong(name: str, value: object, allowed: str) -> WrongSetting:
    return WrongSetting(f"{_PREFIX}{name.upper()} is {value!r}; allowed: {allowed}")


def _check(settings: Settings) -> None:
    """What no type can say."""
    if not settings.data.strip():
        raise _wrong("data", settings.data, "the path of a folder")
    if not settings.host.strip():
        raise _wrong("host", settings.host, "an address of this machine, such as 127.0.0.1")
    if settings.database_url and not settings.database_url.startswith(("sqlite:///", "postgresql://")):
        scheme = settings.database_url.partition(":")[0]  # the rest may hold a password
        raise WrongSetting(
            f"{_PREFIX}DATABASE_URL begins with {scheme!r}; allowed: sqlite:///path, postgresql://user@host/name"
        )
    _check_places(settings)
    if settings.second_look_lists and not any(Path(settings.second_look_lists).glob("*.toml")):
        raise _wrong(
            "second_look_lists", settings.second_look_lists, "a folder with lists of words (*.toml), or nothing"
        )
    for language in settings.languages.split():
        if not _LANGUAGE.fullmatch(language):
            raise _wrong("languages", language, "language codes such as en, separated by spaces")
    if settings.translate_url:
        _check_engine(settings.translate_url)
    if settings.contact_email and not _EMAIL.fullmatch(settings.contact_email):
        raise _wrong("contact_email", settings.contact_email, "an e-mail address, or nothing")


def _check_places(settings: Settings) -> None:
    for proxy in settings.trusted_proxies.split():
        try:
            ipaddress.ip_address(proxy)
        except ValueError as error:
            raise _wrong("trusted_proxies", proxy, "addresses such as 127.0.0.1, separated by spaces") from error
    try:
        allowed_places(settings.outbound_allow)
    except ValueError as error:
        allowed = "loopback addresses with a port such as 127.0.0.1:8080, separated by spaces"
        raise _wrong("outbound_allow", settings.outbound_allow, allowed) from error


def _check_engine(url: str) -> None:
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise _wrong("translate_url", url, "the http:// or https:// address of a LibreTranslate server, or nothing")


def _check_url(url: str) -> None:
    allowed = "http:// or https:// and a host, with a port where needed and no path: https://kitchen.example"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"} and parts.port != 0
    except ValueError as error:
        raise _wrong("url", url, allowed) from error
    if not sound or parts.query or parts.fragment or "@" in parts.netloc or url != url.strip():
        raise _wrong("url", url, allowed)
