// LayerRounding.cpp: chooses scales and integers of each output channel.

#include "compiler/quantize/LayerRounding.h"

#include "compiler/quantize/WeightRounding.h"
#include "passes/quant/QuantizationParameters.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace attendc;
using reference::Tensor;

/// Of the mean diagonal of the second moments.
static constexpr double damping = 0.01;
/// Layers with more weights in a row are rounded to the nearest.
static constexpr int64_t mostJointWeights = 1536;

static InputMoments momentsOf(Operation *op, int64_t group,
                              ArrayRef<Tensor> inputs, ArrayRef<Tensor> drifts,
                              bool areCentred) {
  InputMoments moments(op, group);
  int64_t examples = inputs.size();
  int64_t wished = std::clamp<int64_t>(8 * moments.depth(), 8192, 16384);
  int64_t each = std::max<int64_t>((wished + examples - 1) / examples, 1);
  int64_t stride = std::max<int64_t>(moments.windows() / each, 1);
  for (int64_t i = 0; i < examples; ++i)
    moments.add(i, inputs[i], drifts.empty() ? nullptr : &drifts[i], stride);
  if (areCentred)
    moments.centre();
  return moments;
}

/// Moves `rows` [rows of a group, depth] to where they make up for the drift of
/// their outputs best, H^-1 * (sum of x d): for a share of the way, which is
/// how far both halves of the examples agree on it.
static void followDrift(MutableArrayRef<double> rows,
                        const InputMoments &moments,
                        const JointRounding &rounding) {
  int64_t depth = moments.depth();
  std::vector<double> wanted(rows.size());
  double agreed = 0.0, total = 0.0;
  for (int64_t at = 0, end = rows.size(); at < end; at += depth) {
    ArrayRef<double> pulls[] = {moments.pull(0, at / depth),
                                moments.pull(1, at / depth)};
    std::vector<double> changes[] = {rounding.solve(pulls[0]),
                                     rounding.solve(pulls[1])};
    for (int64_t k = 0; k < depth; ++k) {
      wanted[at + k] = changes[0][k] + changes[1][k];
      agreed += 4.0 * changes[0][k] * pulls[1][k];
      total += wanted[at + k] * (pulls[0][k] + pulls[1][k]);
    }
  }
  double share = total > 0 ? std::min(agreed / total, 1.0) : 0.0;
  // Inputs that were rounded can make outputs overflow, and drifts infinite.
  bool isFinite = std::isfinite(total);
  for (auto [weight, change] : llvm::zip_equal(rows, wanted))
    isFinite &= std::abs(weight + share * change) <= FLT_MAX;
  if (isFinite && share > 0)
    for (auto [weight, change] : llvm::zip_equal(rows, wanted))
      weight += share * change;
}

std::vector<float> attendc::roundLayer(Weights &weights, Operation *op,
                                       ArrayRef<Tensor> inputs,
                                       ArrayRef<Tensor> drifts,
                                       float inputScale, int bits,
                                       const ImprovementSteps &steps) {
  int64_t depth = weights.depth();
  int64_t rowsOfGroup = weights.rows() / weights.groups;
  Levels levels = Levels::ofBits(bits);
  bool hasMoments =
      depth <= mostJointWeights && (steps.roundsJointly || steps.clipsWeights);
  bool isJoint = hasMoments && steps.roundsJointly;
  float ofTensor = quant::weightScale(weights.values, 1.0f);
  std::vector<double> numbers(weights.values.begin(), weights.values.end());
  std::vector<double> importance(depth, 1.0);
  std::optional<JointRounding> rounding;
  std::vector<float> scales;
  for (int64_t row = 0; row < weights.rows(); ++row) {
    if (hasMoments && row % rowsOfGroup == 0) {
      InputMoments moments =
          momentsOf(op, row / rowsOfGroup, inputs, drifts, steps.correctsBias);
      for (int64_t k = 0; k < depth; ++k)
        importance[k] = moments.gram()[k * depth + k];
      if (isJoint) {
        rounding.emplace(moments.gram(), depth, damping, levels);
        followDrift(
            MutableArrayRef(numbers).slice(row * depth, rowsOfGroup * depth),
            moments, *rounding);
      }
    }
    ArrayRef<double> reals = ArrayRef(numbers).slice(row * depth, depth);
    SmallVector<float> floats(reals.begin(), reals.end());
    float least = quant::leastWeightScale(weights.bias[row], inputScale);
    float scale = quant::weightScale(floats, ofTensor) *
                  static_cast<float>(127.0 / levels.high);
    if (steps.clipsWeights)
      scale = clippedScale(reals, scale, levels, importance);
    RoundedRow rounded{{}, std::max(scale, least)};
    if (isJoint)
      rounded =
          rounding->round(reals, rounded.scale, least, steps.clipsWeights);
    else
      rounded.integers = roundNearest(reals, rounded.scale, levels);
    for (int64_t k = 0; k < depth; ++k)
      weights.values[row * depth + k] =
          static_cast<float>(rounded.integers[k]) * rounded.scale;
    scales.push_back(rounded.scale);
  }
  return scales;
}
