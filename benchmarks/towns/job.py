"""The whole job in a process of its own: what it costs, with nothing of the town in its memory but what a server has.

The child gets events, ties and trusted people; for the sums of views it asks back through a pipe. So a scorer cannot
reach the truth even by mistake, and its memory is its own.
"""

import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.towns.people import Numbers, Reals
from benchmarks.towns.town import Counters, Events, Town
from benchmarks.towns.warm import Answer, warm


class Cost(Struct, frozen=True):
    """What one run took."""

    cpu_s: float
    peak_mb: float
    """Of the whole process: the interpreter, the libraries and the events are in it."""


def job(town: Town, seed: int, *, noise: float = 1.0) -> tuple[Answer, Cost]:
    """Run the scorer apart; its answer and its cost."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    child = spawning.Process(target=_run, args=(there,))
    child.start()
    there.close()
    here.send((town.events, town.ties, town.trusted))
    counters = Counters(town, seed, noise=noise)
    while isinstance(told := here.recv(), tuple):
        here.send(counters(*told))
    child.join()
    cost = here.recv()
    if not isinstance(told, Answer) or not isinstance(cost, Cost):
        raise TypeError("the child did not answer")
    return told, cost


def _run(pipe: Connection) -> None:
    told: tuple[Events, Numbers, Numbers] = pipe.recv()

    def views(per_person: Reals, group: NDArray[np.int8]) -> Reals:
        pipe.send((per_person, group))
        answer: Reals = pipe.recv()
        return answer

    begun = time.process_time()
    answer = warm(*told, views)
    spent = time.process_time() - begun
    pipe.send(answer)
    pipe.send(Cost(spent, _peak_mb()))


def _peak_mb() -> float:
    """The most memory this process ever held. (`getrusage` would answer the parent's, from before this program began.)"""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM")) / 1024
