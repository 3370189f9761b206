"""Settings: from a file, the environment and the command line, each explained, each mistake named."""

import re
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from kukhnya.settings import Settings, WrongSetting, load, unknown

REFERENCE: Final = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"


def _written(folder: Path, toml: str) -> dict[str, str]:
    (folder / "settings.toml").write_text(toml)
    return {"KUKHNYA_DATA": str(folder)}


def test_the_reference_has_a_heading_for_every_setting_and_for_no_other() -> None:
    headings = re.findall(r"^## `(\w+)`", REFERENCE.read_text(), re.MULTILINE)

    assert sorted(headings) == sorted(Settings.__struct_fields__)


@pytest.mark.parametrize("field", msgspec.structs.fields(Settings), ids=lambda field: str(field.name))
def test_the_reference_tells_the_true_default(field: Any) -> None:
    section = next(
        part
        for part in re.split(r"^## ", REFERENCE.read_text(), flags=re.MULTILINE)
        if part.startswith(f"`{field.name}`")
    )
    default = " ".join(section.partition("Default:")[2].split())

    said = {"url": "`http://` with `host` and `port`", "database_url": "the file `kukhnya.db` in the data folder"}
    assert default.startswith(said.get(field.name) or (f"`{field.default}`" if field.default != "" else "none"))


def test_everything_has_a_default() -> None:
    settings = load(environment={})

    assert settings == Settings()
    assert settings.base == "http://127.0.0.1:8000"
    assert settings.database == f"sqlite:///{Path('data').resolve()}/kukhnya.db"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    environment = _written(tmp_path, 'title = "file"\ndescription = "file"\nport = 1\n')

    settings = load({"port": 3}, {**environment, "KUKHNYA_DESCRIPTION": "environment", "KUKHNYA_PORT": "2"})

    assert (settings.title, settings.description, settings.port) == ("file", "environment", 3)


def test_what_is_not_said_on_the_command_line_leaves_the_rest_alone() -> None:
    assert load({"port": None}, {"KUKHNYA_PORT": "2"}).port == 2


def test_an_empty_variable_counts_as_not_said() -> None:
    assert load(environment={"KUKHNYA_URL": "", "KUKHNYA_WORKERS": ""}) == Settings()


@pytest.mark.parametrize(("said", "url"), [
    ({"port": 8123}, "http://127.0.0.1:8123"),
    ({"host": "0.0.0.0"}, "http://127.0.0.1:8000"),
    ({"host": "::1", "port": 1}, "http://[::1]:1"),
    ({"host": "192.168.0.2"}, "http://192.168.0.2:8000"),
    ({"port": 8123, "url": "https://kitchen.example/"}, "https://kitchen.example"),
])  # fmt: skip
def test_the_address_follows_host_and_port_where_it_is_not_said(said: dict[str, Any], url: str) -> None:
    assert load(said, {}).base == url


@pytest.mark.parametrize(("name", "value"), [
    ("registration", "sometimes"), ("rate_limits", "1"), ("port", "-1"), ("port", "65536"), ("port", "http"),
    ("workers", "0"), ("workers", "two"), ("max_characters", "0"), ("max_upload_bytes", "16 MB"),
    ("url", "kitchen.example"), ("url", "ftp://kitchen.example"), ("url", "https://"), ("url", "https://kitchen.example/path"),
    ("url", "https://vera:secret@kitchen.example"), ("url", "https://kitchen.example:port"), ("url", "https://x?y=1"),
    ("trusted_proxies", "127.0.0.1 caddy"), ("trusted_proxies", "10.0.0.0/8"), ("languages", "english russian"),
    ("contact_email", "nobody"), ("translate_url", "ftp://engine"), ("translate_url", "http://"), ("host", " "), ("data", "  "),
])  # fmt: skip
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        load(environment={f"KUKHNYA_{name.upper()}": value})

    said = str(caught.value)
    assert f"KUKHNYA_{name.upper()} is " in said
    assert not value.strip() or any(word in said for word in value.split())
    assert "; allowed: " in said


def test_a_wrong_database_address_is_named_without_its_password() -> None:
    with pytest.raises(WrongSetting) as caught:
        load(environment={"KUKHNYA_DATABASE_URL": "mysql://kukhnya:ksecret@host/name"})

    assert "KUKHNYA_DATABASE_URL" in str(caught.value)
    assert "mysql" in str(caught.value)
    assert "ksecret" not in str(caught.value)


@pytest.mark.parametrize(("toml", "word"), [
    ("titel = 'x'", "titel"), ("port = 'eighty'", "eighty"), ("port = [1]", "[1]"), ("title = 5", "5"), ("not toml", "settings.toml"),
    ("data = 'elsewhere'", "--data"),
])  # fmt: skip
def test_a_mistake_in_the_file_is_named(tmp_path: Path, toml: str, word: str) -> None:
    environment = _written(tmp_path, toml)

    with pytest.raises(WrongSetting) as caught:
        load(environment=environment)

    assert word in str(caught.value)
    assert "allowed: " in str(caught.value)


def test_misspelt_variables_are_found() -> None:
    assert unknown({"KUKHNYA_REGISTRATIONS": "open", "KUKHNYA_URL": "https://x.example", "HOME": "/"}) == [
        "KUKHNYA_REGISTRATIONS"
    ]
