"""Compares quantized operators and odd places of Q and DQ with ONNX Runtime, one small model each.

check_quantized.py --work DIR [CASE...]

The compiler's own interpreter (attendc run) and the C, built with gcc, must give the same numbers; those of a case that
is computed in float at its end may differ by 1e-5 of their range. PATH must hold attendc; ORT is the command that runs
the oracle. Prints a line per case; exit status 1 if one goes wrong.
"""
import argparse
import os
import shlex
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "tools", "generated"))
from generated_model import run_generated  # noqa: E402

OPSETS = [helper.make_opsetid("", 13), helper.make_opsetid("com.microsoft", 1)]
TYPES = {"float32": TensorProto.FLOAT, "uint8": TensorProto.UINT8, "int8": TensorProto.INT8}
CASES = {}


class Model:
    """Collects nodes; constants are numpy arrays among the inputs of `node`."""

    def __init__(self, seed):
        self.random = np.random.Generator(np.random.Philox(key=seed))
        self.nodes, self.constants, self.feeds = [], [], {}

    def input(self, name, array):
        self.feeds[name] = array
        return name

    def node(self, op, *inputs, outputs=1, **attributes):
        names = []
        for value in inputs:
            if not isinstance(value, str):
                self.constants.append(numpy_helper.from_array(np.asarray(value), f"constant_{len(self.constants)}"))
                value = self.constants[-1].name
            names.append(value)
        domain = "com.microsoft" if op.startswith("QLinear") and op not in ("QLinearConv", "QLinearMatMul") else ""
        if op in ("QGemm", "QuantizeLinear16", "DequantizeLinear16"):
            op, domain = op.removesuffix("16"), "com.microsoft"
        results = [f"value_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, names, results, domain=domain, **attributes))
        return results[0] if outputs == 1 else results

    def bytes(self, *shape, dtype=np.uint8):
        limits = np.iinfo(dtype)
        return self.random.integers(limits.min, limits.max + 1, shape).astype(dtype)

    def reals(self, *shape):
        return self.random.standard_normal(shape).astype(np.float32)

    def scales(self, count):
        return self.random.uniform(0.005, 0.02, count).astype(np.float32)

    def quantize(self, x, scale=0.02, zero=128, dtype=np.uint8, **attributes):
        return self.node("QuantizeLinear", x, np.float32(scale), dtype(zero), **attributes)

    def dequantize(self, x, scale=0.02, zero=128, dtype=np.uint8, **attributes):
        return self.node("DequantizeLinear", x, np.float32(scale), dtype(zero), **attributes)

    def both(self, x, *words, **more):
        return self.dequantize(self.quantize(x, *words, **more), *words, **more)

    def weights(self, array, scales, axis=0, zeros=None):
        zeros = np.zeros(len(scales), array.dtype) if zeros is None else zeros
        return self.node("DequantizeLinear", array, scales, zeros, axis=axis)

    def save(self, path, outputs):
        inputs = [helper.make_tensor_value_info(name, TYPES[str(x.dtype)], x.shape) for name, x in self.feeds.items()]
        known = {"value_": TensorProto.FLOAT}
        results = [helper.make_tensor_value_info(name, kind or known["value_"], None) for name, kind in outputs]
        graph = helper.make_graph(self.nodes, "case", inputs, results, self.constants)
        onnx.save(helper.make_model(graph, opset_imports=OPSETS, ir_version=8), path)


def case(tolerance=0.0, output=None, level="all", is_float=False):
    """`level`: how far ONNX Runtime may optimize; `is_float`: no Q and no DQ of constant scales."""
    def add(function):
        CASES[function.__name__] = (function, tolerance, output, level, is_float)
        return function
    return add


def picture(m, channels=3, size=6):
    return m.input("x", m.reals(1, channels, size, size) * np.float32(0.8))


# Operators with scales of their own; dequantized at the end so that everything is read as numbers.


def product(m, left, right, constant=True, dtype=np.uint8, columns=None):
    scale = m.scales(columns) if columns else np.float32(0.03)
    zero = np.zeros(columns, dtype) if columns else dtype(5)
    a = m.input("a", m.bytes(*left))
    b = m.bytes(*right, dtype=dtype)
    b = b if constant else m.input("b", b)
    y = m.node("QLinearMatMul", a, np.float32(0.02), np.uint8(120), b, scale, zero, np.float32(0.05), np.uint8(100))
    return m.dequantize(y, 1, 0)


@case()
def matmul(m):
    return product(m, [4, 8], [8, 5])


@case()
def matmul_per_column(m):
    return product(m, [4, 8], [8, 5], dtype=np.int8, columns=5)


@case()
def matmul_rank_3(m):
    return product(m, [2, 4, 8], [8, 5])


@case()
def matmul_two_activations(m):
    return product(m, [4, 8], [8, 5], constant=False)


@case()
def matmul_batched(m):
    return product(m, [2, 3, 4, 8], [2, 3, 8, 5], constant=False)


@case()
def matmul_broadcast(m):
    return product(m, [2, 4, 8], [1, 8, 5])


@case()
def conv_integer(m):
    y = m.node("ConvInteger", m.input("x", m.bytes(1, 3, 6, 6)), m.bytes(4, 3, 3, 3), np.uint8(13), np.uint8(101), pads=[1] * 4)
    return m.node("Cast", y, to=TensorProto.FLOAT)


@case()
def matmul_integer(m):
    y = m.node("MatMulInteger", m.input("a", m.bytes(2, 4, 6)), m.bytes(6, 5, dtype=np.int8), np.uint8(13),
               m.bytes(5, dtype=np.int8))
    return m.node("Cast", y, to=TensorProto.FLOAT)


@case(is_float=True)
def dynamic_conv(m):
    q, scale, zero = m.node("DynamicQuantizeLinear", picture(m), outputs=3)
    y = m.node("ConvInteger", q, m.bytes(4, 3, 3, 3, dtype=np.int8), zero, np.int8(0), pads=[1] * 4)
    return m.node("Mul", m.node("Cast", y, to=TensorProto.FLOAT), m.node("Mul", scale, np.float32(0.01)))


@case(is_float=True)
def dynamic_of_zeros(m):
    q, scale, zero = m.node("DynamicQuantizeLinear", m.input("x", np.zeros([3, 4], np.float32)), outputs=3)
    return m.node("Add", m.node("DequantizeLinear", q, scale, zero), scale)


def triple(scale, zero, dtype=np.uint8):
    return np.float32(scale), dtype(zero)


@case()
def elementwise(m):
    x = m.input("x", m.bytes(1, 4, 5, 5))
    s = m.node("QLinearSigmoid", x, *triple(0.05, 120), *triple(0.00390625, 0))
    p = m.node("QLinearMul", x, *triple(0.05, 120), s, *triple(0.00390625, 0), *triple(0.03, 100))
    leaky = m.node("QLinearLeakyRelu", p, *triple(0.03, 100), *triple(0.02, 30), alpha=0.1)
    y = m.node("QLinearAdd", leaky, *triple(0.02, 30), m.bytes(4, 1, 1), *triple(0.01, 7), *triple(0.03, 80))
    return m.dequantize(y, 0.03, 80)


@case()
def pools_and_concat(m):
    x = m.input("x", m.bytes(1, 4, 8, 8))
    a = m.node("QLinearAveragePool", x, *triple(0.05, 120), *triple(0.04, 110), kernel_shape=[2, 2], strides=[2, 2])
    b = m.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    c = m.node("QLinearConcat", *triple(0.06, 100), a, *triple(0.04, 110), b, *triple(0.05, 120), axis=1)
    y = m.node("QLinearGlobalAveragePool", c, *triple(0.06, 100), *triple(0.03, 90))
    return m.dequantize(y, 0.03, 90)


@case()
def global_pool_channels_last(m):
    x = m.input("x", m.bytes(1, 4, 6, 3))
    y = m.node("QLinearGlobalAveragePool", x, *triple(0.06, 100), *triple(0.03, 90), channels_last=1)
    return m.dequantize(y, 0.03, 90)


@case()
def gemm_and_softmax(m):
    x = m.input("x", m.bytes(2, 8))
    y = m.node("QGemm", x, *triple(0.02, 128), m.bytes(8, 5, dtype=np.int8), m.scales(5), np.zeros(5, np.int8),
               m.random.integers(-2000, 2000, 5).astype(np.int32), *triple(0.05, 100))
    y = m.node("QLinearSoftmax", y, *triple(0.05, 100), *triple(0.00390625, 0), axis=1, opset=13)
    return m.dequantize(y, 0.00390625, 0)


@case(tolerance=1e-6)
def gemm_to_float(m):
    x = m.input("x", m.bytes(2, 8))
    return m.node("QGemm", x, *triple(0.02, 128), m.bytes(5, 8, dtype=np.int8), *triple(0.01, 0, np.int8), transB=1)


@case(output=TensorProto.UINT8)
def movement_of_integers(m):
    x = m.input("x", m.bytes(1, 2, 4, 4))
    x = m.node("Resize", x, "", np.float32([1, 1, 2, 2]), mode="nearest", coordinate_transformation_mode="asymmetric",
               nearest_mode="floor")
    x = m.node("Pad", x, np.int64([0, 0, 1, 1, 0, 0, 1, 1]), np.uint8(7))
    x = m.node("Transpose", x, perm=[0, 2, 3, 1])
    return m.node("Reshape", x, np.int64([1, -1]))


# Q and DQ in odd places.


def conv(m, x, bias=None, weights=None, **attributes):
    w = weights or m.weights(m.bytes(4, 3, 3, 3, dtype=np.int8), m.scales(4))
    return m.node("Conv", x, w, *([bias] if bias is not None else []), **attributes)


@case()
def float_bias(m):
    return m.both(conv(m, m.both(picture(m)), bias=m.reals(4)), 0.05, 100)


@case()
def asymmetric_weights(m):
    w = m.node("DequantizeLinear", m.bytes(4, 3, 3, 3), np.float32(0.01), np.uint8(131))
    return m.both(conv(m, m.both(picture(m)), weights=w), 0.05, 100)


@case()
def weights_quantized_by_the_graph(m):
    w = m.node("QuantizeLinear", m.reals(4, 3, 3, 3), np.float32(0.02), np.int8(0))
    w = m.node("DequantizeLinear", w, np.float32(0.02), np.int8(0))
    return m.both(conv(m, m.both(picture(m)), weights=w), 0.05, 100)


@case()
def scales_of_one_element(m):
    x = m.node("DequantizeLinear", m.node("QuantizeLinear", picture(m), np.float32([0.02]), np.uint8([128])),
               np.float32([0.02]), np.uint8([128]))
    return m.both(m.node("Relu", x), 0.01, 0)


@case()
def no_zero_point(m):
    x = m.node("DequantizeLinear", m.node("QuantizeLinear", picture(m), np.float32(0.02)), np.float32(0.02))
    y = conv(m, x)
    return m.node("DequantizeLinear", m.node("QuantizeLinear", y, np.float32(0.02)), np.float32(0.02))


@case()
def shared_dequantize(m):
    x = m.both(picture(m))
    a, b = m.both(m.node("Relu", x), 0.01, 0), m.both(m.node("Sigmoid", x), 0.00390625, 0)
    return m.both(m.node("Mul", a, b), 0.01, 3)


# Optimized, ONNX Runtime makes one pair of the two, and rounds once.
@case(level="disabled")
def requantization(m):
    return m.both(m.both(picture(m)), 0.011, 90)


@case()
def between_types(m):
    return m.both(m.both(picture(m)), 0.02, 0, np.int8)


@case(output=TensorProto.UINT8)
def quantize_as_output(m):
    return m.quantize(m.node("MaxPool", m.both(picture(m)), kernel_shape=[2, 2]), 0.02)


@case()
def integer_input(m):
    x = m.dequantize(m.input("x", m.bytes(1, 3, 6, 6, dtype=np.int8)), 0.02, 3, np.int8)
    return m.both(m.node("Sigmoid", x), 0.00390625, 0)


@case()
def depthwise(m):
    w = m.weights(m.bytes(3, 1, 3, 3, dtype=np.int8), m.scales(3))
    return m.both(conv(m, m.both(picture(m)), weights=w, group=3, pads=[1] * 4), 0.03, 100)


@case()
def gemm_axis_0(m):
    w = m.weights(m.bytes(5, 8, dtype=np.int8), m.scales(5), axis=0)
    return m.both(m.node("Gemm", m.both(m.input("x", m.reals(2, 8))), w, m.reals(5), transB=1), 0.03, 100)


@case()
def linear_layer(m):
    w = m.node("Transpose", m.weights(m.bytes(5, 8, dtype=np.int8), m.scales(5)), perm=[1, 0])
    y = m.node("MatMul", m.both(m.input("x", m.reals(2, 8))), w)
    return m.both(m.node("Add", m.reals(5), y), 0.03, 100)


@case()
def gemm_axis_1(m):
    w = m.weights(m.bytes(8, 5, dtype=np.int8), m.scales(5), axis=1)
    return m.both(m.node("Gemm", m.both(m.input("x", m.reals(2, 8))), w), 0.03, 100)


@case()
def quantize_behind_reshape(m):
    y = m.node("Reshape", conv(m, m.both(picture(m))), np.int64([1, -1]))
    return m.both(y, 0.05, 100)


@case()
def flatten_before_gemm(m):
    x = m.node("Flatten", m.both(picture(m, size=2)))
    w = m.weights(m.bytes(5, 12, dtype=np.int8), m.scales(5))
    return m.both(m.node("Gemm", x, w, transB=1), 0.03, 100)


@case()
def conv_transpose_per_channel(m):
    w = m.weights(m.bytes(3, 4, 2, 2, dtype=np.int8), m.scales(4), axis=1)
    return m.both(m.node("ConvTranspose", m.both(picture(m)), w, strides=[2, 2]), 0.03, 100)


@case()
def conv_1d(m):
    w = m.weights(m.bytes(4, 3, 3, dtype=np.int8), m.scales(4))
    x = m.both(m.input("x", m.reals(1, 3, 9)))
    return m.both(m.node("Relu", m.node("Conv", x, w, m.reals(4), pads=[1, 1])), 0.02, 0)


@case()
def shared_by_two_layers(m):
    x = m.both(picture(m))
    a, b = m.both(conv(m, x, m.reals(4)), 0.05, 100), m.both(conv(m, x, m.reals(4)), 0.04, 110)
    return m.both(m.node("Relu", m.node("Add", a, b)), 0.04, 0)


# Integers of 16 bits, which ONNX Runtime computes in float (a step may differ, here none does), and float islands.


@case()
def int16_activations(m):
    def both(x, scale):
        words = np.float32(scale), np.int16(5)
        return m.node("DequantizeLinear16", m.node("QuantizeLinear16", x, *words), *words)
    x = both(picture(m), 0.0003)
    return both(m.node("Mul", x, x), 0.0005)


@case(tolerance=1e-5)
def float_head(m):
    y = m.both(conv(m, m.both(picture(m, size=3))), 0.05, 100)
    return m.node("Softmax", m.node("Flatten", y), axis=1)


@case()
def float_division(m):
    x = m.both(picture(m))
    return m.both(m.node("Div", x, m.both(m.node("Sigmoid", x), 0.00390625, 3)), 0.05, 128)


@case(tolerance=1e-5)
def float_input_in_two_scales(m):
    x = picture(m)
    return m.node("Add", m.both(x), m.both(x, 0.011, 90))


@case(tolerance=1e-5)
def bias_in_another_scale(m):
    scales = m.scales(4)
    w = m.weights(m.bytes(4, 3, 3, 3, dtype=np.int8), scales)
    bias = m.node("DequantizeLinear", m.random.integers(-900, 900, 4).astype(np.int32), np.float32(0.02) * scales * 2,
                  np.zeros(4, np.int32), axis=0)
    return conv(m, m.both(picture(m)), bias, w)


@case()
def subtraction(m):
    x = m.both(picture(m))
    return m.both(m.node("Sub", x, m.both(m.node("Sigmoid", x), 0.00390625, 3)), 0.03, 120)


def to_nhwc(x):
    return x.transpose(0, 2, 3, 1) if x.ndim == 4 else x


def to_nchw(x):
    return x.transpose(0, 3, 1, 2) if x.ndim == 4 else x


def check(name, work):
    """One line on what is wrong, or None."""
    function, tolerance, output, level, is_float = CASES[name]
    m = Model(sorted(CASES).index(name) + 1)
    result = function(m)
    folder = os.path.join(work, name)
    os.makedirs(folder, exist_ok=True)
    model = os.path.join(folder, "model.onnx")
    m.save(model, [(result, output)])
    oracle, ours = [*shlex.split(os.environ["ORT"]), model], ["attendc", "run", model, "--match", "ort-x64"]
    for key, x in m.feeds.items():
        np.save(os.path.join(folder, f"{key}.npy"), x)
        np.save(os.path.join(folder, f"{key}_nhwc.npy"), to_nhwc(x))
        oracle += ["--input", f"{key}={folder}/{key}.npy"]
        ours += ["--input", f"{folder}/{key}_nhwc.npy" if x.dtype != np.float32 else f"{folder}/{key}.npy"]
    # Integers are compared as they are stored, real numbers as an array.
    ours_file = os.path.join(folder, "ours.bin" if output else "ours.npy")
    source = os.path.join(folder, "c")
    oracle += ["--output-dir", f"{folder}/ort", "--config", "session.x64quantprecision=1", "--level", level]
    compile_words = ["attendc", "compile", model, "--match", "ort-x64", *(["--float"] if is_float else []), "-o", source]
    for command in (oracle, [*ours, "--output", ours_file], compile_words):
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if run.returncode != 0:
            return f"{os.path.basename(command[0])}: exit status {run.returncode}: {run.stderr.strip()[:200]}"
    wanted = np.load(f"{folder}/ort/{result}.npy")
    if name != "dynamic_of_zeros" and np.ptp(wanted) == 0:
        return "the outputs are all alike, so the case says nothing"
    if output:
        interpreted = np.fromfile(ours_file, np.uint8).reshape(to_nhwc(wanted).shape)
    else:
        interpreted = np.load(ours_file)
    try:
        generated, = run_generated(source, folder, list(m.feeds.values()), [wanted.dtype])
    except subprocess.CalledProcessError as error:
        return f"{error.cmd[0]}: {error.stderr[:200]}"
    for what, got in (("interpreter", to_nchw(interpreted)), ("C", generated)):
        problem = compare(got.astype(np.float64), wanted.astype(np.float64), tolerance)
        if problem:
            return f"{what}: {problem}"
    return None


def compare(got, wanted, tolerance):
    if got.shape != wanted.shape:
        return f"shape {list(got.shape)}, expected {list(wanted.shape)}"
    difference = np.abs(got - wanted)
    if difference.max() > tolerance * np.abs(wanted).max():
        return f"{np.count_nonzero(difference)} of {got.size} numbers differ, by up to {difference.max():.3g}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--work", required=True)
    arguments = parser.parse_args()
    wrong = 0
    for name in arguments.cases or CASES:
        problem = check(name, arguments.work)
        wrong += problem is not None
        print(f"{name}: {problem or 'equal'}", flush=True)
    print(f"{len(arguments.cases or CASES)} cases, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
