"""Settings: one TOML file, environment variables over it, and a default for everything.

`KUKHNYA_DATA` names the folder; `settings.toml` in it may hold the rest. Every field can be set as
`KUKHNYA_<FIELD>` too. `docs/reference/settings.md` explains each; a test compares the two.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from kukhnya.model.bounds import Bounds

Registration = Literal["closed", "invite", "approval", "open"]
Switch = Literal["on", "off"]
Count = Annotated[int, Meta(ge=1)]

_TOML: Final = "settings.toml"


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
    max_mentions: Count = 50
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
        )

    @property
    def secure(self) -> bool:
        """Is the public address https?"""
        return self.url.startswith("https://")


def load(given: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the file, then the environment, then `given` (the command line; None is "not said").

    Raises WrongSetting, naming the setting, its value and what is allowed.
    """
    said = {name: str(value) for name, value in (given or {}).items() if value is not None}
    spoken = {
        name.removeprefix("KUKHNYA_").lower(): value
        for name, value in environment.items()
        if name.startswith("KUKHNYA_") and name.removeprefix("KUKHNYA_").lower() in Settings.__struct_fields__
    }
    folder = said.get("data") or spoken.get("data") or "data"
    return _checked({**_file(Path(folder) / _TOML), **spoken, **said})


def _file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        read = msgspec.toml.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise WrongSetting(f"{path}: {error}") from error
    unknown = sorted(set(read) - set(Settings.__struct_fields__))
    if unknown:
        raise WrongSetting(f"{path}: {unknown[0]} is no setting; see docs/reference/settings.md")
    return dict(read)


def _checked(values: dict[str, Any]) -> Settings:
    for name, value in values.items():
        field = msgspec.structs.fields(Settings)[Settings.__struct_fields__.index(name)]
        try:
            msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            allowed = ", ".join(get_args(field.type)) if get_args(field.type) and field.type in _CHOICES else str(error)
            raise WrongSetting(f"KUKHNYA_{name.upper()} is {value!r}; allowed: {allowed}") from error
    settings = msgspec.convert(values, Settings, strict=False)
    if not settings.url.startswith(("http://", "https://")):
        raise WrongSetting(f"KUKHNYA_URL is {settings.url!r}; allowed: an address that begins with http:// or https://")
    if settings.database_url and not settings.database_url.startswith(("sqlite:///", "postgresql://")):
        raise WrongSetting(
            "KUKHNYA_DATABASE_URL has a scheme that is not known; allowed: sqlite:///path, postgresql://user@host/name"
        )
    return settings


_CHOICES: Final = (Registration, Switch)
