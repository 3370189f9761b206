"""The report of a run: docs/benchmarks/warm/README.md, its plots, and the figures as JSON."""

import os
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, pstdev

import msgspec

from benchmarks.__main__ import commit
from benchmarks.towns.goals import Goal, Results, goals, reached
from benchmarks.towns.plots import bars, lines
from benchmarks.towns.trials import BACKS, CROWDS, KINDS, SEEDS, TUNING_SEEDS, WAYS, Trial

RANKS = ("chronological", "engagement", "trends", "share", "factorisation", "warm")


def quality_table(found: Results) -> list[str]:
    """What each way to rank reaches in each town."""
    rows = [
        "| town | "
        + " | ".join(RANKS)
        + " | precision: trends / factorisation / warm | outrage: factorisation / warm | groups found |",
        "|---|" + "---|" * (len(RANKS) + 3),
    ]
    for shape in found.shapes():
        aucs = [f"{found.mean(shape, rank, 'auc'):.3f}" for rank in RANKS]
        precise = " / ".join(
            f"{found.mean(shape, rank, 'precision'):.2f}" for rank in ("trends", "factorisation", "warm")
        )
        outrage = " / ".join(f"{found.mean(shape, rank, 'outrage'):.2f}" for rank in ("factorisation", "warm"))
        groups = ", ".join(str(each.groups) for each in found.trials if each.shape == shape)
        rows.append(f"| {shape} | " + " | ".join([*aucs[:-1], f"**{aucs[-1]}**", precise, outrage, groups]) + " |")
    return rows


def votes_table(found: Results) -> list[str]:
    """Both engines where people are asked for a three-way vote."""
    rows = ["| town | factorisation, AUC / precision | warm, AUC / precision |", "|---|---|---|"]
    for shape in found.shapes():
        cells = [
            " / ".join(f"{found.mean(shape, rank, figure):.3f}" for figure in ("auc", "precision"))
            for rank in ("factorisation, votes", "warm, votes")
        ]
        rows.append(f"| {shape} | {cells[0]} | {cells[1]} |")
    return rows


def neutrality_table(found: Results) -> list[str]:
    """The figures of the audit, for four orders side by side."""
    names = ("side", "parity", "tone", "critical")
    rows = [
        "| town, scored posts | order | side δ | top-tenth parity | tone ρ | sad and critical δ |",
        "|---|---|---|---|---|---|",
    ]
    for shape in found.shapes():
        there = [each for each in found.trials if each.shape == shape]
        for rank in there[0].neutrality:
            scored = fmean(each.neutrality[rank]["scored"] for each in there)
            cells = [f"{fmean(each.neutrality[rank][name] for each in there):+.3f}" for name in names]
            rows.append(f"| {shape}, {scored:,.0f} | {rank} | " + " | ".join(cells) + " |")
    return rows


def goals_table(met: list[Goal]) -> list[str]:
    """Each goal with its figure."""
    return [
        "| figure | measured | goal | |",
        "|---|---|---|---|",
        *(f"| {each.what} | {each.figure} | {each.goal} | {'met' if each.met else '**missed**'} |" for each in met),
    ]


def feed_table(found: Results) -> list[str]:
    """The feed test, a row for each place of the slider."""
    rows = [
        (
            f"| {same[0]['slider']:g} | ×{fmean(each['appreciation'] for each in same):.2f} "
            f"| {max(each['pushed_down'] for each in same):g} | {fmean(each['unlifted'] for each in same):.0%} |"
        )
        for same in zip(*found.feeds, strict=True)
    ]
    head = "| slider | page one, least appreciative camp | most places pushed down | page one without a lift |"
    return [head, "|---|---|---|---|", *rows]


def follow_back_table(found: Results) -> list[str]:
    """Which share of their targets camouflaged fakes lift, by how many they are and how many members follow each back."""
    rows = [
        "| graph | fakes | follow-backs each: share of targets lifted, each likes all twelve | each likes six, taking turns | each likes one |",
        "|---|---|---|---|---|",
    ]
    for clustered in (False, True):
        for many in sorted({e.many for e in found.attacks if e.kind == "follow-backs" and e.clustered == clustered}):
            told = [
                ", ".join(
                    f"{backs:g}: {reached(found.attacks, kind, many, clustered=clustered, backs=backs):.0%}"
                    for backs in BACKS
                )
                for kind in WAYS
            ]
            rows.append(f"| {'clustered' if clustered else 'well mixed'} | {many} | {' | '.join(told)} |")
    return rows


def suppression_lines(found: Results) -> list[str]:
    """What forty suppressors do, beside what is gone without them."""
    rows = []
    for kind in dict.fromkeys(each.kind for each in found.suppressions):
        for clustered in (False, True):
            there = [each for each in found.suppressions if (each.kind, each.clustered) == (kind, clustered)]
            towns = dict.fromkeys(each.seed for each in there)
            gone = [fmean(each.reached["warm"] for each in there if each.seed == seed) for seed in towns]
            doubt = pstdev(gone) / max(1, len(gone) - 1) ** 0.5
            graph = "clustered" if clustered else "well mixed"
            rows.append(
                f"- {kind}, {graph}: {fmean(gone):.1%} ± {doubt:.1%} of twelve in the top twentieth gone "
                f"({len(gone)} towns, {len(there) // len(gone)} draws in each)"
            )
    return rows


def ablation_lines(found: Results) -> list[str]:
    """What noise, old groups and the two questions do."""
    names = {
        name: fmean(each[name] for each in found.ablations) for name in (found.ablations[0] if found.ablations else {})
    }
    return [f"- {name}: {value:+.3f}" for name, value in names.items()]


def cost_lines(trials: list[Trial]) -> list[str]:
    """What each run of the job took."""
    return [
        f"- {each.shape}, seed {each.seed}: {each.cpu_s:.2f} CPU s, {each.peak_mb:.0f} MB, {each.views:,} views, {each.ratings:,} ratings"
        for each in trials
    ]


def conditions(begun_load: float) -> str:
    """Where and how it was measured."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, seeds {', '.join(map(str, SEEDS))} (towns were shaped with "
        f"{', '.join(map(str, TUNING_SEEDS))}); two shared cores, load average {begun_load:.1f} at the beginning and "
        f"{os.getloadavg()[0]:.1f} at the end, so CPU seconds are more than quiet cores need."
    )


def write(found: Results, folder: Path, begun_load: float) -> list[Goal]:
    """Write the report, the plots and the figures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    met = goals(found)
    (folder / "figures.json").write_bytes(
        msgspec.json.format(msgspec.json.encode({"conditions": conditions(begun_load), "results": found, "goals": met}))
        + b"\n"
    )
    shapes = found.shapes()
    some = ("trends", "factorisation", "warm")
    auc = {rank: [found.mean(shape, rank, "auc") for shape in shapes] for rank in some}
    (folder / "auc.svg").write_text(
        bars("Liked by every camp: AUC", shapes, "½ is chance, 1 is perfect", auc), encoding="utf-8"
    )
    for kind in KINDS if found.attacks else ():
        values = {
            rank: [reached(found.attacks, kind, many, clustered=True, rank=rank) for many in (0, *CROWDS)]
            for rank in some
        }
        drawn = lines(
            f"Attack: {kind}, clustered graph",
            ["0", *map(str, CROWDS)],
            "targets in the top 5 %, by accounts taking part",
            values,
        )
        (folder / f"{kind}.svg").write_text(drawn, encoding="utf-8")
    (folder / "README.md").write_text(page(found, met, begun_load), encoding="utf-8")
    return met


def page(found: Results, met: list[Goal], begun_load: float) -> str:
    """The report in Markdown."""
    missed = [each for each in met if not each.met]
    notes = Path(__file__).with_name("reading.md").read_text(encoding="utf-8")
    parts = [
        "# Warmth, measured in towns made of dice", "",
        "`make warm-report` writes this page. " + conditions(begun_load), "",
        f"**{len(met) - len(missed)} of {len(met)} goals are met.** " + ("Missed: " + "; ".join(e.what for e in missed) + "." if missed else ""), "",
        notes,
        "## What is liked by every camp", "",
        ("AUC, mean of the seeds: how often one of the tenth of posts that the least appreciative camp likes best stands above another post. Posts with at "
        "least five ratings (three where fifty people live); what `warm` does not score stands last. Outrage: 1 is its share of all."), "",
        *quality_table(found), "", "![AUC](auc.svg)", "",
        "Where people are asked for a vote (half of those who come by a post answer yes, half or no):", "", *votes_table(found), "",
        "## Attacks on a town of a thousand", "",
        *(f"![{kind}]({kind}.svg)" for kind in KINDS if found.attacks), "", *follow_back_table(found), "", *suppression_lines(found), "",
        "## Does an opinion or a mood sink?", "", *neutrality_table(found), "",
        "## The feed", "", "Ten thousand people, eighty followed, three days, lifts by score alone.", "", *feed_table(found), "",
        "## Counters, old groups, and the two questions as labels", "", *ablation_lines(found), "",
        "## The index", "", *(f"- {people} people: the interval held the truth {share:.1%} of the time" for people, share in found.coverage.items()), "",
        "## The cost of the whole job", "", *cost_lines(found.trials), "",
        "## All goals", "", *goals_table(met), "",
    ]  # fmt: skip
    return "\n".join(parts)
