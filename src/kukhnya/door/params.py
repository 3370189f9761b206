"""What a request says, whichever of the four ways it says it.

Query string, form, multipart and JSON all become one nested dictionary, with the brackets of Rails:
`source[privacy]=public`, `fields_attributes[0][name]=x`, `media_ids[]=1&media_ids[]=2`. A handler names a
Struct and gets it filled, or its caller gets a 422 that names the field.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct, inspect

from kukhnya.model.errors import Refused, refused

_DEEP: Final = 4
_MANY: Final = 2000
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_KEY: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
_FIELD: Final = re.compile(r"\$\.([A-Za-z_]\w*)")

Form = TypeVar("Form", bound=Struct)
Reading = Callable[[Any], Any]

_NOTHING: Final[dict[str, bool | None]] = {"": None}
"""An empty word for a number or a list of fields: the program had nothing to say."""
_YES_AND_NO: Final = _NOTHING | {"t": True, "on": True, "f": False, "off": False}
"""As Rails reads them, whose programs these are; `true`, `false`, `1` and `0` are read by msgspec."""


def pairs(query: bytes) -> list[tuple[str, str]]:
    """A query string or urlencoded body as pairs. Raises Refused where there are too many."""
    try:
        return parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MANY)
    except ValueError as error:
        raise Refused("Too many parameters") from error


def nested(given: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Pairs with bracketed names as dictionaries and lists."""
    tree: dict[str, Any] = {}
    for name, value in given:
        found = _KEY.match(name)
        if found is None:
            continue
        path = [found[1], *_PART.findall(found[2])]
        while path[-2:] == ["", ""]:  # `id[][]`: Mastodon.py writes the brackets of some lists twice
            path.pop()
        if len(path) <= _DEEP:
            _put(tree, path, value)
    return {key: _listed(value) for key, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    node: Any = tree
    for here, following in pairwise(path):
        node = _below(node, here, following)
        if not isinstance(node, dict | list):
            return
    if isinstance(node, list):
        node.append(value)
    else:
        node[path[-1]] = value


def _below(node: Any, here: str, following: str) -> Any:
    """One step down, made where it is missing: a list where the next bracket is empty, else a dictionary."""
    if isinstance(node, dict):
        return node.setdefault(here, [] if following == "" else {})
    if not node or not isinstance(node[-1], dict) or following in node[-1]:
        node.append({})
    return node[-1]


def _listed(value: Any) -> Any:
    """Dictionaries whose keys are 0, 1, 2 … are lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(each) for key, each in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def from_json(body: bytes) -> dict[str, Any]:
    """A JSON object; an empty body is an empty one. Raises Refused where it is neither."""
    if not body.strip():
        return {}
    try:
        read = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("The body is not valid JSON") from error
    if not isinstance(read, dict):
        raise Refused("The body must be a JSON object")
    return read


@cache
def _fields(form: type[Struct]) -> tuple[tuple[str, Reading], ...]:
    """What `form` asks for, and how each is read. Remembered: looking it up takes longer than filling it."""
    shape = cast("inspect.StructType", inspect.type_info(form))
    return tuple((field.encode_name, _reading(field.type)) for field in shape.fields)


def _reading(kind: inspect.Type) -> Reading:
    """How what was said for this type is read: words as they are, unless the type has no words."""
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    inner: dict[str, Reading] = {}
    item: Reading = _plain
    for each in kinds:
        if isinstance(each, inspect.StructType):
            inner = {field.encode_name: _reading(field.type) for field in each.fields}
        elif isinstance(each, inspect.ListType):
            item = _reading(each.item_type)
    words: dict[str, bool | None] = {}
    if not any(isinstance(each, inspect.StrType | inspect.AnyType) for each in kinds):
        words = _YES_AND_NO if any(isinstance(each, inspect.BoolType) for each in kinds) else _NOTHING

    def read(value: Any) -> Any:
        if isinstance(value, str):
            return words[word] if (word := value.lower()) in words else _plain(value)
        if isinstance(value, list):
            return [item(each) for each in value]
        if isinstance(value, dict) and inner:
            said = ((name, each, inner.get(name, _plain)(each)) for name, each in value.items())
            return {_plain(name): made for name, each, made in said if made is not None or each is None}
        return _plain(value)

    return read


def fill(form: type[Form], given: dict[str, Any]) -> Form:
    """`form` from what was said; what it does not name is ignored. Raises Refused naming the field."""
    known: dict[str, Any] = {}
    for name, reading in _fields(form):
        if name in given:
            value = reading(given[name])
            if value is not None:
                known[name] = value
    try:
        return msgspec.convert(known, form, strict=False)
    except msgspec.ValidationError as error:
        found = _FIELD.search(str(error))
        name = found[1] if found else "body"
        what = str(error).partition(" - at ")[0]
        code = "ERR_BLANK" if "missing required" in what else "ERR_INVALID"
        if code == "ERR_BLANK" and (missing := re.search(r"field `(\w+)`", what)):
            name, what = missing[1], "can't be blank"
        raise refused(name, code, f"{name}: {what}") from error


def _plain(value: Any) -> Any:
    """No NUL and no lone surrogate gets past a door: neither database would keep it."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {_plain(key) if isinstance(key, str) else key: _plain(each) for key, each in value.items()}
    return value
