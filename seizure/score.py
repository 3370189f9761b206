"""Count what was found: field by field, beside what may be found."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from .examine import Find
from .fields import FIELDS, MOST, NEVER, WHOLE, Field


class Score(Struct, frozen=True):
    """What one image yields."""

    image: str
    finds: Mapping[str, Find]

    def value(self, field: Field) -> float:
        """What was found of a field; what there is no feature for counts as its goal, so that it is no win."""
        return field.goal if field.absent else self.finds[field.id].value if field.id in self.finds else 0.0

    @property
    def found(self) -> float:
        """The part of the weight that was found."""
        return sum(field.weight * self.value(field) for field in FIELDS) / WHOLE

    @property
    def unsealed(self) -> float:
        """The same with every field that waits for sealing counted as found."""
        return sum(field.weight * (1.0 if field.sealing else self.value(field)) for field in FIELDS) / WHOLE

    @property
    def losses(self) -> list[Field]:
        """Fields of which more was found than may be, before and after sealing."""
        return [field for field in FIELDS if self.value(field) > field.goal]

    @property
    def broken(self) -> list[str]:
        """Why the image does not pass."""
        never = [f"{field.id} {field.name}" for field in FIELDS if field.id in NEVER and self.value(field)]
        much = [] if self.unsealed <= MOST else [f"{self.unsealed:.2%} of the weight is more than {MOST:.0%}"]
        return never + much


def table(score: Score) -> str:
    """The table, as Markdown."""
    lines = ["| field | weight | found | may be | where |", "|---|---|---|---|---|"]
    for field in FIELDS:
        find = score.finds.get(field.id)
        place = f"`{find.file}`{f' at {find.offset}' if find.offset else ''}: {find.how}" if find else ""
        mark = " †" if field.sealing else ""
        lines.append(
            f"| {field.id} {field.name}{mark} | {field.weight} | {score.value(field):g} | {field.goal:g} "
            f"| {f'not scored: {field.absent}' if field.absent else place} |"
        )
    lines.append(
        f"| **of {WHOLE}** | | **{score.found:.1%}** | {MOST:.0%} | † counted as found: {score.unsealed:.1%} |"
    )
    return "\n".join(lines)


def plain(score: Score) -> dict[str, Any]:
    """The same for programs."""
    return {
        "image": score.image,
        "found": round(score.found, 4),
        "found_unsealed": round(score.unsealed, 4),
        "broken": score.broken,
        "fields": {
            field.id: {
                "value": score.value(field),
                "goal": field.goal,
                "weight": field.weight,
                "find": score.finds.get(field.id),
            }
            for field in FIELDS
        },
    }
