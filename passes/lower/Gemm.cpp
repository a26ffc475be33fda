// Gemm.cpp: convolutions and fully connected layers as calls of the target's
// matrix product, and the gathering of rows that it reads.

#include "passes/lower/Families.h"
#include "passes/lower/WeightedOp.h"
#include "passes/lower/WindowRange.h"
#include "passes/schedule/Placement.h"

#include "dialects/kernel/KernelDialect.h"
#include "targets/Target.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {

/// Emits products of rows of `depth` bytes with the op's packed weights.
class GemmWriter {
public:
  GemmWriter(LoopWriter &writer, const WeightedOp &weighted);

  /// output[outputAt + i * channels ..] = rows of `input` from `inputAt`,
  /// `stride` bytes apart, times the weights, for i < rows.
  void multiply(Value input, Value inputAt, int64_t stride, Value outputAt,
                int64_t rows);

private:
  LoopWriter &writer;
  const WeightedOp &weighted;
  int32_t flip, bits;
  Value weights, bias, multipliers;
};

} // namespace

// Weights [n, k] -> [ceil(n/nTile)][ceil(k/group)][nTile][group], group being
// kGroup, or nibbleGroup for weights of 4 bits; the bias takes in the zero
// point as the kernel reads it (targets/Target.h). Sums wrap modulo 2^32, so
// the bias may.
GemmWriter::GemmWriter(LoopWriter &writer, const WeightedOp &weighted)
    : writer(writer), weighted(weighted) {
  const GemmKernel &gemm = writer.target.gemm;
  bool inputUnsigned = isUnsigned(writer.op->getOperand(0));
  flip = inputUnsigned == gemm.nativeSigned ? 0x80 : 0;
  int64_t zeroPoint = weighted.inputZeroPoint;
  if (flip)
    zeroPoint += gemm.nativeSigned ? -128 : 128;

  int64_t depth = weighted.perChannel;
  int64_t tiles = llvm::divideCeil(weighted.channels, gemm.nTile);
  int64_t paddedDepth = llvm::alignTo(depth, gemm.kGroup);
  bits = writer.op->hasAttr(schedule::kNibbles) ? 4 : 8;
  int64_t group = bits == 4 ? gemm.nibbleGroup : gemm.kGroup;
  int64_t lanes = tiles * gemm.nTile;
  std::vector<int32_t> packed(lanes * paddedDepth, 0);
  std::vector<int32_t> folded = padded(weighted.bias, lanes);
  for (int64_t n = 0; n < weighted.channels; ++n) {
    int64_t sum = 0;
    for (int64_t k = 0; k < depth; ++k) {
      int32_t weight = weighted.weights[n * depth + k];
      sum += weight;
      int64_t block = n / gemm.nTile * (paddedDepth / group) + k / group;
      packed[(block * gemm.nTile + n % gemm.nTile) * group + k % group] =
          weight;
    }
    folded[n] = static_cast<uint32_t>(weighted.bias[n] - zeroPoint * sum);
  }
  weights = bits == 4
                ? nibbleConstant(writer, packed, gemm.nibbleSpan, /*bias=*/0)
                : weightConstant(writer, packed);
  bias = writer.constant("bias", folded);
  multipliers =
      writer.constant("multipliers", padded(weighted.multipliers, lanes));
}

void GemmWriter::multiply(Value input, Value inputAt, int64_t stride,
                          Value outputAt, int64_t rows) {
  kernel::GemmOp::create(
      writer.builder, writer.loc(), writer.target.gemm.function, input, inputAt,
      weights, bias, multipliers, writer.output, outputAt, rows,
      weighted.perChannel, weighted.channels, stride, weighted.channels, flip,
      bits, weighted.outputZeroPoint, weighted.low, weighted.high);
}

// What attend-choose-kernels promises of an op with the choice "gemm".
static LogicalResult checkChoice(LoopWriter &writer, Operation *op,
                                 const WeightedOp &weighted, int64_t groups) {
  bool fits = op->hasAttr(schedule::kNibbles) ? weighted.weightsFitNibbles()
                                              : weighted.weightsFitInt8();
  if (writer.target.hasGemm() && groups == 1 && fits)
    return success();
  return op->emitError("has no matrix product on the target '")
         << writer.target.name
         << "'; run attend-choose-kernels for this target";
}

LogicalResult lower::lowerFullyConnectedToGemm(LoopWriter &writer,
                                               q8::FullyConnectedOp op) {
  FailureOr<WeightedOp> weighted = WeightedOp::read(op);
  if (failed(weighted) || failed(checkChoice(writer, op, *weighted, 1)))
    return failure();
  Value zero = writer.index(0);
  GemmWriter(writer, *weighted)
      .multiply(writer.inputs[0], zero, weighted->perChannel, zero,
                shapeOf(op.getInput())[0]);
  return success();
}

/// Gathers tap row kh of the windows of one output row: for each column its
/// KW*C bytes of input row `ih`, positions outside the input being the zero
/// point. Only columns at the border look at each tap.
static void gatherTapRow(LoopWriter &writer, q8::Conv2dOp op,
                         const WindowAxis &width, Value inputRow,
                         Value tapOffset, int64_t windowBytes) {
  int64_t depth = shapeOf(op.getInput())[3];
  int32_t zeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  Value x = writer.inputs[0];
  Value rowStart = writer.mul(inputRow, width.input);
  auto gatherTap = [&](Value iw, Value to) {
    Value from = writer.mul(writer.add(rowStart, iw), depth);
    writer.copy(x, from, writer.scratch, to, depth);
  };
  auto columns = [&](int64_t first, int64_t end, bool border) {
    writer.loop("ow", first, end, [&](Value ow) {
      Value to = writer.add(writer.mul(ow, windowBytes), tapOffset);
      Value start =
          writer.sub(writer.mul(ow, width.stride), width.padLow, "iw");
      if (!border && width.dilation == 1) {
        Value from = writer.mul(writer.add(rowStart, start), depth);
        writer.copy(x, from, writer.scratch, to, width.kernel * depth);
        return;
      }
      writer.loop("kw", 0, width.kernel, [&](Value kw) {
        Value iw = writer.add(start, writer.mul(kw, width.dilation), "column");
        Value tapTo = writer.add(to, writer.mul(kw, depth));
        if (!border)
          return gatherTap(iw, tapTo);
        writer.ifInside(
            iw, 0, width.input, [&] { gatherTap(iw, tapTo); },
            [&] { writer.fill(writer.scratch, tapTo, depth, zeroPoint); });
      });
    });
  };
  // Columns first..end-1 have their whole window inside the input.
  int64_t first = std::min(
      width.output, int64_t(llvm::divideCeil(width.padLow, width.stride)));
  int64_t room =
      width.input + width.padLow - (width.kernel - 1) * width.dilation;
  int64_t end = room <= 0 ? 0 : llvm::divideCeil(room, width.stride);
  end = std::max(first, std::min(width.output, end));
  columns(0, first, /*border=*/true);
  columns(first, end, /*border=*/false);
  columns(end, width.output, /*border=*/true);
}

// for n, oh: for kh: gather [OW, kh, KW, C] -> scratch; y row = scratch * w
LogicalResult lower::lowerConvolutionToGemm(LoopWriter &writer,
                                            q8::Conv2dOp op) {
  FailureOr<WeightedOp> weighted = WeightedOp::read(op);
  if (failed(weighted) ||
      failed(checkChoice(writer, op, *weighted, op.getGroups())))
    return failure();
  GemmWriter gemm(writer, *weighted);
  ArrayRef<int64_t> weight = shapeOf(op.getWeight());
  WindowAxis height = windowAxis(op, 0, weight[1], op.getDilations()[0]);
  WindowAxis width = windowAxis(op, 1, weight[2], op.getDilations()[1]);
  takeOnlyRow(writer, height);
  ArrayRef<int64_t> input = writer.inputShape(0);
  ArrayRef<int64_t> output = writer.outputShape();
  bool inPlace = schedule::readsRowsInPlace(op);
  if (inPlace && height.stride == 1 && width.stride == 1) {
    Value zero = writer.index(0);
    gemm.multiply(writer.inputs[0], zero, input[3], zero,
                  output[0] * output[1] * output[2]);
    return success();
  }
  int64_t tapRowBytes = weight[2] * weight[3];
  int64_t windowBytes = weight[1] * tapRowBytes;
  int32_t zeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  forEachRow(writer, height, [&](Value n, Value oh, Value outputRow) {
    Value image = writer.mul(n, height.input);
    Value start =
        writer.sub(writer.mul(oh, height.stride), height.padLow, "ih");
    Value y = writer.mul(outputRow, width.output * output[3], "y_row");
    if (inPlace) {
      Value x =
          writer.mul(writer.add(image, start), width.input * input[3], "x_row");
      gemm.multiply(writer.inputs[0], x, width.stride * input[3], y,
                    width.output);
      return;
    }
    writer.loop("kh", 0, height.kernel, [&](Value kh) {
      Value ih =
          writer.add(start, writer.mul(kh, height.dilation), "input_row");
      Value tapOffset = writer.mul(kh, tapRowBytes);
      auto gather = [&] {
        Value inputRow = writer.add(image, writer.slot(0, ih));
        gatherTapRow(writer, op, width, inputRow, tapOffset, windowBytes);
      };
      if (height.alwaysInside())
        return gather();
      writer.ifInside(ih, 0, height.input, gather, [&] {
        writer.loop("ow", 0, width.output, [&](Value ow) {
          Value to = writer.add(writer.mul(ow, windowBytes), tapOffset);
          writer.fill(writer.scratch, to, tapRowBytes, zeroPoint);
        });
      });
    });
    gemm.multiply(writer.scratch, writer.index(0), windowBytes, y,
                  width.output);
  });
  return success();
}
