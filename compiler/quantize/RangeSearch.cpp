// RangeSearch.cpp: fits the range of so many steps to a histogram.

#include "compiler/quantize/RangeSearch.h"

#include <algorithm>
#include <numeric>

using namespace attendc;
using llvm::ArrayRef;
using quant::Range;

static constexpr int64_t bins = 2048;

void ValueStatistics::include(ArrayRef<float> values) {
  for (float value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
    isFinite &= value - value == 0.0f; // not for infinities and NaN
  }
}

int64_t ValueStatistics::binOf(float value) const {
  float width = (high - low) / bins;
  int64_t bin = width > 0 ? static_cast<int64_t>((value - low) / width) : 0;
  return std::clamp<int64_t>(bin, 0, bins - 1);
}

void ValueStatistics::count(ArrayRef<float> values) {
  histogram.resize(bins);
  for (float value : values) {
    ++histogram[binOf(value)];
    zeros += value == 0.0f;
  }
}

std::vector<int64_t> ValueStatistics::nonzero() const {
  std::vector<int64_t> rest = histogram;
  if (zeros > 0 && high > low)
    rest[binOf(0.0f)] -= zeros;
  return rest;
}

/// Narrows [low, high] so that `share` of the values lie below high, and as
/// many above low.
static Range percentileRange(const ValueStatistics &known, double share) {
  const std::vector<int64_t> &histogram = known.histogram;
  int64_t total = 0;
  for (int64_t bin : histogram)
    total += bin;
  double allowed = (1.0 - share) * static_cast<double>(total);
  int64_t first = 0, last = bins - 1;
  for (int64_t below = histogram[0]; first < last && below <= allowed;)
    below += histogram[++first];
  for (int64_t above = histogram[last]; last > first && above <= allowed;)
    above += histogram[--last];
  float start = known.low, width = (known.high - known.low) / bins;
  return {start + width * static_cast<float>(first),
          last == bins - 1 ? known.high
                           : start + width * static_cast<float>(last + 1)};
}

namespace {
/// The sums over the bins in front of each: of counts, of counts times centres
/// and squares of them. The zeros, which round exactly, are left out.
class SquaredError {
public:
  SquaredError(const ValueStatistics &known, int64_t steps)
      : low(known.low), steps(static_cast<double>(steps)),
        width((static_cast<double>(known.high) - known.low) / bins),
        counts(bins + 1), sums(bins + 1), squares(bins + 1) {
    std::vector<int64_t> histogram = known.nonzero();
    for (int64_t bin = 0; bin < bins; ++bin) {
      double count = static_cast<double>(histogram[bin]);
      double centre = low + width * (static_cast<double>(bin) + 0.5);
      counts[bin + 1] = counts[bin] + count;
      sums[bin + 1] = sums[bin] + count * centre;
      squares[bin + 1] = squares[bin] + count * centre * centre;
    }
  }

  /// Of all values when they are rounded within `range`.
  double operator()(Range range) const {
    int64_t first = binOf(range.low), end = binOf(range.high);
    double step = (static_cast<double>(range.high) - range.low) / steps;
    return (counts[end] - counts[first]) * step * step / 12.0 +
           distance(0, first, range.low) + distance(end, bins, range.high);
  }

private:
  int64_t binOf(double edge) const {
    return std::clamp<int64_t>(std::lrint((edge - low) / width), 0, bins);
  }
  /// Of the values of some bins from `edge`.
  double distance(int64_t first, int64_t end, double edge) const {
    return squares[end] - squares[first] -
           2.0 * edge * (sums[end] - sums[first]) +
           edge * edge * (counts[end] - counts[first]);
  }

  double low, steps, width;
  std::vector<double> counts, sums, squares;
};
} // namespace

/// Each end in turn moves to the best of its 1/128 parts.
static Range mseRange(const ValueStatistics &known, int64_t steps) {
  constexpr int parts = 128, rounds = 3;
  Range full{std::min(known.low, 0.0f), std::max(known.high, 0.0f)};
  if (!(known.high > known.low))
    return full;
  SquaredError errorOf(known, steps);
  Range best = full;
  double least = errorOf(best);
  for (int round = 0; round < rounds; ++round)
    for (bool isHigh : {true, false})
      for (int part = 1; part <= parts; ++part) {
        float factor = static_cast<float>(part) / parts;
        Range tried = best;
        if (isHigh)
          tried.high = full.high * factor;
        else
          tried.low = full.low * factor;
        double error = errorOf(tried);
        if (error < least) {
          least = error;
          best = tried;
        }
      }
  return best;
}

/// The natural logarithm of a positive number, the same on every machine:
/// 2 atanh((m - 1) / (m + 1)) + e ln 2 for x = m 2^e, m in [1/2, 1).
static double logarithm(double x) {
  int exponent;
  double mantissa = std::frexp(x, &exponent);
  double z = (mantissa - 1.0) / (mantissa + 1.0), power = z, sum = 0.0;
  for (int n = 1; n < 20; n += 2, power *= z * z)
    sum += power / n;
  return 2.0 * sum + exponent * 0.6931471805599453;
}

/// The divergence of `counts`, rounded to `levels`, from `counts` with what
/// lies outside added to its ends.
static double divergence(ArrayRef<int64_t> counts, int64_t below, int64_t above,
                         int64_t levels) {
  int64_t length = counts.size();
  auto clipped = [&](int64_t bin) {
    return static_cast<double>(counts[bin] + (bin == 0 ? below : 0) +
                               (bin == length - 1 ? above : 0));
  };
  double total = static_cast<double>(below + above), inside = 0.0;
  for (int64_t count : counts)
    inside += static_cast<double>(count);
  total += inside;
  double sum = 0.0;
  for (int64_t level = 0; level < levels; ++level) {
    int64_t first = level * length / levels;
    int64_t end = (level + 1) * length / levels;
    double mass = 0.0, occupied = 0.0;
    for (int64_t bin = first; bin < end; ++bin) {
      mass += static_cast<double>(counts[bin]);
      occupied += clipped(bin) > 0;
    }
    for (int64_t bin = first; bin < end; ++bin)
      if (double p = clipped(bin) / total; p > 0) {
        double q = std::max(mass / occupied / inside, 1e-9);
        sum += p * logarithm(p / q);
      }
  }
  return sum;
}

/// The largest magnitude shrinks, by 1/128 parts of what it was. The zeros,
/// which round exactly, are left out: a spike of them would hide the rest.
static Range entropyRange(const ValueStatistics &known, int64_t steps) {
  Range full{std::min(known.low, 0.0f), std::max(known.high, 0.0f)};
  double width = (static_cast<double>(known.high) - known.low) / bins;
  if (!(width > 0))
    return full;
  std::vector<int64_t> histogram = known.nonzero();
  auto binOf = [&](double edge) {
    return std::clamp<int64_t>(std::lrint((edge - known.low) / width), 0, bins);
  };
  Range best = full;
  double least = INFINITY;
  for (int part = 16; part <= 128; ++part) {
    float factor = static_cast<float>(part) / 128.0f;
    float reach = std::max(full.high, -full.low) * factor;
    Range tried{std::max(full.low, -reach), std::min(full.high, reach)};
    int64_t first = binOf(tried.low), end = binOf(tried.high);
    if (end - first < steps)
      continue;
    auto begin = histogram.begin();
    int64_t below = std::accumulate(begin, begin + first, int64_t(0));
    int64_t above = std::accumulate(begin + end, histogram.end(), int64_t(0));
    double found = divergence(ArrayRef(histogram).slice(first, end - first),
                              below, above, steps);
    if (found < least) {
      least = found;
      best = tried;
    }
  }
  return best;
}

Range attendc::rangeBy(CalibrationMethod method, const ValueStatistics &known,
                       double percentile, int32_t bits) {
  int64_t steps = (int64_t(1) << bits) - 1;
  Range range{known.low, known.high};
  if (method == CalibrationMethod::Percentile)
    range = percentileRange(known, percentile / 100.0);
  else if (method == CalibrationMethod::Mse)
    range = mseRange(known, steps);
  else if (method == CalibrationMethod::Entropy)
    range = entropyRange(known, steps);
  return {std::min(range.low, 0.0f), std::max(range.high, 0.0f)};
}
