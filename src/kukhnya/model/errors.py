"""The five things that can go wrong. Each door has one table from these to its answers."""

from collections.abc import Mapping


class KukhnyaError(Exception):
    """What the domain refuses, in a sentence a person can read."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(KukhnyaError):
    """It does not exist, or this viewer may not know that it does. The two are never told apart."""

    def __init__(self, _what: object = None) -> None:
        super().__init__("Record not found")


class Refused(KukhnyaError):
    """The request makes no sense. `details` names each field: code (`ERR_BLANK`) and sentence."""

    def __init__(self, sentence: str, **details: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.details: Mapping[str, tuple[str, str]] = details


class Forbidden(KukhnyaError):
    """Understood, but this viewer is not allowed to do it."""


class TooMany(KukhnyaError):
    """Too often; again in `after_s` seconds."""

    def __init__(self, sentence: str = "Too many requests", after_s: int = 60) -> None:
        super().__init__(sentence)
        self.after_s = after_s


class Unreachable(KukhnyaError):
    """Something this needs (the database, another server) does not answer now."""


def refused(field: str, code: str, sentence: str) -> Refused:
    """One field is wrong: the sentence is shown whole, the field is named."""
    return Refused(f"Validation failed: {sentence}", **{field: (code, sentence)})
