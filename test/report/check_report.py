#!/usr/bin/python3
"""Checks that a report in JSON agrees with itself: check_report.py REPORT.json...

No two buffers that are alive at one tick share bytes of the arena, all lie inside it, the bytes alive are their sum, the
peak is their most, and it is the lower bound that the scheduler found by other means.
"""
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


def check(report):
    ticks = report["spans"][-1]["ticks"][1] + 1
    arena = [buffer for buffer in report["buffers"] if buffer["offset"] >= 0]
    for buffer in arena:
        expect(buffer["offset"] + buffer["bytes"] <= report["arenaBytes"], f"{buffer} leaves the arena")
        expect(0 <= buffer["ticks"][0] <= buffer["ticks"][1] < ticks, f"{buffer} is alive outside the clock")
    arena.sort(key=lambda buffer: buffer["offset"])
    for number, low in enumerate(arena):
        for high in arena[number + 1:]:
            apart = low["ticks"][1] < high["ticks"][0] or high["ticks"][1] < low["ticks"][0]
            expect(apart or low["offset"] + low["bytes"] <= high["offset"], f"{low} and {high} share bytes")
    sums = [0] * ticks
    for buffer in arena:
        for tick in range(buffer["ticks"][0], buffer["ticks"][1] + 1):
            sums[tick] += -(-buffer["bytes"] // 16) * 16
    expect(sums == alive_by_tick(report, ticks), "the bytes alive are not those of the buffers")
    peak = report["peak"]
    expect(peak["bytes"] == max(sums) == sums[peak["tick"]], "the peak is not the most bytes alive")
    expect(peak["bytes"] == report["arenaLowerBound"], "the peak is not the lower bound")
    holders = [report["buffers"][number] for number in peak["buffers"]]
    expect(sum(-(-buffer["bytes"] // 16) * 16 for buffer in holders) == peak["bytes"], "the peak's buffers are not its bytes")
    flash = sum(layer["flashBytes"] for layer in report["layers"]) + report["tableBytes"]
    expect(flash == report["flashBytes"], "flash is not the sum of the layers")
    expect(sum(layer["macs"] for layer in report["layers"]) == report["macs"], "multiply-adds are not the sum of the layers")


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            check(json.load(file))


if __name__ == "__main__":
    main()
