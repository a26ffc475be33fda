"""Checks that a report in JSON agrees with itself: check_report.py REPORT.json...

No two buffers that are alive at one tick share bytes of the arena, all lie inside it, the bytes alive are their sum, the
peak is their most, and it is the lower bound that the scheduler found by other means.
"""
import itertools
import json
import sys


def expect(condition, message):
    if not condition:
        sys.exit(f"check_report: {sys.argv[1]}: {message}")


def alive_by_tick(report, ticks):
    values, changes = [], dict(report["alive"])
    for tick in range(ticks):
        values.append(changes.get(tick, values[-1] if values else None))
    return values


def check_apart(arena):
    """No two lives share bytes at a tick: each is compared with those that began before it and are not over."""
    lives = [(first, last, buffer["offset"] + slot * buffer["rowBytes"], buffer["rowBytes"], number)
             for number, buffer in enumerate(arena) for row, slot, first, last in buffer["lives"]]
    alive = []
    for life in sorted(lives):
        alive = [other for other in alive if other[1] >= life[0]]
        for other in alive:
            apart = life[2] + life[3] <= other[2] or other[2] + other[3] <= life[2]
            expect(apart, f"buffers {arena[life[4]]['layers']} and {arena[other[4]]['layers']} share bytes at tick {life[0]}")
        alive.append(life)


def alive_bytes(buffer, tick):
    return sum(buffer["rowBytes"] for row, slot, first, last in buffer["lives"] if first <= tick <= last)


def check(report):
    ticks = report["spans"][-1]["ticks"][1] + 1
    arena = [buffer for buffer in report["buffers"] if buffer["offset"] >= 0]
    changes = [0] * (ticks + 1)
    for buffer in arena:
        expect(buffer["bytes"] == buffer["slots"] * buffer["rowBytes"], f"{buffer['layers']}: bytes are not those of its slots")
        expect(buffer["offset"] + buffer["bytes"] <= report["arenaBytes"], f"{buffer['layers']} leaves the arena")
        for row, slot, first, last in buffer["lives"]:
            expect(0 <= first <= last < ticks, f"{buffer['layers']}: row {row} is alive outside the clock")
            expect(0 <= slot < buffer["slots"], f"{buffer['layers']}: row {row} has no slot")
            changes[first] += buffer["rowBytes"]
            changes[last + 1] -= buffer["rowBytes"]
    check_apart(arena)
    sums = list(itertools.accumulate(changes[:-1]))
    expect(sums == alive_by_tick(report, ticks), "the bytes alive are not those of the buffers")
    peak = report["peak"]
    expect(peak["bytes"] == max(sums) == sums[peak["tick"]], "the peak is not the most bytes alive")
    expect(peak["bytes"] == report["arenaLowerBound"], "the peak is not the lower bound")
    holders = [alive_bytes(report["buffers"][number], peak["tick"]) for number in peak["buffers"]]
    expect(0 not in holders and sum(holders) == peak["bytes"], "the peak's buffers are not its bytes")
    curve = report.get("ramCurve", [])
    taken = [point["arenaBytes"] for point in curve if point["taken"]]
    expect(not curve or taken == [report["arenaBytes"]], f"the curve says that the report's arena is {taken}")
    for fast, small in zip(curve, curve[1:]):
        expect(small["arenaBytes"] < fast["arenaBytes"] and small["time"] > fast["time"], f"{small} is no better than {fast}")
    flash = sum(layer["flashBytes"] for layer in report["layers"]) + report["tableBytes"]
    expect(flash == report["flashBytes"], "flash is not the sum of the layers")
    expect(sum(layer["macs"] for layer in report["layers"]) == report["macs"], "multiply-adds are not the sum of the layers")


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            check(json.load(file))


if __name__ == "__main__":
    main()
