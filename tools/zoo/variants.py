"""Decides the list of condenser variants and near misses, and what a
recogniser must say to each: additive, gated, double, none, or error for a file
that is not an inference graph.
"""
import functools

import numpy

import near_misses
from condenser_block import Block, Condenser, build
from graph import IR_VERSION

PAPER = dict(down=0, up=False)  # TinySpeech's stand-alone condenser


def channel_scale(*shape):
    """Eight different S, two of them negative, in any shape of 8 elements."""
    return (numpy.arange(8, dtype=numpy.float32) / 4 - 0.375).reshape(shape)


# name without opset -> (expected form, opsets, choices of Condenser)
CONDENSERS = {
    "ac": ("additive", (13,), PAPER),
    "ac_scale_0d": ("additive", (13,), dict(PAPER, scale=numpy.float32(0.7))),
    "ac_scale_constant": ("additive", (13,), dict(
        PAPER, scale=numpy.float32(0.7), scale_is_constant=True)),
    "ac_scale_negative": ("additive", (13,), dict(PAPER, scale=-0.7)),
    "ac_scale_left": ("additive", (13,), dict(PAPER, scale_first=True)),
    "ac_scale_1c11": ("additive", (13,), dict(PAPER, scale=channel_scale(1, 8, 1, 1))),
    "ac_scale_c11": ("additive", (13,), dict(PAPER, scale=channel_scale(8, 1, 1))),
    "ac_sum_swapped": ("additive", (13,), dict(PAPER, gate="additive_swapped")),
    "ac_interpolate_even": ("additive", (9, 13), dict(PAPER, expand="sizes", norm="none", act="leaky")),
    "ac_interpolate_odd": ("additive", (11, 13), dict(
        PAPER, expand="sizes", norm="none", height=11, width=21)),
    "ac_transposed_conv": ("additive", (13,), dict(PAPER, expand="transpose")),
    "ac_bilinear": ("additive", (13,), dict(PAPER, expand="linear")),
    "vac": ("additive", (9, 13, 17), {}),
    "vac_own_bias": ("additive", (13,), dict(norm="none")),
    "vac_fresh_bn": ("additive", (13,), dict(norm="fresh")),
    "vac_kept_bn": ("additive", (13, 17), dict(norm="kept")),
    "vac_bn_behind": ("additive", (13, 17), dict(norm_behind="positive")),
    "vac_bn_behind_negative": ("additive", (13,), dict(norm_behind="negative")),
    "vac_outer_shortcut": ("additive", (13,), dict(skip=True)),
    "vac_upsample_first": ("additive", (13,), dict(expand_first=True)),
    "vac_pool_k3s2": ("additive", (13,), dict(condense="max3")),
    "vac_pool_average": ("additive", (13,), dict(condense="avg2")),
    "vac_pool_conv": ("additive", (13,), dict(condense="conv2")),
    "vac_pool_s1": ("additive", (13,), dict(condense="max1", expand="")),
    "vac_no_pool": ("additive", (13,), dict(condense="", expand="")),
    "vac_embed_one": ("additive", (13,), dict(kernels=(3,))),
    "vac_embed_three": ("additive", (13,), dict(kernels=(3, 1, 1))),
    "vac_embed_dense": ("additive", (13,), dict(dense=True)),
    "vac_no_act": ("additive", (13,), dict(act="none")),
    "vac_relu6": ("additive", (13,), dict(act="relu6")),
    "vac_leaky": ("additive", (13,), dict(act="leaky")),
    "vac_prelu": ("additive", (13,), dict(act="prelu")),
    "vac_silu": ("additive", (13,), dict(act="silu")),
    "vac_hswish": ("additive", (13, 17), dict(act="hswish")),
    "gated": ("gated", (9, 13, 17), dict(gate="sigmoid")),
    "gated_swapped": ("gated", (13,), dict(gate="sigmoid_swapped")),
    "gated_scaled": ("gated", (13,), dict(gate="sigmoid_scaled")),
    "gated_residual": ("gated", (13,), dict(gate="sigmoid_residual")),
    "gated_hard_sigmoid": ("gated", (13,), dict(gate="hard_sigmoid")),
    "gated_linear": ("gated", (13,), dict(gate="linear")),
    "gated_one_plus": ("gated", (13,), dict(gate="one_plus")),
    "gated_scaled_embedding": ("gated", (13,), dict(gate="scaled_embedding")),
    "gated_scaled_skip": ("gated", (13,), dict(gate="scaled_skip")),
    "gated_upsample_first": ("gated", (13,), dict(
        gate="sigmoid_residual", expand_first=True, down=0, norm="none")),
    "gated_interpolate_odd": ("gated", (13,), dict(
        gate="sigmoid", expand="sizes", height=11, width=21)),
    "gated_bilinear": ("gated", (13,), dict(gate="sigmoid", expand="linear")),
    "gated_transposed_conv": ("gated", (13,), dict(gate="sigmoid", expand="transpose")),
    "gated_silu": ("gated", (13,), dict(gate="sigmoid", act="silu")),
    "gated_bn_behind": ("gated", (13,), dict(gate="sigmoid", norm_behind="positive")),
    "training_bn": ("error", (17,), dict(norm="training")),
}


def double_condensing(name, opset, pool=True, softmax_axis=1):
    """SiLU(softmax(conv(silu(conv(p)))) * conv1x1(p)), p = AvgPool2(x) or x.

    x [1, 8, 12, 12] -> y [1, 12, 6, 6], or [1, 12, 12, 12] without the pool.
    """
    block = Block(name, opset)
    graph = block.graph
    x = graph.input("x", [1, 8, 12, 12])
    pooled = graph.average_pool("pool", x) if pool else x
    a = block.conv("c1", pooled, 8, 12, 3, groups=4, norm="fresh")
    a = block.act("a", a, "silu", 12)
    a = block.conv("c2", a, 12, 12, 3, groups=4, norm="fresh")
    if opset < 13 and softmax_axis == 1:
        # Softmax of opset 12 flattens, so PyTorch brings the axis to the end.
        a = graph.node("Transpose", "", [a], perm=[0, 3, 2, 1])
        a = graph.node("Softmax", "", [a], axis=3)
        a = graph.node("Transpose", "", [a], perm=[0, 3, 2, 1])
    else:
        a = graph.node("Softmax", "", [a], axis=softmax_axis)
    d = block.conv("d.1" if pool else "d.0", pooled, 8, 12, norm="fresh")
    y = block.act("a_1", graph.node("Mul", "", [a, d]), "silu", 12)
    side = 6 if pool else 12
    return graph.model([(y, "y", [1, 12, side, side])], f"condenser variant {name}")


def variants():
    """File stem -> (expected form, function that returns the model)."""
    table = {}

    def put(name, form, opsets, make):
        for opset in opsets:
            assert opset in IR_VERSION
            stem = f"{name}_op{opset}"
            table[stem] = form, functools.partial(make, stem, opset=opset)

    for name, (form, opsets, choices) in CONDENSERS.items():
        put(name, form, opsets, functools.partial(build, condenser=Condenser(**choices)))
    put("vac_weights_as_inputs", "additive", (13,), functools.partial(
        build, condenser=Condenser(), weights_as_inputs=True))
    put("chained", "additive", (9, 13), near_misses.chained)
    put("double", "double", (11, 13), double_condensing)
    put("double_no_pool", "double", (13,), functools.partial(double_condensing, pool=False))
    put("near_softmax_rows", "none", (13,), functools.partial(
        double_condensing, softmax_axis=3))
    for name, make in near_misses.NEAR_MISSES.items():
        put(name, "none", (13,), make)
    return table
