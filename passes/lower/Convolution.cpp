// Convolution.cpp: convolutions and fully connected layers as loop nests.

#include "passes/lower/Families.h"
#include "passes/lower/TileArithmetic.h"
#include "passes/lower/WindowRange.h"
#include "passes/schedule/ChannelTile.h"

#include "dialects/q8/Weights.h"

#include "targets/Target.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {

/// Output channels in `groups` groups of `tiles` tiles of `size` lanes each.
/// Packed constants have groups * tiles * size channels, the lanes behind a
/// group's last channel being zero.
struct ChannelTiles {
  int64_t groups, channelsPerGroup, tiles, size;

  ChannelTiles(const TileArithmetic &op, int64_t groups, int64_t ocTile)
      : groups(groups), channelsPerGroup(op.channels / groups) {
    if (!op.isPacked)
      size = 1;
    else if (op.hasNibbles)
      size = schedule::nibbleTile(channelsPerGroup, ocTile);
    else
      size = schedule::channelTile(channelsPerGroup, ocTile);
    tiles = llvm::divideCeil(channelsPerGroup, size);
  }

  int64_t lanes() const { return groups * tiles * size; }

  /// The output channel of a lane, or -1.
  int64_t channelOf(int64_t lane) const {
    int64_t inGroup = lane % (tiles * size);
    if (inGroup >= channelsPerGroup)
      return -1;
    return lane / (tiles * size) * channelsPerGroup + inGroup;
  }
};

/// Writes the accumulators of one tile of output channels.
class TileWriter {
public:
  /// Packs weights [OC, positions] as [groups * tiles][positions][size], those
  /// of 4 bits with the first and the second half of a row in the halves of its
  /// bytes.
  TileWriter(LoopWriter &writer, TileArithmetic &arithmetic,
             const ChannelTiles &tiles);

  /// acc[i] = bias[lane + i].
  void start(Value lane);
  /// acc[i] += (x[at] - zero point) * the i-th weight of the row that begins at
  /// `weightAt`.
  void accumulate(Value at, Value weightAt);
  /// Where the rows of the tile that begins with `lane` begin, and how far they
  /// are apart.
  Value weightsOf(Value lane);
  int64_t weightStride() const {
    return arithmetic.hasNibbles ? size / 2 : size;
  }
  /// y[at + i] = acc[i], stored as lane + i, for the `count` lanes that are
  /// channels.
  void finish(Value lane, Value at, Value count);

private:
  /// The same for weights first <= i < first + weightStride(), the `part` of
  /// the row's bytes.
  void accumulatePart(Value value, Value weightAt, int64_t first,
                      WeightPart part);

  LoopWriter &writer;
  TileArithmetic &arithmetic;
  int64_t size;
  Value acc;
};

} // namespace

TileWriter::TileWriter(LoopWriter &writer, TileArithmetic &arithmetic,
                       const ChannelTiles &tiles)
    : writer(writer), arithmetic(arithmetic), size(tiles.size) {
  if (arithmetic.isPacked) {
    int64_t positions = arithmetic.perChannel;
    std::vector<int64_t> weightOrder(tiles.lanes() * positions, -1);
    std::vector<int64_t> channelOrder(tiles.lanes(), -1);
    for (int64_t lane = 0; lane < tiles.lanes(); ++lane) {
      int64_t channel = tiles.channelOf(lane);
      channelOrder[lane] = channel;
      for (int64_t position = 0; channel >= 0 && position < positions;
           ++position)
        weightOrder[(lane / size * positions + position) * size + lane % size] =
            channel * positions + position;
    }
    arithmetic.pack(weightOrder, channelOrder, size / 2);
  }
  acc = writer.accumulators(size, arithmetic.sumType);
}

void TileWriter::start(Value lane) {
  writer.loop("i", 0, size, [&](Value i) {
    writer.store(arithmetic.start(writer.add(lane, i)), acc, i);
  });
}

Value TileWriter::weightsOf(Value lane) {
  int64_t positions = arithmetic.perChannel;
  if (!arithmetic.hasNibbles)
    return writer.mul(lane, positions, "w_tile");
  return writer.div(writer.mul(lane, positions), 2, "w_tile");
}

void TileWriter::accumulatePart(Value value, Value weightAt, int64_t first,
                                WeightPart part) {
  writer.loop("i", 0, weightStride(), [&](Value i) {
    Value at = writer.add(i, first, "high");
    Value sum = arithmetic.addProduct(writer.load(acc, at), value,
                                      writer.add(weightAt, i), part);
    writer.store(sum, acc, at);
  });
}

void TileWriter::accumulate(Value at, Value weightAt) {
  Value value = arithmetic.input(at);
  if (!arithmetic.hasNibbles)
    return accumulatePart(value, weightAt, 0, WeightPart::Byte);
  // Two loops: gcc makes vectors of either.
  accumulatePart(value, weightAt, 0, WeightPart::Low);
  accumulatePart(value, weightAt, weightStride(), WeightPart::High);
}

void TileWriter::finish(Value lane, Value at, Value count) {
  writer.loop("i", writer.index(0), count, [&](Value i) {
    arithmetic.finish(writer.load(acc, i), writer.add(lane, i),
                      writer.add(at, i));
  });
}

/// Tiles of the op's output channels.
static ChannelTiles tilesOf(LoopWriter &writer, const TileArithmetic &op,
                            int64_t groups) {
  return ChannelTiles(op, groups, writer.target.ocTile);
}

/// Calls `body` with the tile's first lane, the first output channel of the
/// tile and its number of channels, for each tile of group `group`.
static void forEachTile(LoopWriter &writer, const ChannelTiles &tiles,
                        Value group,
                        llvm::function_ref<void(Value, Value, Value)> body) {
  writer.loop("tile", 0, tiles.tiles, [&](Value tile) {
    Value first = writer.mul(tile, tiles.size);
    Value lane =
        writer.add(writer.mul(group, tiles.tiles * tiles.size), first, "lane");
    Value channel =
        writer.add(writer.mul(group, tiles.channelsPerGroup), first);
    Value count = writer.index(tiles.size);
    if (tiles.channelsPerGroup % tiles.size != 0)
      count = writer.min(
          count, writer.sub(writer.index(tiles.channelsPerGroup), first),
          "count");
    body(lane, channel, count);
  });
}

// input [rows, depth], output [rows, channels]:
//   for row, tile: acc = bias; for k: acc[i] += input[row, k] * weights[k, i]
static void lowerRows(LoopWriter &writer, TileArithmetic &arithmetic,
                      int64_t rows) {
  int64_t depth = arithmetic.perChannel;
  ChannelTiles tiles = tilesOf(writer, arithmetic, 1);
  TileWriter tile(writer, arithmetic, tiles);
  bool isPixel = writer.row() != nullptr;
  writer.loop(isPixel ? "ow" : "row", 0, rows, [&](Value row) {
    Value x = writer.mul(row, depth, isPixel ? "x_pixel" : "x_row");
    Value y =
        writer.mul(row, arithmetic.channels, isPixel ? "y_pixel" : "y_row");
    forEachTile(
        writer, tiles, writer.index(0),
        [&](Value lane, Value channel, Value count) {
          tile.start(lane);
          Value base = tile.weightsOf(lane);
          writer.loop("k", 0, depth, [&](Value k) {
            tile.accumulate(
                writer.add(x, k),
                writer.add(base, writer.mul(k, tile.weightStride()), "w_row"));
          });
          tile.finish(lane, writer.add(y, channel), count);
        });
  });
}

LogicalResult lower::lowerFullyConnected(LoopWriter &writer, Operation *op) {
  auto quantized = dyn_cast<q8::FullyConnectedOp>(op);
  auto arithmetic =
      quantized ? quantizedArithmetic(writer, quantized)
                : plainArithmetic(writer, cast<attend::FullyConnectedOp>(op));
  if (failed(arithmetic))
    return failure();
  lowerRows(writer, **arithmetic, shapeOf(op->getOperand(0))[0]);
  return success();
}

// The taps of one window. Without dilation and groups the window's columns and
// channels are one run of contiguous bytes in input and weights:
//   for kh: for r = kw_low*C .. kw_high*C: acc[i] += x[row + r] * w[kh, r, i]
// else
//   for kh, kw: for ic: acc[i] += x[pixel + ic] * w[kh, kw, ic, i]
template <typename OpT>
static void accumulateWindow(LoopWriter &writer, TileWriter &tile, OpT op,
                             const WindowRows &rows, const WindowRange &columns,
                             Value group, Value weightBase) {
  ArrayRef<int64_t> input = writer.inputShape(0);
  ArrayRef<int64_t> weight = shapeOf(op.getWeight());
  int64_t kernelWidth = weight[2], depth = weight[3];
  bool contiguous = op.getGroups() == 1 && op.getDilations()[1] == 1;
  writer.loop("kh", rows.low, rows.high, [&](Value kh) {
    Value rowStart = rows.at(kh);
    auto weightAt = [&](Value position) {
      Value inRow = writer.add(writer.mul(kh, kernelWidth * depth), position);
      return writer.add(weightBase, writer.mul(inRow, tile.weightStride()),
                        "w_row");
    };
    if (contiguous) {
      Value x =
          writer.add(rowStart, writer.mul(columns.start, input[3]), "x_row");
      writer.loop(
          "r", writer.mul(columns.low, depth), writer.mul(columns.high, depth),
          [&](Value r) { tile.accumulate(writer.add(x, r), weightAt(r)); });
      return;
    }
    writer.loop("kw", columns.low, columns.high, [&](Value kw) {
      Value iw = writer.add(columns.start, writer.mul(kw, op.getDilations()[1]),
                            "column");
      Value x = writer.add(writer.add(rowStart, writer.mul(iw, input[3])),
                           writer.mul(group, depth), "x_pixel");
      writer.loop("ic", 0, depth, [&](Value ic) {
        tile.accumulate(writer.add(x, ic),
                        weightAt(writer.add(writer.mul(kw, depth), ic)));
      });
    });
  });
}

// groups = C = OC:
//   for pixel, tile: acc = bias; for kh, kw: for i: acc[i] += x[i] * w[kh, kw,
//   i]
static void lowerDepthwise(LoopWriter &writer, TileArithmetic &arithmetic,
                           const WindowAxis &height, const WindowAxis &width) {
  int64_t channels = arithmetic.channels, taps = height.kernel * width.kernel;
  int64_t size = schedule::depthwiseTile(channels, writer.target.ocTile);
  std::vector<int64_t> weightOrder(channels * taps);
  for (int64_t channel = 0; channel < channels; ++channel)
    for (int64_t tap = 0; tap < taps; ++tap)
      weightOrder[tap * channels + channel] = channel * taps + tap;
  arithmetic.pack(weightOrder, llvm::to_vector(llvm::seq<int64_t>(channels)),
                  /*nibbleSpan=*/0);
  Value acc = writer.accumulators(size, arithmetic.sumType);

  forEachWindow(
      writer, height, width,
      [&](const WindowRows &rows, const WindowRange &columns, Value y) {
        writer.loop("tile", 0, channels / size, [&](Value tile) {
          Value first = writer.mul(tile, size, "first");
          writer.loop("i", 0, size, [&](Value i) {
            writer.store(arithmetic.start(writer.add(first, i)), acc, i);
          });
          writer.loop("kh", rows.low, rows.high, [&](Value kh) {
            Value rowStart = rows.at(kh);
            writer.loop("kw", columns.low, columns.high, [&](Value kw) {
              Value iw = writer.add(columns.start,
                                    writer.mul(kw, width.dilation), "column");
              Value pixel = writer.add(rowStart, writer.mul(iw, channels));
              Value x = writer.add(pixel, first, "x_pixel");
              Value tap = writer.add(writer.mul(kh, width.kernel), kw);
              Value w = writer.add(writer.mul(tap, channels), first, "w_row");
              writer.loop("i", 0, size, [&](Value i) {
                Value value = arithmetic.input(writer.add(x, i));
                Value sum =
                    arithmetic.addProduct(writer.load(acc, i), value,
                                          writer.add(w, i), WeightPart::Byte);
                writer.store(sum, acc, i);
              });
            });
          });
          Value yFirst = writer.add(y, first);
          writer.loop("i", 0, size, [&](Value i) {
            arithmetic.finish(writer.load(acc, i), writer.add(first, i),
                              writer.add(yFirst, i));
          });
        });
      });
}

template <typename OpT>
static void lowerWindows(LoopWriter &writer, OpT op,
                         TileArithmetic &arithmetic) {
  ArrayRef<int64_t> weight = shapeOf(op.getWeight());
  ArrayRef<int64_t> output = writer.outputShape();
  WindowAxis height = windowAxis(op, 0, weight[1], op.getDilations()[0]);
  WindowAxis width = windowAxis(op, 1, weight[2], op.getDilations()[1]);
  int64_t groups = op.getGroups();
  takeOnlyRow(writer, height);

  bool pointwise = weight[1] == 1 && weight[2] == 1 && groups == 1 &&
                   height.alwaysInside() && width.alwaysInside() &&
                   height.stride == 1 && width.stride == 1 &&
                   height.input == height.output && width.input == width.output;
  if (pointwise)
    return lowerRows(writer, arithmetic, output[0] * output[1] * output[2]);
  if (q8::isDepthwise(op.getWeight(), groups) && arithmetic.isPacked)
    return lowerDepthwise(writer, arithmetic, height, width);

  ChannelTiles tiles = tilesOf(writer, arithmetic, groups);
  TileWriter tile(writer, arithmetic, tiles);
  forEachWindow(
      writer, height, width,
      [&](const WindowRows &rows, const WindowRange &columns, Value y) {
        writer.loop("group", 0, groups, [&](Value group) {
          forEachTile(writer, tiles, group,
                      [&](Value lane, Value channel, Value count) {
                        tile.start(lane);
                        accumulateWindow(writer, tile, op, rows, columns, group,
                                         tile.weightsOf(lane));
                        tile.finish(lane, writer.add(y, channel), count);
                      });
        });
      });
}

LogicalResult lower::lowerConvolution(LoopWriter &writer, Operation *op) {
  if (auto conv = dyn_cast<q8::Conv2dOp>(op)) {
    auto arithmetic = quantizedArithmetic(writer, conv);
    if (failed(arithmetic))
      return failure();
    lowerWindows(writer, conv, **arithmetic);
    return success();
  }
  auto conv = cast<attend::Conv2dOp>(op);
  auto arithmetic = plainArithmetic(writer, conv);
  if (failed(arithmetic))
    return failure();
  lowerWindows(writer, conv, **arithmetic);
  return success();
}
