"""Asks for each point of a curve: check_curve.py ATTENDC MODEL REPORT.json

With a point's bytes as the limit the arena is no larger, and with one byte less than the smallest there is none.
"""
import json
import subprocess
import sys


def report(limit):
    command = [sys.argv[1], "report", sys.argv[2], "--json", f"--ram={limit}"]
    return subprocess.run(command, capture_output=True, text=True)


def main():
    with open(sys.argv[3], encoding="utf-8") as file:
        points = [point["arenaBytes"] for point in json.load(file)["ramCurve"]]
    for bytes in points:
        arena = json.loads(report(bytes).stdout)["arenaBytes"]
        if arena > bytes:
            sys.exit(f"check_curve: an arena of {arena} bytes for a limit of {bytes}")
    if report(points[-1] - 1).returncode == 0:
        sys.exit(f"check_curve: {points[-1]} bytes are not the fewest")
    print(len(points), "points")


if __name__ == "__main__":
    main()
