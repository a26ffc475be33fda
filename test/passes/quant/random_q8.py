"""Draws small q8 graphs with many dead channels, and checks that passes change no output bit.

random_q8.py --work DIR --count N [--first SEED] [--wide] [--c] "--passes=--attend-remove-dead-channels .."

Each graph is run by `attendc run --from=q8` as it is and behind the passes (attend-opt), on random integers. Prints how
many graphs became smaller, so that a pass that does nothing is noticed. With --wide half of the activations have 16 bits
and half of the inputs lie at the ends of their type; with --c the C of both graphs (strict gcc, sanitizers) must give the
same bytes. PATH must hold attendc and attend-opt.
"""
import argparse
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(HERE))), "tools", "generated"))
from generated_model import SANITIZE, STRICT, GeneratedModel  # noqa: E402

NUMPY = {"i8": np.int8, "ui8": np.uint8, "i16": np.int16, "ui16": np.uint16}


class Value:
    """An SSA value [N, H, W, C] or [N, C] of an element of NUMPY, or a constant."""

    def __init__(self, name, shape, element, zero_point):
        self.name, self.shape, self.element, self.zero_point = name, list(shape), element, zero_point

    @property
    def type(self):
        return f"tensor<{'x'.join(map(str, self.shape))}x{self.element}>"

    @property
    def range(self):
        limits = np.iinfo(NUMPY[self.element])
        return int(limits.min), int(limits.max)

    @property
    def is_byte(self):
        return self.element in ("i8", "ui8")


class Network:
    """The text of one function, op by op."""

    def __init__(self, seed, wide):
        self.wide = wide
        self.random = np.random.Generator(np.random.Philox(key=seed))
        self.lines, self.count = [], 0
        element = self.element_of(self.pick(["i8", "i8", "ui8"]))
        channels = int(self.random.integers(1, 9))
        self.input = Value("%arg0", [1, 7, 6, channels], element, self.zero_point(element))
        self.values = [self.input]

    def pick(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def chance(self, p):
        return self.random.random() < p

    def element_of(self, element):
        """`element`, or any if activations may have 16 bits."""
        return self.pick(["i8", "ui8", "i16", "i16", "ui16"]) if self.wide else element

    def zero_point(self, element):
        limits = np.iinfo(NUMPY[element])
        low, count = int(limits.min), int(limits.max) - int(limits.min) + 1
        return self.pick([low, low, low + count // 2, low + int(self.random.integers(count))])

    @staticmethod
    def steps(result, *operands):
        """How many steps of the result are one step of the product of the operands, if all have the same range."""
        size = 1 if result.is_byte else 256
        for operand in operands:
            size /= 1 if operand.is_byte else 256
        return size

    def new(self, shape, element, zero_point):
        self.count += 1
        return Value(f"%v{self.count}", shape, element, zero_point)

    def op(self, result, name, operands, attributes):
        types = ", ".join(operand.type for operand in operands)
        names = ", ".join(operand.name for operand in operands)
        self.lines.append(f"{result.name} = q8.{name} {names} {{{attributes}}} : ({types}) -> {result.type}")
        self.values.append(result)
        return result

    def constant(self, array, element):
        result = self.new(array.shape, element, 0)
        values = str(np.asarray(array).tolist())
        self.lines.append(f"{result.name} = q8.constant dense<{values}> : {result.type}")
        return result

    def clamp(self, result):
        low, high = result.range
        if self.chance(0.6):
            low = result.zero_point
        elif self.chance(0.2):
            low, high = sorted(self.random.integers(low, high + 1, 2).tolist())
        return (f"output_zero_point = {result.zero_point} : i32, low = {low} : i32, high = {high} : i32")

    # Ops with weights.

    def parameters(self, shape, fan_in, steps):
        """Attributes and operands; most output channels are dead in one of several ways."""
        outputs = shape[0]
        weights = self.random.integers(-128, 128, shape)
        zero_points = self.pick([[0], [3], self.random.integers(-5, 6, outputs).tolist()])
        wide = np.broadcast_to(np.array(zero_points), [outputs]).reshape([-1] + [1] * (len(shape) - 1))
        bias = self.random.integers(-2000, 2000, outputs) * (256 if steps < 1 else 1)
        for oc in range(outputs):
            if self.chance(0.5):
                bias[oc] = -100_000_000
            elif self.chance(0.3):
                weights[oc] = wide[oc]
        if self.chance(0.5):  # inputs that no weight reads
            dead = self.random.random(shape[-1]) < 0.5
            weights[..., dead] = np.broadcast_to(wide, shape)[..., dead]
        multipliers = self.random.uniform(0.2, 1.5, outputs) / (40 * np.sqrt(fan_in)) * steps
        text = ", ".join(f"{m:.6e}" for m in multipliers)
        attributes = (f"weight_zero_points = array<i32: {', '.join(map(str, zero_points))}>, "
                      f"multipliers = array<f32: {text}>")
        return self.constant(weights, "i8"), self.constant(bias, "i32"), attributes

    def conv(self, x, kind):
        n, h, w, c = x.shape
        groups, outputs = 1, int(self.random.integers(1, 9))
        if kind == "depthwise":
            groups, outputs = c, c * self.pick([1, 1, 2])
        elif kind == "grouped":
            groups = self.pick([g for g in range(1, c + 1) if c % g == 0])
            outputs = groups * int(self.random.integers(1, 4))
        kernel = self.pick([1, 3]) if kind == "dense" else 3
        pad = self.pick([0, kernel // 2])
        stride = self.pick([1, 1, 2])
        h, w = [(size + 2 * pad - kernel) // stride + 1 for size in (h, w)]
        if h < 1 or w < 1:
            return None
        element = self.element_of(self.pick([x.element, "i8"]))
        result = self.new([n, h, w, outputs], element, self.zero_point(element))
        weight, bias, attributes = self.parameters([outputs, kernel, kernel, c // groups], kernel * kernel * c // groups,
                                                   self.steps(result, x))
        return self.op(result, "conv2d", [x, weight, bias],
                       f"strides = array<i64: {stride}, {stride}>, pads = array<i64: {pad}, {pad}, {pad}, {pad}>, "
                       f"dilations = array<i64: 1, 1>, groups = {groups} : i64, input_zero_point = {x.zero_point} : i32, "
                       f"{attributes}, {self.clamp(result)}")

    def fully_connected(self, x):
        outputs = int(self.random.integers(1, 9))
        element = self.element_of(x.element)
        result = self.new([x.shape[0], outputs], element, self.zero_point(element))
        weight, bias, attributes = self.parameters([outputs, x.shape[1]], x.shape[1], self.steps(result, x))
        return self.op(result, "fully_connected", [x, weight, bias],
                       f"input_zero_point = {x.zero_point} : i32, {attributes}, {self.clamp(result)}")

    # Ops on single elements.

    def pair(self, name, x):
        others = [v for v in self.values if len(v.shape) == len(x.shape) and v.shape[-1] in (x.shape[-1], 1)
                  and all(a in (b, 1) for a, b in zip(v.shape, x.shape))]
        other = self.pick(others)
        if self.chance(0.2):
            low, high = x.range
            other = self.constant(self.random.integers(low, high + 1, [1] * (len(x.shape) - 1) + [x.shape[-1]]), x.element)
        operands = [x, other] if self.chance(0.5) else [other, x]
        element = x.element if name == "add_ort_x64" else self.element_of(x.element)
        result = self.new(x.shape, element, self.zero_point(element))
        zero_points = (f"lhs_zero_point = {operands[0].zero_point} : i32, rhs_zero_point = {operands[1].zero_point} : i32, ")
        if name == "add_ort_x64" and not (x.is_byte and other.is_byte):
            return None
        if name == "add":
            multipliers = self.random.integers(1, 1 << 22, 2)
            shift = self.pick([20, 21, 22]) + (0 if result.is_byte else -8) + (0 if x.is_byte else 8)
            numbers = (f"lhs_multiplier = {multipliers[0]} : i32, rhs_multiplier = {multipliers[1]} : i32, "
                       f"shift = {shift} : i32, ")
        elif name == "mul":
            ratio = self.random.uniform(0.001, 0.05) * self.steps(result, x, other)
            numbers = f"ratio = {ratio:.6e} : f32, "
        else:
            low, high = x.range
            clamp = f"low = {low} : i32, high = {high} : i32"
            return self.op(result, name, operands, f"lhs_ratio = {self.random.uniform(0.1, 2):.6e} : f32, rhs_ratio = "
                           f"{self.random.uniform(0.1, 2):.6e} : f32, fix = {self.random.uniform(-60, 60):.6e} : f32, {clamp}")
        return self.op(result, name, operands, zero_points + numbers + self.clamp(result))

    def table(self, x):
        if not x.is_byte:
            return None
        channels = self.pick([None, x.shape[-1]])
        result = self.new(x.shape, self.element_of(x.element), x.zero_point)
        low, high = result.range
        rows = self.random.integers(low, high + 1, [channels or 1, 256])
        for row in rows:
            if self.chance(0.4):
                row[:] = self.pick([low, row[0]])
            elif self.chance(0.3):  # the identity, or a clamp
                stored = np.arange(256) if x.element == "ui8" else np.arange(256).astype(np.int8).astype(int)
                row[:] = np.clip(np.maximum(stored, self.pick([low, x.zero_point])), low, high)
        table = self.constant(rows if channels else rows[0], result.element)
        result.zero_point = self.pick([x.zero_point, low])
        if not low <= result.zero_point <= high:
            result.zero_point = low
        return self.op(result, "table", [x, table], "")

    # Windows and copies.

    def pool(self, name, x):
        n, h, w, c = x.shape
        pad, stride = self.pick([0, 1]), self.pick([1, 2])
        shape = [n, (h + 2 * pad - 2) // stride + 1, (w + 2 * pad - 2) // stride + 1, c]
        if min(shape) < 1:
            return None
        window = (f"kernel = array<i64: 2, 2>, strides = array<i64: {stride}, {stride}>, "
                  f"pads = array<i64: {pad}, {pad}, {pad}, {pad}>")
        result = self.new(shape, x.element, x.zero_point)
        if name == "max_pool2d":
            return self.op(result, name, [x], window)
        include = self.pick(["true", "false"]) if pad else "true"
        multipliers = [0.25] if include == "true" else [1.0, 0.5, 1 / 3, 0.25]
        result.element = self.element_of(x.element)
        result.zero_point = self.zero_point(result.element)
        multipliers = [m * self.steps(result, x) for m in multipliers]
        return self.op(result, name, [x], f"{window}, count_include_pad = {include}, input_zero_point = {x.zero_point} : i32, "
                       f"multipliers = array<f32: {', '.join(f'{m:.6e}' for m in multipliers)}>, {self.clamp(result)}")

    def resize(self, x):
        n, h, w, c = x.shape
        if h * w > 60:
            return None
        rows, columns = (", ".join(str(i // 2) for i in range(2 * size)) for size in (h, w))
        result = self.new([n, 2 * h, 2 * w, c], x.element, x.zero_point)
        return self.op(result, "resize_nearest", [x], f"rows = array<i32: {rows}>, columns = array<i32: {columns}>")

    def pad(self, x):
        low = [0] + self.random.integers(0, 2, len(x.shape) - 1).tolist()
        high = [0] + self.random.integers(0, 2, len(x.shape) - 1).tolist()
        result = self.new([a + b + c for a, b, c in zip(x.shape, low, high)], x.element, x.zero_point)
        value = x.zero_point if self.chance(0.7) else self.zero_point(x.element)
        return self.op(result, "pad", [x], f"low = array<i64: {', '.join(map(str, low))}>, "
                       f"high = array<i64: {', '.join(map(str, high))}>, value = {value} : i32")

    def concat(self, x):
        axis = self.pick([len(x.shape) - 1] * 3 + [1])
        others = [v for v in self.values if v.element == x.element and len(v.shape) == len(x.shape)
                  and all(a == b for i, (a, b) in enumerate(zip(v.shape, x.shape)) if i != axis)]
        operands = [x] + [self.pick(others) for _ in range(self.pick([1, 1, 2]))]
        shape = list(x.shape)
        shape[axis] = sum(operand.shape[axis] for operand in operands)
        if shape[axis] > 16:
            return None
        return self.op(self.new(shape, x.element, x.zero_point), "concat", operands, f"axis = {axis} : i64")

    def slice(self, x):
        steps = [1] * (len(x.shape) - 1) + [self.pick([1, 1, 1, 2])]
        starts = [0] + [int(self.random.integers(0, max(1, size // 2))) for size in x.shape[1:]]
        shape = [1 + int(self.random.integers(0, (size - 1 - start) // step + 1))
                 for size, start, step in zip(x.shape, starts, steps)]
        return self.op(self.new(shape, x.element, x.zero_point), "slice", [x],
                       f"starts = array<i64: {', '.join(map(str, starts))}>, steps = array<i64: {', '.join(map(str, steps))}>")

    def transpose(self, x):
        order = self.pick([[0, 2, 1, 3], [0, 2, 1, 3], [0, 3, 1, 2]])
        return self.op(self.new([x.shape[i] for i in order], x.element, x.zero_point), "transpose", [x],
                       f"permutation = array<i64: {', '.join(map(str, order))}>")

    def flatten(self, x):
        n, h, w, c = x.shape
        if h * w * c > 200:
            return None
        return self.op(self.new([n, h * w * c], x.element, x.zero_point), "reshape", [x], "")

    def softmax(self, x):
        if not x.is_byte:
            return None
        exponentials = self.constant(np.rint(2.0 ** 30 * np.exp(-0.05 * np.arange(256))).astype(int), "i32")
        result = self.new(x.shape, "i8", -128)
        return self.op(result, "softmax", [x, exponentials], "inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, "
                       "low = -128 : i32, high = 127 : i32")

    def grow(self):
        """One more op on a recent value; False if the drawn one does not fit."""
        x = self.values[-1 - int(self.random.integers(min(4, len(self.values))))]
        if len(x.shape) == 2:
            choices = [self.fully_connected] * 3 + [self.table, lambda v: self.pair("add", v), self.concat, self.softmax]
        else:
            choices = [lambda v, kind=kind: self.conv(v, kind) for kind in ("dense",) * 6 + ("depthwise",) * 3 + ("grouped",)]
            choices += [lambda v, name=name: self.pair(name, v) for name in ("add", "add", "add_ort_x64", "mul", "mul")]
            choices += [lambda v, name=name: self.pool(name, v) for name in ("max_pool2d", "avg_pool2d")]
            choices += [self.table, self.table, self.resize, self.pad, self.concat, self.concat, self.slice, self.transpose,
                        self.flatten]
        return self.pick(choices)(x) is not None

    def text(self):
        while self.count < 40:
            self.grow()
        results = self.values[-1:] if self.chance(0.7) else [self.values[-1], self.pick(self.values[1:])]
        types = ", ".join(result.type for result in results)
        body = "\n  ".join(self.lines)
        return (f"func.func @main({self.input.name}: {self.input.type}) -> ({types}) {{\n  {body}\n"
                f"  return {', '.join(result.name for result in results)} : {types}\n}}\n"), len(results)


def call(command, seed):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"random_q8: seed {seed}: {' '.join(command)}\n{result.stderr[:2000]}")


def bytes_of_c(path, options, work, seed, data):
    """The bytes of each output of the C of a graph."""
    folder = os.path.join(work, "c")
    call(["attendc", "compile", "--from=q8", path, *options, "-o", folder], seed)
    model = GeneratedModel(folder)
    call(model.build_command(folder, ["gcc", "-O1", *SANITIZE, *STRICT]), seed)
    files = [os.path.join(folder, f"{index}.bin") for index in range(len(model.ports))]
    with open(files[0], "wb") as file:
        file.write(data.tobytes())
    call([os.path.join(folder, "program"), *files], seed)
    return [open(name, "rb").read() for name in files[1:]]


def check(seed, work, passes, wide, with_c):
    """Compares one graph with itself behind the passes, and with its C; True if it became smaller."""
    network = Network(seed, wide)
    text, results = network.text()
    paths = [os.path.join(work, f"{seed}-{name}.mlir") for name in ("before", "after", "twice")]
    with open(paths[0], "w") as file:
        file.write(text)
    for before, after in zip(paths, paths[1:]):
        call(["attend-opt", before, "--mlir-print-op-generic", *passes, "-o", after], seed)
    data = network.random.integers(*network.input.range, network.input.shape, endpoint=True)
    if wide and network.chance(0.5):
        data = np.where(data < network.pick([network.input.zero_point, network.input.range[1]]), *network.input.range)
    data = data.astype(NUMPY[network.input.element])
    stored = os.path.join(work, "input.npy")
    np.save(stored, data)
    outputs = []
    for path in paths[:2]:
        names = [os.path.join(work, f"output{i}.bin") for i in range(results)]
        call(["attendc", "run", "--from=q8", path, "--input", stored]
             + [word for name in names for word in ("--output", name)], seed)
        outputs.append([open(name, "rb").read() for name in names])
    if with_c:
        for path, options in zip(paths, network.pick([([], ["--ram=min"]), (["--ram=min"], [])])):
            if bytes_of_c(path, options, work, seed, data) != outputs[0]:
                sys.exit(f"random_q8: seed {seed}: other bytes in C {' '.join(options)}: {path}")
    if outputs[0] != outputs[1]:
        sys.exit(f"random_q8: seed {seed}: other bytes behind {' '.join(passes)}: {paths[0]}")
    after, twice = (open(path).read() for path in paths[1:])
    if after != twice:
        sys.exit(f"random_q8: seed {seed}: a second run changes {paths[1]}")
    for path in paths:
        os.remove(path)
    return len(after) < len(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--c", action="store_true")
    parser.add_argument("--passes", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    smaller = sum(check(seed, arguments.work, arguments.passes.split(), arguments.wide, arguments.c)
                  for seed in range(arguments.first, arguments.first + arguments.count))
    print(f"{arguments.count} graphs with equal bytes, {smaller} of them smaller")


if __name__ == "__main__":
    main()
