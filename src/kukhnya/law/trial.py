"""A pack put on trial: its own examples, and that its warnings say nothing again of what they warn of."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from .match import Asked, Laws
from .pack import Fault, Pack, Rule, line_of
from .phrases import Tongue

_DAY = timedelta(days=1)


def tried(file: Path, pack: Pack, tongue: Tongue) -> Iterator[Fault]:
    """Each example that is not so, where it stands."""
    laws, text = Laws([pack], tongue), file.read_text()
    for number, rule in enumerate(pack.rules):
        for field, reason in _failures(laws, pack, rule):
            yield Fault(str(file), line_of(text, number, field), f"{rule.id}: {reason}")


def _failures(laws: Laws, pack: Pack, rule: Rule) -> Iterator[tuple[str, str]]:
    for text in rule.must_warn:
        if not _warns(laws, pack, rule, text):
            yield "must_warn", f"does not warn of {text!r}, as it must"
    for text in rule.must_not_warn:
        if _warns(laws, pack, rule, text):
            yield "must_not_warn", f"warns of {text!r}, as it must not"
    for language, said in rule.warning.items():
        if _warns(laws, pack, rule, said):
            yield "warning", f"the warning ({language}) says again what it warns of"


def _warns(laws: Laws, pack: Pack, rule: Rule, text: str) -> bool:
    asked = Asked(
        words=laws.tongue.words(text),
        act=rule.acts[0],
        today=pack.checked_on,
        posted_on=rule.since - _DAY if rule.since else None,
    )
    return any(caution.rule == rule.id for caution in laws.cautions(asked, [pack.id]))
