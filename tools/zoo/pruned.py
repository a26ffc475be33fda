"""Decides the layers of a network four fifths of whose channels are dead, as pruning and strong weight decay leave
them: a ReLU behind a very negative bias, weights of 0, channels that only weights of 0 read.

They lie in plain, residual, depthwise and gated blocks and behind a Concat. Nothing published has these widths.
"""
import numpy

from calibrated import CalibratedNetwork, Value, affine, channel_statistics, on_grid

LIVE_EVERY = 5
# Far below any sum of the layers here, and in units of input times weight still far inside int32.
NEVER = -1000.0


class PrunedNetwork(CalibratedNetwork):
    """Layers whose channels die as `dead` says: "" (none), "bias", "weights".

    Live are the channels 0, 5, 10, ..; batch norms are always folded.
    """

    dead = ""
    unread = False  # the layer's weights for dead inputs are 0

    def layer(self, path, x, channels, kernel=1, dead="", unread=False, **options):
        self.dead, self.unread = dead, unread
        return self.conv(path, x, channels, kernel, **options)

    def normalized(self, path, draw, raw, z, gain, norm, write):
        channels = len(raw)
        gamma = draw.uniform(0.5, 1.5, channels) * gain
        beta = draw.bell(channels) * (0.35 * gain)
        mean, deviation = channel_statistics(z)
        factor = gamma / numpy.where(deviation == 0, 1.0, deviation)
        offset = beta - mean * factor
        weights = raw * factor.reshape(-1, 1, 1, 1)
        dies = numpy.arange(channels) % LIVE_EVERY != 0
        if self.dead == "bias":
            offset[dies] = NEVER
        elif self.dead == "weights":
            weights[dies], factor[dies], offset[dies] = 0.0, 0.0, 0.0
        if self.unread:
            weights[:, numpy.arange(weights.shape[1]) % LIVE_EVERY != 0] = 0.0
        return Value(write(self.graph.folded_parameters(weights, offset)), affine(z, factor, offset))

    def concat(self, path, a, b):
        name = self.graph.node("Concat", path, [a.name, b.name], axis=1)
        return Value(name, numpy.concatenate([a.data, b.data], axis=1))

    def pooled(self, path, x):
        name = self.graph.node("GlobalAveragePool", path, [x.name])
        return Value(name, on_grid(x.data.mean(axis=(2, 3), keepdims=True)))


def build(name, spec, opset, folded=True):
    """The ONNX model of `spec` (a file of specs/). `folded` changes nothing."""
    net = PrunedNetwork(name, opset, spec["size"])
    width = spec["width"]
    x = net.relu("stem.1", net.layer("stem.0", net.input, width, 3, "bias", stride=2))
    y = net.relu("residual.1", net.layer("residual.0", x, width, 3, "bias"))
    y = net.layer("residual.2", y, width, 3, "weights", gain=0.6)
    x = net.relu("residual.r", net.add("residual", x, y))
    y = net.relu("depthwise.1", net.layer("depthwise.0", x, 2 * width, 1, "bias"))
    y = net.relu("depthwise.3", net.layer("depthwise.2", y, 2 * width, 3, "bias", groups=2 * width))
    y = net.layer("depthwise.4", y, width, 1, "weights", gain=0.6)
    x = net.add("depthwise", x, y)
    gate = net.sigmoid("gate.2", net.layer("gate.1", net.pooled("gate.0", x), width))
    x = net.multiply("gate", x, gate)
    a = net.relu("concat.1", net.layer("concat.0", x, width // 2, 3, "bias"))
    b = net.layer("concat.2", x, width // 2, 1, "weights")
    x = net.concat("concat", a, b)
    # All channels are computed, and four fifths of them for nothing.
    x = net.relu("unread.1", net.layer("unread.0", x, width, 3))
    x = net.relu("unread.3", net.layer("unread.2", x, width, 1, unread=True))
    logits = net.classifier(x, spec["classes"])
    return net.graph.model([(logits, "logits", [1, spec["classes"]])], spec["title"])
