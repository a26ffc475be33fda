"""Compares a report with what a C compiler made: check_measured.py REPORT.json SIZES STACK.

SIZES is `nm -S` of the object with the weights, STACK the bytes that tools/stack_usage.py found.
"""
import json
import re
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        flash = sum(int(size, 16) for size in re.findall(r"^\w+ (\w+) [rR] ", file.read(), re.MULTILINE))
    with open(sys.argv[3], encoding="utf-8") as file:
        stack = int(file.read())
    print(f"flash {report['flashBytes']} of {flash}, stack {report['stack']['bytes']} of {stack}")
    if report["flashBytes"] != flash or not 0 < report["stack"]["bytes"] <= stack:
        sys.exit("check_measured: the report is not what was compiled")


if __name__ == "__main__":
    main()
