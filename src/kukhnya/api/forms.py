"""What several pages of the API are sent alike: ids, lists of ids, pictures described."""

from collections.abc import Sequence

from msgspec import Struct, field

from kukhnya.actions.describe_media import Description
from kukhnya.model.errors import refused
from kukhnya.model.ids import parse_id

Id = str | int
_MOST_ASKED = 80
_MANY = 200


class Asked(Struct):
    """The things somebody asks about by id."""

    id: list[Id] | Id = field(default_factory=list)

    def numbers(self) -> list[int]:
        """The ids among what was sent, at most eighty."""
        given: Sequence[Id] = self.id if isinstance(self.id, list) else [self.id]
        return [number for each in given[:_MOST_ASKED] if (number := parse_id(str(each))) is not None]


class MediaForm(Struct):
    """What is said of a picture. `focus` is `x,y`, each from -1 to 1."""

    id: Id | None = None
    description: str | None = None
    focus: str | None = None


def an_id(value: Id | None, name: str) -> int | None:
    """The id an app sent; None for none. Raises Refused for what cannot be one."""
    if value in (None, "", 0):
        return None
    number = parse_id(str(value))
    if number is None:
        raise refused(name, "ERR_INVALID", f"{name} is not an id")
    return number


def description_of(form: MediaForm) -> Description:
    """What the form says of a picture. Raises Refused for a focus that is none."""
    if not form.focus:
        return Description(form.description, None)
    try:
        x, y = (float(part) for part in form.focus.split(","))
    except ValueError as error:
        raise refused("focus", "ERR_INVALID", "focus must be two numbers from -1 to 1, with a comma between") from error
    if not (-1 <= x <= 1 and -1 <= y <= 1):
        raise refused("focus", "ERR_INVALID", "focus must be two numbers from -1 to 1, with a comma between")
    return Description(form.description, (round(x * 1000), round(y * 1000)))


def numbers(given: list[Id] | Id, name: str) -> tuple[int, ...]:
    """The ids that were sent, each once. Raises Refused for what is none, or for too many."""
    listed = given if isinstance(given, list) else [given] if given != "" else []
    found = [parse_id(str(each)) for each in listed]
    if None in found or len(found) > _MANY:
        raise refused(name, "ERR_INVALID", f"{name} must be ids, {_MANY} at most")
    return tuple(dict.fromkeys(number for number in found if number is not None))
