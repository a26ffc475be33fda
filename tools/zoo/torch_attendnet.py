"""Decides the AttendNet reconstructions as PyTorch modules, layer for layer and
path for path what attendnet.py writes without PyTorch, and their export.

A spec (specs/*.json, trained/*.json) gives the widths. Beyond attendnet.py:
    stem_stride  of the first convolution (2)
    mix_k        kernel of each block's first convolution (1); 3 for small
                 pictures, where one condenser mixes too few positions. Where a
                 stage halves, it then has stride 2, in place of the AvgPool2
    ["ac", p]    a block with a stand-alone condenser on p channels
    ["double"]   a double-condensing block, without a shortcut
Forms of condensers: TinySpeech, arXiv 2008.04245 (stand-alone), AttendNets,
arXiv 2009.14385 (visual), and AttendNeXt's double-condensing ones.
"""
import os
import warnings

import torch
from torch import nn

GROUPS = 4  # of the convolutions in a double-condensing block


def conv_norm(inputs, outputs, kernel=1, groups=1, stride=1):
    """Convolution and batch norm, which the export folds into it."""
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2,
                      groups=groups, bias=False), nn.BatchNorm2d(outputs)]


def conv_relu(*arguments, **choices):
    return nn.Sequential(*conv_norm(*arguments, **choices), nn.ReLU(inplace=True))


class Condenser(nn.Module):
    """V' = S*V + A on `channels` channels. Visual (`down`): A = X(U(E(C(D(V))))),
    D and U 1x1 convolutions; stand-alone (no `down`): A = X(E(C(V)))."""

    def __init__(self, channels, down=0, embedded=0):
        super().__init__()
        width, last = down or channels, embedded or channels
        self.D = conv_relu(channels, down) if down else nn.Identity()
        self.C = nn.MaxPool2d(2)
        self.E = nn.Sequential(conv_relu(width, 2 * width, kernel=3, groups=width),
                               conv_relu(2 * width, last))
        self.U = nn.Sequential(*conv_norm(embedded, channels)) if down else nn.Identity()
        self.X = nn.Upsample(scale_factor=2)
        self.S = nn.Parameter(torch.ones(1))

    def forward(self, v):
        return v * self.S + self.X(self.U(self.E(self.C(self.D(v)))))


class Double(nn.Module):
    """SiLU(softmax_channels(A) * B), A and B embeddings of the (pooled) input."""

    def __init__(self, inputs, outputs, halve):
        super().__init__()
        self.pool = pool(halve)
        self.a = nn.Sequential(*conv_norm(inputs, outputs, 3, GROUPS), nn.SiLU(),
                               *conv_norm(outputs, outputs, 3, GROUPS),
                               nn.Softmax(dim=1))
        self.d = nn.Sequential(*conv_norm(inputs, outputs))
        self.act = nn.SiLU()

    def forward(self, x):
        x = self.pool(x)
        return self.act(self.a(x) * self.d(x))


class Block(nn.Module):
    """ReLU(f(x) + short(x)); short projects in the first block of a stage."""

    def __init__(self, branch, inputs, outputs, first, halve):
        super().__init__()
        self.f = branch
        self.sp = pool(halve)
        self.short = (nn.Sequential(*conv_norm(inputs, outputs)) if first
                      else nn.Identity())
        self.r = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.r(self.f(x) + self.short(self.sp(x)))


def mix(inputs, outputs, kernel, halve):
    """The first layers of a branch: 1x1 and [AvgPool2], or k x k with a stride."""
    if kernel == 1:
        return [conv_relu(inputs, outputs), pool(halve)]
    return [conv_relu(inputs, outputs, kernel, stride=2 if halve else 1), pool(False)]


def pool(halve):
    return nn.AvgPool2d(2) if halve else nn.Identity()


def condensing_branch(inputs, outputs, mix_k, halve, channels, *widths):
    """k x k, [AvgPool2], condenser, BN, ReLU, 1x1."""
    return nn.Sequential(*mix(inputs, channels, mix_k, halve),
                         Condenser(channels, *widths), nn.BatchNorm2d(channels),
                         nn.ReLU(inplace=True),
                         nn.Sequential(*conv_norm(channels, outputs)))


def pepe_branch(inputs, outputs, mix_k, halve, first, multiplier, second):
    """k x k, [AvgPool2], depthwise 3x3 with a multiplier, 1x1, 1x1."""
    wide = multiplier * first
    return nn.Sequential(*mix(inputs, first, mix_k, halve),
                         conv_relu(first, wide, kernel=3, groups=first),
                         conv_relu(wide, second),
                         nn.Sequential(*conv_norm(second, outputs)))


BRANCHES = {"vac": condensing_branch, "ac": condensing_branch, "pepe": pepe_branch}


class AttendNet(nn.Module):
    """image [N, 3, H, W] -> logits [N, classes]."""

    def __init__(self, spec):
        super().__init__()
        channels = spec["stem"]
        layers = [conv_relu(3, channels, spec["stem_k"],
                            stride=spec.get("stem_stride", 2)),
                  nn.MaxPool2d(3, 2, 1)]
        for number, stage in enumerate(spec["stages"]):
            for index, (kind, *widths) in enumerate(stage["blocks"]):
                first = index == 0
                halve = first and number > 0
                layers.append(self.block(spec, kind, widths, channels, stage["c"],
                                         first, halve))
                channels = stage["c"]
        self.b = nn.Sequential(*layers)
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, spec["classes"])

    @staticmethod
    def block(spec, kind, widths, inputs, outputs, first, halve):
        if kind == "double":
            return Double(inputs, outputs, halve)
        branch = BRANCHES[kind](inputs, outputs, spec.get("mix_k", 1), halve, *widths)
        return Block(branch, inputs, outputs, first, halve)

    def forward(self, image):
        return self.fc(torch.flatten(self.gap(self.b(image)), 1))


def check_size(spec, size):
    """ValueError if the network would halve a map of odd side."""
    side = -(-size // spec.get("stem_stride", 2))
    side = -(-side // 2)
    for number, stage in enumerate(spec["stages"]):
        halves = [side] if number > 0 else []
        side = side // 2 if number > 0 else side
        if {"vac", "ac"} & {kind for kind, *_ in stage["blocks"]}:
            halves.append(side)
        if any(half % 2 or half == 0 for half in halves):
            raise ValueError(f"pictures of size {size} give an odd side in stage "
                             f"{number + 1} of the network: choose a multiple of 32, "
                             "or of 8 for a network without a stride in its stem")


def export(network, size, opset, path):
    """Writes the network as torch.onnx.export does, batch norms folded."""
    network.eval()
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        # PyTorch 1.13 warns of its own constants.
        warnings.simplefilter("ignore", UserWarning)
        torch.onnx.export(network, torch.zeros(1, 3, size, size), partial,
                          opset_version=opset, input_names=["image"],
                          output_names=["logits"])
    os.replace(partial, path)
