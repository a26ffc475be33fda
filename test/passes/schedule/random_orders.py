"""Draws small graphs and checks that the scheduler finds the order of whole ops with the smallest peak.

random_orders.py --count N [--first SEED]

Each graph has up to 8 ops that cannot run row by row. Their memory in every order is counted here: a value is alive from
the op that makes it to the last that reads it, a unary op overwrites what it reads last, and the network's result is the
caller's. `attend-opt` must report the smallest peak as lower bound. Prints in how many graphs the order given is worse.
"""
import argparse
import random
import re
import subprocess
import sys

PASSES = ["--attend-schedule-rows=ram=min", "--attend-plan-arena", "--attend-verify-arena"]


def draw(seed):
    """Ops as (kind, operands, elements); operand -1 is the input of 8 floats. The last op joins what nobody reads."""
    dice = random.Random(seed)
    ops = []
    for number in range(dice.randint(3, 7)):
        kind = dice.choice(["concat", "concat", "slice", "slice", "unary"])
        operands = [dice.randint(max(-1, number - 4), number - 1) for _ in range(2 if kind == "concat" else 1)]
        sizes = [8 if operand < 0 else ops[operand][2] for operand in operands]
        size = {"concat": sum(sizes), "slice": 4 * dice.randint(1, sizes[0] // 4), "unary": sizes[0]}[kind]
        ops.append((kind, operands, size))
    read = {operand for _, operands, _ in ops for operand in operands}
    ends = [number for number in range(len(ops)) if number not in read]
    ends += [ends[0]]  # so that the result is larger than each, and overwrites none
    ops.append(("concat", ends, sum(ops[number][2] for number in ends)))
    return ops


def text_of(ops):
    def name(operand):
        return "%x" if operand < 0 else f"%v{operand}"

    def kind_of(operand):
        return f"tensor<1x{8 if operand < 0 else ops[operand][2]}xf32>"

    lines = []
    for number, (kind, operands, size) in enumerate(ops):
        types = ", ".join(map(kind_of, operands))
        names = ", ".join(map(name, operands))
        lines.append(f"  %v{number} = " + {
            "concat": f"attend.concat {names} {{axis = 1 : i64}} : ({types}) -> {kind_of(number)}",
            "slice": f"attend.slice {names} {{starts = array<i64: 0, 0>, steps = array<i64: 1, 1>}} : ({types}) -> {kind_of(number)}",
            "unary": f"attend.unary relu {names} : {kind_of(number)}",
        }[kind])
    last = len(ops) - 1
    return f"func.func @f(%x: {kind_of(-1)}) -> {kind_of(last)} {{\n" + "\n".join(lines) + f"\n  return %v{last} : {kind_of(last)}\n}}\n"


def step(ops, done, number):
    """Bytes alive while op `number` runs after the set `done`."""
    def is_read_by_others(value):
        return any(value in ops[reader][1] for reader in range(len(ops)) if reader not in done and reader != number)

    alive = {value for value in done if is_read_by_others(value) or value in ops[number][1]}
    kind, operands, size = ops[number]
    overwrites = kind == "unary" and operands[0] >= 0 and not is_read_by_others(operands[0])
    own = 0 if overwrites or number == len(ops) - 1 else size
    return 4 * (sum(ops[value][2] for value in alive) + own)


def peak_of(ops, order):
    return max(step(ops, frozenset(order[:place]), number) for place, number in enumerate(order))


def orders(ops, order=()):
    """All orders in which each op follows those it reads."""
    if len(order) == len(ops):
        yield order
    for number, (_, operands, _) in enumerate(ops):
        if number not in order and all(operand < 0 or operand in order for operand in operands):
            yield from orders(ops, (*order, number))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    improved = 0
    graphs = [draw(seed) for seed in range(arguments.first, arguments.first + arguments.count)]
    source = "// -----\n".join(map(text_of, graphs))
    result = subprocess.run(["attend-opt", "--split-input-file", *PASSES], input=source, capture_output=True, text=True, check=True)
    found = [int(bound) for bound in re.findall(r"kernel.arena_lower_bound = (\d+)", result.stdout)]
    if len(found) != len(graphs):
        sys.exit(f"{len(found)} plans of {len(graphs)} graphs")
    for ops, bound in zip(graphs, found):
        least, given = min(peak_of(ops, order) for order in orders(ops)), peak_of(ops, tuple(range(len(ops))))
        improved += least < given
        if bound != least:
            sys.exit(f"expected a peak of {least} bytes ({given} as given), found {bound}:\n{text_of(ops)}")
    print(f"{arguments.count} graphs with the smallest peak, {improved} of them better than as given")


if __name__ == "__main__":
    main()
