"""People, real or made up, who try to bend the order of a town: each attack answers the town as it is afterwards."""

from typing import Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from benchmarks.towns.metrics import eligible, top
from benchmarks.towns.people import Numbers, Reals, once, pairs_once
from benchmarks.towns.tastes import Acts
from benchmarks.towns.town import Town

TARGETS: Final = 12
DISGUISE: Final = 30
"""What a camouflaged fake, or one of many clones, likes beside its targets."""
GLANCES: Final = 150
"""Posts that a camouflaged fake has shown to it and leaves alone, so that it looks as choosy as anybody."""
AMONG_THEM: Final = 6
"""Ties of each fake with other fakes, beside those with members."""


class Deed(Struct, frozen=True):
    """Somebody came by something; whether they liked it."""

    person: NDArray[np.int64]
    post: NDArray[np.int64]
    liked: NDArray[np.bool_]


def targets(town: Town, dice: np.random.Generator) -> NDArray[np.int64]:
    """Twelve one-sided posts of the first camp: loved by it, disliked elsewhere, and rated by enough to be looked at."""
    gap = town.truth[:, 0] - town.truth[:, 1:].max(axis=1)
    near = np.flatnonzero(eligible(town) & (gap > 0) & (town.worst < np.quantile(town.worst, 0.4)))
    best = near[np.argsort(-gap[near])[: 4 * TARGETS]]
    return np.sort(dice.choice(best, TARGETS, replace=False))


def reached(town: Town, scores: Reals, aims: NDArray[np.int64]) -> float:
    """Which share of the targets stands in the top twentieth of what enough people of this town have rated."""
    return float(np.isin(aims, top(scores, eligible(town))).mean())


def brigade(town: Town, aims: NDArray[np.int64], many: int, dice: np.random.Generator) -> Town:
    """Real members of the first camp all like the targets."""
    camp = np.flatnonzero(town.people.camp == 0)
    return _with(town, _all_of(dice.choice(camp, min(many, len(camp)), replace=False), aims))


def one_like(town: Town, aims: NDArray[np.int64], many: int, dice: np.random.Generator) -> Town:
    """New accounts that like one target each, and follow one another."""
    fakes = np.arange(many) + town.events.people
    deed = Deed(fakes, aims[np.arange(many) % len(aims)], np.ones(many, bool))
    return _with(_settled(town, many, 0, dice), deed)


def clones(town: Town, aims: NDArray[np.int64], many: int, dice: np.random.Generator) -> Town:
    """New accounts that all like the same thirty posts and the targets."""
    fakes = np.arange(many) + town.events.people
    liked = dice.choice(np.flatnonzero(eligible(town)), DISGUISE, replace=False)
    return _with(_settled(town, many, 0, dice), _all_of(fakes, np.union1d(liked, aims)))


def camouflaged(
    town: Town, aims: NDArray[np.int64], many: int, backs: float, dice: np.random.Generator, *,
    disguise: int = DISGUISE, turns: int = TARGETS,
) -> Town:  # fmt: skip
    """New accounts that like what real people of the other camps like, and the targets; `backs` members follow each back.

    `disguise`: how much each likes beside its targets; `turns`: how many of the targets each likes, for they may take turns.
    """
    fakes = np.arange(many) + town.events.people
    there = town.people.camp[town.events.rater] != 0
    pool_rater, pool_rated = town.events.rater[there], town.events.rated[there]
    models = dice.choice(np.unique(pool_rater), many)
    order = np.argsort(pool_rater, kind="stable")
    begins = np.searchsorted(pool_rater[order], np.arange(town.events.people + 1))
    taken = np.argsort(dice.random((many, len(aims))), axis=1)[:, :turns]
    deeds = [Deed(np.repeat(fakes, turns), aims[taken.ravel()], np.ones(taken.size, bool))]
    for fake, model in zip(fakes, models, strict=True):
        mine = pool_rated[order[begins[model] : begins[model + 1]]][:disguise]
        more = dice.choice(pool_rated, max(0, disguise - len(mine)))
        liked = np.setdiff1d(np.union1d(mine, more), aims)
        deeds.append(Deed(np.full(len(liked), fake), liked, np.ones(len(liked), bool)))
    glanced = np.setdiff1d(np.arange(town.events.posts), aims)
    glances = GLANCES * disguise // DISGUISE
    passed = dice.choice(glanced, many * glances)
    deeds.append(Deed(np.repeat(fakes, glances), passed, np.zeros(len(passed), bool)))
    return _with(_settled(town, many, backs, dice), _joined(deeds))


def suppression(town: Town, aims: NDArray[np.int64], many: int, dice: np.random.Generator, *, going: bool) -> Town:
    """Real members of one camp like all they come by, but never the targets; `going`: and go to look at every one of those.

    The server counts what somebody has gone to look for as shown to them, and for no status.
    """
    camp = np.flatnonzero(town.people.camp == 0)
    those = dice.choice(camp, min(many, len(camp)), replace=False)
    theirs = np.isin(town.seen_by, those)
    aimed = np.isin(town.seen, aims)
    liked = town.acts.liked & ~(theirs & aimed) | (theirs & ~aimed)
    acts = structs.replace(town.acts, liked=liked, boosted=town.acts.boosted & ~(theirs & aimed))
    after = _with(structs.replace(town, acts=acts), _all_of(those, aims[:0]))
    viewed = after.events.viewed.copy()
    viewed[those] += len(aims) if going else 0
    return structs.replace(after, events=structs.replace(after.events, viewed=viewed))


def absence(town: Town, many: int, dice: np.random.Generator) -> Town:
    """The town without what so many real members of one camp have seen and done: what `suppression` takes away, and nothing that it adds."""
    camp = np.flatnonzero(town.people.camp == 0)
    those = dice.choice(camp, min(many, len(camp)), replace=False)
    kept = ~np.isin(town.seen_by, those)
    acts = Acts(**{name: value[kept] for name, value in structs.asdict(town.acts).items()})
    left = structs.replace(town, seen=town.seen[kept], seen_by=town.seen_by[kept], acts=acts)
    return _with(left, _all_of(those[:0], those))


def _all_of(persons: NDArray[np.int64], posts: NDArray[np.int64]) -> Deed:
    person, post = np.repeat(persons, len(posts)), np.tile(posts, len(persons))
    return Deed(person, post, np.ones(len(post), bool))


def _joined(deeds: list[Deed]) -> Deed:
    return Deed(*(np.concatenate([getattr(deed, name) for deed in deeds]) for name in Deed.__struct_fields__))


def _settled(town: Town, many: int, backs: float, dice: np.random.Generator) -> Town:
    """The town with so many fakes, who follow one another and are followed back by `backs` members each."""
    old = town.events.people
    people = old + many
    one = dice.integers(old, people, many * AMONG_THEM // 2)
    other = dice.integers(old, people, many * AMONG_THEM // 2)
    won = round(many * backs)
    inside = old + np.arange(won) % many
    outside = dice.integers(0, old, won)
    new = pairs_once(np.concatenate([one, inside]), np.concatenate([other, outside]), people)
    events = structs.replace(
        town.events, people=people, viewed=np.concatenate([town.events.viewed, np.zeros(many, np.int64)])
    )
    return structs.replace(town, events=events, ties=np.concatenate([town.ties, new]))


def _with(town: Town, deed: Deed) -> Town:
    """The town after a deed: whoever had come by a post already comes by it once."""
    posts, people = town.events.posts, town.events.people
    old = town.seen.astype(np.int64) * people + town.seen_by
    new = deed.post * people + deed.person
    keys = once(np.concatenate([old, new]))
    seen, seen_by = np.divmod(keys, people)
    kept = {name: _carried(keys, old[getattr(town.acts, name)]) for name in ("liked", "boosted", "replied")}
    kept["liked"] |= _carried(keys, np.sort(new[deed.liked]))
    rest = {name: np.zeros(len(keys), bool) for name in ("hidden", "reported", "asked", "glad", "brightened", "voted")}
    acts = structs.replace(town.acts, **kept, **rest, vote=np.zeros(len(keys), np.float32))
    given = kept["liked"] | kept["boosted"]
    events = structs.replace(
        town.events,
        likes=np.bincount(seen[kept["liked"]], minlength=posts).astype(np.int32),
        boosts=np.bincount(seen[kept["boosted"]], minlength=posts).astype(np.int32),
        rater=seen_by[given].astype(np.int32),
        rated=seen[given].astype(np.int32),
        viewed=np.bincount(seen_by, minlength=people),
    )
    return structs.replace(town, events=events, acts=acts, seen=seen.astype(np.int32), seen_by=seen_by.astype(np.int32))


def _carried(keys: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the keys are among the chosen, both in order."""
    found = np.zeros(len(keys), bool)
    if len(chosen):
        found[np.searchsorted(keys, chosen)] = True
    return found


def front_targets(town: Town, scores: Reals, dice: np.random.Generator) -> Numbers:
    """Twelve posts that stand in the top twentieth before anybody tries to push them out of it."""
    front = top(scores, eligible(town))
    return np.sort(dice.choice(front, min(TARGETS, len(front)), replace=False)).astype(np.int32)
