// WeightRounding.cpp: small dense linear algebra in double precision, in a
// fixed order.

#include "compiler/quantize/WeightRounding.h"

#include <algorithm>
#include <cmath>

using llvm::ArrayRef;

std::vector<double> attendc::factorize(ArrayRef<double> gram, int64_t depth,
                                       double damping) {
  double mean = 0.0;
  for (int64_t i = 0; i < depth; ++i)
    mean += gram[i * depth + i] / static_cast<double>(depth);
  double added = mean > 0 ? mean * damping : 1.0;
  std::vector<double> lower(gram.begin(), gram.end());
  for (int64_t i = 0; i < depth; ++i) {
    double *row = &lower[i * depth];
    row[i] += added;
    for (int64_t j = 0; j <= i; ++j) {
      const double *other = &lower[j * depth];
      double sum = row[j];
      for (int64_t k = 0; k < j; ++k)
        sum -= row[k] * other[k];
      if (j < i)
        row[j] = sum / other[j];
      else
        row[i] = std::sqrt(std::max(sum, added));
    }
  }
  return lower;
}

static double nearest(double steps) {
  return std::clamp(std::rint(steps), -127.0, 127.0);
}

float attendc::clippedScale(ArrayRef<double> row, float largest,
                            ArrayRef<double> importance) {
  constexpr int candidates = 48;
  float best = largest;
  double least = INFINITY;
  for (int i = 0; i <= candidates; ++i) {
    float scale = largest * (1.0f - static_cast<float>(i) / (2 * candidates));
    double error = 0.0;
    for (auto [weight, factor] : llvm::zip_equal(row, importance)) {
      double off = weight - nearest(weight / scale) * scale;
      error += factor * off * off;
    }
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

std::vector<int8_t> attendc::roundNearest(ArrayRef<double> row, float scale) {
  std::vector<int8_t> integers;
  for (double weight : row)
    integers.push_back(static_cast<int8_t>(nearest(weight / scale)));
  return integers;
}

std::vector<int8_t> attendc::roundJointly(ArrayRef<double> row, float scale,
                                          ArrayRef<double> lower) {
  int64_t depth = row.size();
  std::vector<int8_t> integers(depth);
  // |L^T e|^2 is smallest in e[k] where e[k] = -owed[k] / L[k, k], owed[k] =
  // sum over j > k of L[j, k] e[j].
  std::vector<double> owed(depth);
  for (int64_t k = depth - 1; k >= 0; --k) {
    const double *factors = &lower[k * depth];
    double integer = nearest((row[k] + owed[k] / factors[k]) / scale);
    double error = row[k] - integer * scale;
    integers[k] = static_cast<int8_t>(integer);
    for (int64_t j = 0; j < k; ++j)
      owed[j] += factors[j] * error;
  }
  return integers;
}
