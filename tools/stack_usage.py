#!/usr/bin/python3
# Decides how much stack a function needs at most, from the call graphs that gcc writes with -fcallgraph-info=su.
#
#   stack_usage.py FUNCTION FILE.ci...    prints the bytes, return addresses included
#
# Functions without a body in these files (memcpy, memset) count as nothing. Recursion, calls through pointers and frames
# whose size is unknown at compile time are errors: no number would be true.
import re
import sys

# node: { title: "model.c:node_1" label: "node_1\nmodel.c:4:38\n128 bytes (static)" }
NODE = re.compile(r'^node: \{ title: "([^"]+)" label: "[^"]*\\n(\d+) bytes \(([^)]*)\)', re.MULTILINE)
EDGE = re.compile(r'^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', re.MULTILINE)


def worst(function, frames, calls, path=()):
    """The bytes of the deepest chain of calls that starts at `function`."""
    if function in path:
        sys.exit(f"stack_usage: {function} calls itself")
    if function == "__indirect_call":
        sys.exit(f"stack_usage: {path[-1]} calls through a pointer")
    if function not in frames:
        return 0
    size, kind = frames[function]
    if kind not in ("static", "dynamic,bounded"):
        sys.exit(f"stack_usage: the frame of {function} is {kind}")
    deeper = [worst(callee, frames, calls, path + (function,)) for callee in calls.get(function, ())]
    return size + max(deeper, default=0)


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: stack_usage.py FUNCTION FILE.ci...")
    frames, calls = {}, {}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for name, size, kind in NODE.findall(text):
            frames[name] = (int(size), kind)
        for caller, callee in EDGE.findall(text):
            calls.setdefault(caller, set()).add(callee)
    if sys.argv[1] not in frames:
        sys.exit(f"stack_usage: no function {sys.argv[1]} in {' '.join(sys.argv[2:])}")
    print(worst(sys.argv[1], frames, calls))


if __name__ == "__main__":
    main()
