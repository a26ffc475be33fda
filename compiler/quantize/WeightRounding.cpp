// WeightRounding.cpp: small dense linear algebra in double precision, in a
// fixed order.

#include "compiler/quantize/WeightRounding.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace attendc;
using llvm::ArrayRef;

static double nearest(double steps, Levels levels) {
  return std::clamp(std::rint(steps), levels.low, levels.high);
}

float attendc::clippedScale(ArrayRef<double> row, float largest, Levels levels,
                            ArrayRef<double> importance) {
  constexpr int candidates = 48;
  float least = levels.high > 8 ? 0.5f : 0.34f;
  float best = largest;
  double smallest = INFINITY;
  for (int i = 0; i <= candidates; ++i) {
    float part = static_cast<float>(i) / candidates;
    float scale = largest * (1.0f - (1.0f - least) * part);
    double error = 0.0;
    for (auto [weight, factor] : llvm::zip_equal(row, importance)) {
      double off = weight - nearest(weight / scale, levels) * scale;
      error += factor * off * off;
    }
    if (error < smallest) {
      smallest = error;
      best = scale;
    }
  }
  return best;
}

std::vector<int8_t> attendc::roundNearest(ArrayRef<double> row, float scale,
                                          Levels levels) {
  std::vector<int8_t> integers;
  for (double weight : row)
    integers.push_back(static_cast<int8_t>(nearest(weight / scale, levels)));
  return integers;
}

/// The lower Cholesky factor of `matrix` [depth, depth], whose eigenvalues are
/// at least `least`.
static std::vector<double> factorize(ArrayRef<double> matrix, int64_t depth,
                                     double least) {
  std::vector<double> lower = matrix.vec();
  for (int64_t i = 0; i < depth; ++i) {
    double *row = &lower[i * depth];
    for (int64_t j = 0; j <= i; ++j) {
      const double *other = &lower[j * depth];
      double sum = row[j];
      for (int64_t k = 0; k < j; ++k)
        sum -= row[k] * other[k];
      row[j] = j < i ? sum / other[j] : std::sqrt(std::max(sum, least));
    }
  }
  return lower;
}

JointRounding::JointRounding(ArrayRef<double> gram, int64_t depth,
                             double damping, Levels levels)
    : depth(depth), levels(levels), matrix(gram.begin(), gram.end()) {
  double mean = 0.0;
  for (int64_t i = 0; i < depth; ++i)
    mean += gram[i * depth + i] / static_cast<double>(depth);
  double added = mean > 0 ? mean * damping : 1.0;
  for (int64_t i = 0; i < depth; ++i) {
    matrix[i * depth + i] += added;
    for (int64_t j = 0; j < i; ++j)
      matrix[j * depth + i] = matrix[i * depth + j];
  }
  lower = factorize(matrix, depth, added);
}

std::vector<double> JointRounding::solve(ArrayRef<double> y) const {
  std::vector<double> x = y.vec();
  for (int64_t i = 0; i < depth; ++i) {
    for (int64_t k = 0; k < i; ++k)
      x[i] -= lower[i * depth + k] * x[k];
    x[i] /= lower[i * depth + i];
  }
  for (int64_t i = depth - 1; i >= 0; --i) {
    x[i] /= lower[i * depth + i];
    for (int64_t k = 0; k < i; ++k)
      x[k] -= lower[i * depth + k] * x[i];
  }
  return x;
}

std::vector<int8_t> JointRounding::nearestPlane(ArrayRef<double> row,
                                                float scale) const {
  std::vector<int8_t> integers(depth);
  // |L^T e|^2 is smallest in e[k] where e[k] = -owed[k] / L[k, k], owed[k] =
  // sum over j > k of L[j, k] e[j].
  std::vector<double> owed(depth);
  for (int64_t k = depth - 1; k >= 0; --k) {
    const double *factors = &lower[k * depth];
    double integer = nearest((row[k] + owed[k] / factors[k]) / scale, levels);
    double error = row[k] - integer * scale;
    integers[k] = static_cast<int8_t>(integer);
    for (int64_t j = 0; j < k; ++j)
      owed[j] += factors[j] * error;
  }
  return integers;
}

std::vector<double> JointRounding::times(ArrayRef<double> row) const {
  std::vector<double> sums(depth);
  for (int64_t k = 0; k < depth; ++k)
    for (int64_t j = 0; j < depth; ++j)
      sums[j] += matrix[k * depth + j] * row[k];
  return sums;
}

/// Moves each integer q[k] to the best one, the others as they are; `target` is
/// H w, `reached` H q.
void JointRounding::descend(RoundedRow &rounded, ArrayRef<double> target,
                            std::vector<double> &reached) const {
  constexpr int mostSweeps = 8;
  double scale = rounded.scale;
  bool moves = true;
  for (int sweep = 0; sweep < mostSweeps && moves; ++sweep) {
    moves = false;
    for (int64_t k = 0; k < depth; ++k) {
      ArrayRef<double> others = ArrayRef(matrix).slice(k * depth, depth);
      double integer = rounded.integers[k];
      double slope = target[k] / scale - reached[k];
      double wished = nearest(integer + slope / others[k], levels);
      if (wished == integer)
        continue;
      rounded.integers[k] = static_cast<int8_t>(wished);
      for (int64_t j = 0; j < depth; ++j)
        reached[j] += others[j] * (wished - integer);
      moves = true;
    }
  }
}

RoundedRow JointRounding::round(ArrayRef<double> row, float scale, float least,
                                bool fitsScale) const {
  constexpr float starts[] = {1.0f, 0.9f, 1.1f};
  constexpr int mostFits = 4;
  std::vector<double> target = times(row);
  RoundedRow best;
  double smallest = INFINITY;
  for (float start : starts) {
    RoundedRow tried;
    tried.scale = std::max(scale * start, least);
    tried.integers = nearestPlane(row, tried.scale);
    std::vector<double> reached = times(
        std::vector<double>(tried.integers.begin(), tried.integers.end()));
    double former = INFINITY;
    for (int fit = 0; fit < mostFits; ++fit) {
      descend(tried, target, reached);
      // e^T H e of e = w - s q, and what it falls by where s grows.
      double error = 0.0, pull = 0.0, stiffness = 0.0;
      for (int64_t k = 0; k < depth; ++k) {
        double integer = tried.integers[k];
        double slope = target[k] - tried.scale * reached[k];
        error += (row[k] - integer * tried.scale) * slope;
        pull += integer * slope;
        stiffness += integer * reached[k];
      }
      if (error < smallest) {
        smallest = error;
        best = tried;
      }
      if (!fitsScale)
        return best;
      if (!(error < former) || !(stiffness > 0))
        break;
      former = error;
      tried.scale =
          std::max(static_cast<float>(tried.scale + pull / stiffness), least);
    }
  }
  return best;
}
