"""The forty-six fields: what somebody who takes the disk would want, how much it would hurt, and what may be found."""

from typing import Final

from msgspec import Struct


class Field(Struct, frozen=True):
    """One field. `goal`: the most that may be found in a cold image with its key. `sealing`: found until words are sealed."""

    id: str
    name: str
    weight: int
    goal: float
    sealing: bool = False
    absent: str = ""
    """Why there is nothing to find: the feature does not exist. Counted at its goal, which is no win."""


def _sealing(an_id: str, name: str, weight: int) -> Field:
    return Field(an_id, name, weight, 1.0, sealing=True)


FIELDS: Final = (
    Field("I1", "e-mail address", 3, 1),
    Field("I2", "telephone number (sent unasked, typed in a search)", 3, 0),
    Field("I3", "address at sign-up", 3, 0),
    Field("I4", "address of the last sign-in", 3, 0),
    Field("I5", "addresses older than a day", 3, 0),
    Field("I6", "user agents, list of devices", 2, 0.5),
    Field("I7", "legal name, date of birth (sent unasked)", 2, 0),
    Field("I8", "password hash that can be cracked", 1, 0.5),
    Field("I9", "usable TOTP secret", 1, 0.5, absent="there is no second factor yet"),
    Field("I10", "bearer token that works", 3, 0),
    Field("I11", "names of apps used", 1, 0.5),
    Field("I12", "who invited whom", 2, 0),
    Field("I13", "reason given at sign-up", 1, 0),
    Field("I14", "earlier names", 1, 0),
    Field("C1", "public statuses", 0, 1),
    _sealing("C2", "text for followers", 3),
    _sealing("C3", "text of letters", 3),
    _sealing("C4", "text for circles", 3),
    _sealing("C5", "scheduled statuses", 2),
    Field("C6", "deleted statuses", 3, 0),
    _sealing("C7", "earlier versions", 2),
    Field("C8", "originals of pictures, metadata, file names", 3, 0),
    Field("C9", "deleted pictures", 2, 0),
    Field("C10", "search index of text that is not public", 2, 0),
    _sealing("C11", "private notes about others", 2),
    _sealing("C12", "filter words", 2),
    _sealing("C13", "bookmarks", 3),
    _sealing("C14", "votes by person", 2),
    Field("C15", "searches made", 3, 0),
    Field("G1", "followers of a closed profile", 3, 1),
    Field("G2", "following", 3, 1),
    _sealing("G3", "who writes letters to whom", 3),
    _sealing("G4", "names and members of circles", 3),
    _sealing("G5", "blocks and mutes", 1),
    _sealing("G6", "who liked what", 3),
    _sealing("G7", "who re-shared what", 3),
    Field("G8", "who viewed what", 3, 0),
    Field("T1", "when the account was made", 1, 0.5),
    Field("T2", "last active", 2, 0.5),
    Field("T3", "access log", 3, 0),
    Field("T4", "history of sign-ins", 2, 0),
    Field("T5", "push endpoint", 2, 1),
    Field("T6", "read markers", 1, 0.5),
    Field("T7", "text in jobs and deliveries", 2, 0),
    Field("T8", "reports", 2, 1),
    Field("T9", "mail log, bodies of mail", 2, 0, absent="the server sends no mail"),
)
WHOLE: Final = sum(field.weight for field in FIELDS)
"""103."""
NEVER: Final = frozenset({
    "I2", "I3", "I4", "I5", "I7", "I10", "I12", "I13", "I14", "C6", "C8", "C9", "C10", "C15", "G8", "T3", "T4", "T7",
})  # fmt: skip
"""Fields of which nothing at all may be found, in any image."""
MOST: Final = 0.51
"""How much of the weight a cold image may yield before words are sealed, those fields counted as found."""
