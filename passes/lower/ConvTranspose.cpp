// ConvTranspose.cpp: transposed convolutions, computed from the output's side:
// each output pixel gathers the input pixels that reach it.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"
#include "passes/schedule/ChannelTile.h"

#include "targets/Target.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// One spatial dimension. Output position o reads input position q - j by the
/// kernel's position p + j * stride, where q = (o + pad) / stride and p = (o +
/// pad) % stride, for low <= j < high.
struct Axis {
  int64_t input, output, kernel, stride, pad;
};
struct Reach {
  Value quotient, phase, low, high;
};

/// Weights [C, KH, KW, OCg] as the loops read them, and where.
struct Weights {
  Value buffer;
  int64_t height, width; // of the kernel, with the gaps of dilations
  int64_t tapStride, channelStride;
};
} // namespace

static Reach reachOf(LoopWriter &writer, const Axis &axis, Value at,
                     char letter) {
  std::string suffix(1, letter);
  Value shifted = writer.add(at, axis.pad);
  Reach reach;
  reach.quotient = writer.div(shifted, axis.stride, "q" + suffix);
  reach.phase = writer.rem(shifted, axis.stride, "p" + suffix);
  reach.low =
      writer.max(writer.index(0), writer.sub(reach.quotient, axis.input - 1),
                 "j" + suffix + "_low");
  // Positions p, p + stride, .. of the kernel.
  Value rest =
      writer.sub(writer.index(axis.kernel + axis.stride - 1), reach.phase);
  reach.high =
      writer.min(writer.add(reach.quotient, 1), writer.div(rest, axis.stride),
                 "j" + suffix + "_high");
  return reach;
}

/// Constants are packed as [KH][KW][C][OCg], zeros between dilated positions;
/// computed weights are read as they lie.
static FailureOr<Weights> readWeights(LoopWriter &writer,
                                      attend::ConvTranspose2dOp op) {
  ArrayRef<int64_t> shape = shapeOf(op.getWeight());
  int64_t channels = shape[0], outputs = shape[3];
  ArrayRef<int64_t> dilations = op.getDilations();
  if (writer.inputs[1]) {
    if ((dilations[0] > 1 && shape[1] > 1) ||
        (dilations[1] > 1 && shape[2] > 1))
      return op.emitError("unsupported: dilations of a transposed convolution "
                          "whose weights are computed");
    return Weights{writer.inputs[1], shape[1], shape[2], outputs,
                   shape[1] * shape[2] * outputs};
  }
  FailureOr<DenseElementsAttr> elements = storedElements(op, op.getWeight());
  if (failed(elements))
    return failure();
  Weights weights;
  weights.height = (shape[1] - 1) * dilations[0] + 1;
  weights.width = (shape[2] - 1) * dilations[1] + 1;
  weights.tapStride = channels * outputs;
  weights.channelStride = outputs;
  std::vector<float> packed(weights.height * weights.width * channels * outputs,
                            0.0f);
  auto element = elements->value_begin<float>();
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t kh = 0; kh < shape[1]; ++kh)
      for (int64_t kw = 0; kw < shape[2]; ++kw)
        for (int64_t oc = 0; oc < outputs; ++oc, ++element) {
          int64_t tap = kh * dilations[0] * weights.width + kw * dilations[1];
          packed[tap * weights.tapStride + c * outputs + oc] = *element;
        }
  weights.buffer = writer.constant("weights", packed);
  return weights;
}

// for n, oh, ow, group, tile: acc = bias
//   for jh, jw: for ic: acc[i] += x[qh - jh, qw - jw, ic] * w[kh, kw, ic, i]
//   y[i] = acc[i]
LogicalResult lower::lowerConvTranspose(LoopWriter &writer,
                                        attend::ConvTranspose2dOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  FailureOr<Weights> weights = readWeights(writer, op);
  if (failed(weights))
    return failure();
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  ArrayRef<int64_t> output = shapeOf(op.getResult());
  int64_t groups = op.getGroups();
  int64_t depth = input[3] / groups, outputs = output[3] / groups;
  Value bias;
  if (op.getBias()) {
    bias = writer.inputs[2];
    if (!bias) {
      FailureOr<DenseElementsAttr> elements = storedElements(op, op.getBias());
      if (failed(elements))
        return failure();
      bias = writer.constant("bias", *elements);
    }
  }
  Axis height = {input[1], output[1], weights->height, op.getStrides()[0],
                 op.getPads()[0]};
  Axis width = {input[2], output[2], weights->width, op.getStrides()[1],
                op.getPads()[1]};
  int64_t size = schedule::depthwiseTile(outputs, writer.target.ocTile);
  Value acc = writer.accumulators(size, numbers.type);

  auto gather = [&](Value n, const Reach &rows, const Reach &columns,
                    Value group, Value first) {
    Value channel = writer.mul(group, depth, "channel");
    writer.loop("jh", rows.low, rows.high, [&](Value jh) {
      Value kh = writer.add(rows.phase, writer.mul(jh, height.stride), "kh");
      Value ih = writer.sub(rows.quotient, jh, "row");
      Value inputRow = writer.add(writer.mul(n, input[1]), ih);
      writer.loop("jw", columns.low, columns.high, [&](Value jw) {
        Value kw =
            writer.add(columns.phase, writer.mul(jw, width.stride), "kw");
        Value iw = writer.sub(columns.quotient, jw, "column");
        Value pixel = writer.add(writer.mul(inputRow, input[2]), iw);
        Value x = writer.add(writer.mul(pixel, input[3]), channel, "x_pixel");
        Value tap = writer.add(writer.mul(kh, weights->width), kw);
        Value w =
            writer.add(writer.add(writer.mul(tap, weights->tapStride),
                                  writer.mul(channel, weights->channelStride)),
                       first, "w_tap");
        writer.loop("ic", 0, depth, [&](Value ic) {
          Value value =
              numbers.load(writer.inputs[0], writer.add(x, ic), "value");
          Value row =
              writer.add(w, writer.mul(ic, weights->channelStride), "w_row");
          writer.loop("i", 0, size, [&](Value i) {
            Value weight = numbers.load(weights->buffer, writer.add(row, i));
            Value sum =
                numbers.add(writer.load(acc, i), numbers.mul(value, weight));
            writer.store(sum, acc, i);
          });
        });
      });
    });
  };

  writer.loop("n", 0, input[0], [&](Value n) {
    writer.loop("oh", 0, height.output, [&](Value oh) {
      Reach rows = reachOf(writer, height, oh, 'h');
      Value outputRow = writer.add(writer.mul(n, height.output), oh);
      writer.loop("ow", 0, width.output, [&](Value ow) {
        Reach columns = reachOf(writer, width, ow, 'w');
        Value pixel = writer.add(writer.mul(outputRow, width.output), ow);
        Value y = writer.mul(pixel, output[3], "y_pixel");
        writer.loop("group", 0, groups, [&](Value group) {
          writer.loop("tile", 0, outputs / size, [&](Value tile) {
            Value first = writer.mul(tile, size, "first");
            Value oc = writer.add(writer.mul(group, outputs), first, "oc");
            writer.loop("i", 0, size, [&](Value i) {
              Value start = bias ? numbers.load(bias, writer.add(oc, i))
                                 : numbers.constant(0.0);
              writer.store(start, acc, i);
            });
            gather(n, rows, columns, group, first);
            Value at = writer.add(y, oc);
            writer.loop("i", 0, size, [&](Value i) {
              numbers.store(writer.load(acc, i), writer.output,
                            writer.add(at, i));
            });
          });
        });
      });
    });
  });
  return success();
}
