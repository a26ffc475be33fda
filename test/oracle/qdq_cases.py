"""Decides the small QDQ models by which the oracle is checked, and the integers
that each must give: exact int32 sums, then the rounding of the arithmetic
contract in single precision, written here once more with numpy.
"""
import numpy
from onnx import TensorProto, helper, numpy_helper

f32 = numpy.float32


class QdqModel:
    """A graph of one float operator between DequantizeLinear and QuantizeLinear.

    Activations are int8 if `signed`, else uint8; `low`, `high` is their range.
    """

    def __init__(self, signed, seed):
        self.signed = signed
        self.type = numpy.int8 if signed else numpy.uint8
        self.low, self.high = (-128, 127) if signed else (0, 255)
        self.draw = numpy.random.default_rng(seed)
        self.nodes, self.initializers, self.inputs, self.feeds = [], [], [], {}

    def constant(self, array):
        name = f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(numpy.asarray(array), name))
        return name

    def node(self, op, inputs, output=None, **attributes):
        output = output or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def scale(self, low=0.01, high=0.08):
        return f32(self.draw.uniform(low, high))

    def zero_point(self):
        return int(self.draw.integers(self.low, self.high + 1))

    def input(self, name, shape, scale, zero_point):
        """Random input of all values; returns (float value, int64 array)."""
        x = self.draw.integers(self.low, self.high + 1, shape).astype(self.type)
        count = min(256, x.size)
        x.flat[:count] = numpy.arange(self.low, self.low + count)
        self.feeds[name] = x
        kind = TensorProto.INT8 if self.signed else TensorProto.UINT8
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        value = self.node("DequantizeLinear", [
            name, self.constant(scale), self.constant(self.type(zero_point))])
        return value, x.astype(numpy.int64)

    def weights(self, array, scales):
        """int8 or int32 constant with a scale per output channel (axis 0)."""
        zeros = numpy.zeros(len(scales), array.dtype)
        return self.node("DequantizeLinear", [
            self.constant(array), self.constant(scales), self.constant(zeros)], axis=0)

    def close(self, value, scale, zero_point, expected, opset=13):
        """(model, feeds, expected integers)."""
        self.node("QuantizeLinear", [
            value, self.constant(f32(scale)), self.constant(self.type(zero_point))], "y")
        kind = TensorProto.INT8 if self.signed else TensorProto.UINT8
        graph = helper.make_graph(
            self.nodes, "case", self.inputs,
            [helper.make_tensor_value_info("y", kind, expected.shape)], self.initializers)
        model = helper.make_model(graph, ir_version=7,
                                  opset_imports=[helper.make_opsetid("", opset)])
        return model, self.feeds, numpy.clip(expected, self.low, self.high).astype(self.type)


def requantize(accumulator, multiplier, zero_point):
    return numpy.rint(accumulator.astype(f32) * multiplier) + zero_point


def conv(signed, seed, channels=32, outputs=40, kernel=3, groups=1, side=9, relu=False):
    """Weights over the whole of int8, per-channel scales, bias, pads."""
    m = QdqModel(signed, seed)
    sx, sy, zx, zy = m.scale(), m.scale(0.5, 1.0), m.zero_point(), m.zero_point()
    value, x = m.input("x", [1, channels, side, side], sx, zx)
    w = m.draw.integers(-127, 128, (outputs, channels // groups, kernel, kernel))
    bias = m.draw.integers(-20000, 20000, outputs)
    sw = m.draw.uniform(0.001, 0.02, outputs).astype(f32)
    y = m.node("Conv", [value, m.weights(w.astype(numpy.int8), sw),
                        m.weights(bias.astype(numpy.int32), sx * sw)],
               kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4, group=groups)
    rim = (kernel // 2,) * 2
    padded = numpy.pad(x - zx, ((0, 0), (0, 0), rim, rim))
    padded = padded.reshape(1, groups, channels // groups, *padded.shape[2:])
    taps = w.reshape(groups, outputs // groups, channels // groups, kernel, kernel)
    total = sum(numpy.einsum("goc,ngchw->ngohw", taps[..., i, j],
                             padded[..., i:i + side, j:j + side])
                for i in range(kernel) for j in range(kernel))
    total = total.reshape(1, outputs, side, side) + bias.reshape(1, -1, 1, 1)
    expected = requantize(total, (sx * sw / sy).reshape(1, -1, 1, 1), zy)
    if relu:
        y, expected = m.node("Relu", [y]), numpy.maximum(expected, zy)
    return m.close(y, sy, zy, expected)


def gemm(signed, seed, depth=316, outputs=50):
    m = QdqModel(signed, seed)
    sx, sy, zx, zy = m.scale(), m.scale(0.5, 1.0), m.zero_point(), m.zero_point()
    value, x = m.input("x", [1, depth], sx, zx)
    w = m.draw.integers(-127, 128, (outputs, depth))
    bias = m.draw.integers(-2000, 2000, outputs)
    sw = m.draw.uniform(0.001, 0.02, outputs).astype(f32)
    y = m.node("Gemm", [value, m.weights(w.astype(numpy.int8), sw),
                        m.weights(bias.astype(numpy.int32), sx * sw)], transB=1)
    return m.close(y, sy, zy, requantize((x - zx) @ w.T + bias, sx * sw / sy, zy))


def add(signed, seed):
    """x86 ONNX Runtime's own formula with fused multiply-adds; a long double
    holds their products exactly and its second rounding never mattered."""
    m = QdqModel(signed, seed)
    (sa, sb, sy), (za, zb, zy) = ([m.scale() for _ in "aby"], [m.zero_point() for _ in "aby"])
    a_value, a = m.input("a", [1, 8, 125, 41], sa, za)
    b_value, b = m.input("b", [1, 8, 125, 41], sb, zb)
    ra, rb = f32(sa / sy), f32(sb / sy)

    def fma(x, y, z):
        return (numpy.longdouble(x) * numpy.longdouble(y) + numpy.longdouble(z)).astype(f32)

    fix = f32(f32(zy) - fma(f32(za), ra, rb * f32(zb)))
    expected = numpy.rint(fma(a, ra, fma(b, rb, fix)))
    return m.close(m.node("Add", [a_value, b_value]), sy, zy, expected)


def mul(signed, seed):
    m = QdqModel(signed, seed)
    (sa, sb), (za, zb, zy) = [m.scale() for _ in "ab"], [m.zero_point() for _ in "aby"]
    sy = f32(sa * sb * m.scale(30, 150))
    a_value, a = m.input("a", [1, 8, 125, 41], sa, za)
    b_value, b = m.input("b", [1, 8, 125, 41], sb, zb)
    product = ((a - za) * (b - zb)).astype(f32) * f32(sa * sb / sy)
    return m.close(m.node("Mul", [a_value, b_value]), sy, zy, numpy.rint(product + f32(zy)))


def unary(op, function, signed, seed, scale=None, **attributes):
    """The table of `function` in double precision; scale 1/256 means [0, 1)."""
    m = QdqModel(signed, seed)
    sx, zx, sy, zy = m.scale(), m.zero_point(), scale or m.scale(), m.zero_point()
    zy = m.low if scale else zy
    value, x = m.input("x", [1, 4, 16, 16], sx, zx)
    expected = numpy.rint(function((x - zx) * float(sx)) / float(sy)) + zy
    return m.close(m.node(op, [value], **attributes), sy, zy, expected)


def average(op, signed, seed, side=8, **attributes):
    """GlobalAveragePool, or AveragePool 2x2 with stride 2 if it has attributes."""
    m = QdqModel(signed, seed)
    sx, zx, sy, zy = m.scale(), m.zero_point(), m.scale(), m.zero_point()
    value, x = m.input("x", [1, 32, side, side], sx, zx)
    window = 2 if attributes else side
    count = window * window
    tiles = x.reshape(1, 32, side // window, window, side // window, window)
    total = tiles.sum(axis=(3, 5)) - count * zx
    expected = requantize(total, f32(sx / f32(sy * f32(count))), zy)
    return m.close(m.node(op, [value], **attributes), sy, zy, expected)


def softmax(signed, seed, shape=(16, 50)):
    m = QdqModel(signed, seed)
    sx, zx = m.scale(), m.zero_point()
    value, x = m.input("x", list(shape), sx, zx)
    powers = numpy.exp((x - x.max(axis=1, keepdims=True)) * float(sx))
    expected = numpy.rint(powers / powers.sum(axis=1, keepdims=True) * 256) + m.low
    return m.close(m.node("Softmax", [value], axis=1), 1 / 256, m.low, expected)
