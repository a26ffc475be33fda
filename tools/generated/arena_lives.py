"""Decides which bytes of the arena are alive at which tick, from `attendc report --json`, and refuses a plan in which
two lives meet in the same bytes.

A tick is one op that runs whole or one step of a pipeline (compiler/report/README.md). A life is
(first tick, last tick, offset, size), ticks included.
"""
import numpy as np


class PlanError(Exception):
    """Bytes that two lives need at one tick."""


def lives_of(report):
    """The lives of all rows in the arena, by first tick; those of the same bytes that share a tick are one: an op in
    place."""
    found = {}
    for buffer in report["buffers"]:
        if buffer["offset"] < 0:
            continue
        size = buffer["rowBytes"]
        for _, slot, first, last in buffer["lives"]:
            found.setdefault((buffer["offset"] + slot * size, size), []).append((first, last))
    lives = []
    for (offset, size), spans in found.items():
        spans.sort()
        first, last = spans[0]
        for next_first, next_last in spans[1:]:
            if next_first > last:
                lives.append((first, last, offset, size))
                first = next_first
            last = max(last, next_last)
        lives.append((first, last, offset, size))
    return sorted(lives)


def check_lives(lives, arena_bytes):
    busy_until = np.full(arena_bytes, -1, np.int64)
    for first, last, offset, size in lives:
        if offset + size > arena_bytes:
            raise PlanError(f"bytes {offset} to {offset + size} lie outside of an arena of {arena_bytes}")
        span = busy_until[offset:offset + size]
        if span.max(initial=-1) >= first:
            raise PlanError(f"bytes {offset} to {offset + size} come alive at tick {first}, before others there die")
        span[:] = last


def changes(report):
    """(tick, offset, size, 1 for a birth or 0 for a death) in the order in which they happen. Raises PlanError."""
    lives = lives_of(report)
    check_lives(lives, report["arenaBytes"])
    deaths = [(last + 1, 0, offset, size) for _, last, offset, size in lives]
    births = [(first, 1, offset, size) for first, _, offset, size in lives]
    return [(tick, offset, size, birth) for tick, birth, offset, size in sorted(deaths + births)]
