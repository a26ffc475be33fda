// Scales.cpp: turns ticks and bytes into pixels, and lives into boxes.

#include "compiler/report/Scales.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace attendc;
using namespace attendc::report;

/// Of a layer that runs whole; a layer of a pipeline counts twice, in bounds.
static constexpr double kLayerWidth = 14;
static constexpr size_t kLeastPipelineLayers = 12, kMostPipelineLayers = 48;

/// Gaps of a pixel are not shown.
static constexpr double kLeastGap = 1;
/// Between a box and what lies right of, above or below it.
static constexpr double kSpace = 0.6;
/// Of the smallest buffers.
static constexpr double kLeastHeight = 1.5;

/// Room beyond this is no better, and so many slots are tried as the lowest.
static constexpr double kMostLabelWidth = 160;
static constexpr size_t kMostStarts = 256;

TimeScale::TimeScale(const Report &report, double left, double leastWidth)
    : report(report), starts({left}) {
  for (const Span &span : report.spans) {
    size_t layers = span.layers.size();
    if (span.pipeline >= 0)
      layers =
          std::clamp(2 * layers, kLeastPipelineLayers, kMostPipelineLayers);
    starts.push_back(starts.back() + double(layers) * kLayerWidth);
  }
  double stretch = leastWidth / std::max(starts.back() - left, 1.0);
  if (report.spans.empty())
    starts.push_back(left + leastWidth);
  else if (stretch > 1)
    for (double &start : starts)
      start = left + (start - left) * stretch;
}

double TimeScale::x(int64_t tick) const {
  auto after = std::upper_bound(
      report.spans.begin(), report.spans.end(), tick,
      [](int64_t at, const Span &span) { return at < span.firstTick; });
  if (after == report.spans.begin())
    return left();
  const Span &span = *(after - 1);
  double start = starts[after - report.spans.begin() - 1];
  double end = starts[after - report.spans.begin()];
  return start + (end - start) * double(tick - span.firstTick) /
                     double(span.lastTick - span.firstTick + 1);
}

namespace {
/// Pixels [left, right) across.
struct Stretch {
  double left, right;
  bool operator==(const Stretch &other) const {
    return left == other.left && right == other.right;
  }
};
} // namespace

/// When each slot is alive, in whole pixels.
static std::vector<std::vector<Stretch>> stretchesOf(const Buffer &buffer,
                                                     const TimeScale &time) {
  std::vector<std::vector<Stretch>> slots(buffer.slots);
  for (const Life &life : buffer.lives)
    slots[life.slot].push_back({std::round(time.x(life.firstTick)),
                                std::round(time.x(life.lastTick + 1))});
  for (std::vector<Stretch> &slot : slots) {
    std::sort(slot.begin(), slot.end(), [](const Stretch &a, const Stretch &b) {
      return a.left < b.left;
    });
    std::vector<Stretch> merged;
    for (const Stretch &next : slot) {
      if (!merged.empty() && next.left - merged.back().right <= kLeastGap)
        merged.back().right = std::max(merged.back().right, next.right);
      else
        merged.push_back(next);
    }
    slot = std::move(merged);
  }
  return slots;
}

std::vector<Box> report::boxesOf(const Buffer &buffer, int64_t lift,
                                 const TimeScale &time,
                                 const ByteScale &scale) {
  std::vector<std::vector<Stretch>> slots = stretchesOf(buffer, time);
  std::vector<Box> boxes;
  for (size_t slot = 0; slot < slots.size();) {
    size_t end = slot + 1;
    while (end < slots.size() && slots[end] == slots[slot])
      ++end;
    double bottom = scale.y(lift + int64_t(slot) * buffer.rowBytes);
    double top = scale.y(lift + int64_t(end) * buffer.rowBytes);
    if (end == slots.size())
      top = std::min(top + kSpace, bottom - kLeastHeight);
    for (const Stretch &stretch : slots[slot])
      boxes.push_back({stretch.left, top,
                       std::max(stretch.right, stretch.left + 1) - kSpace,
                       bottom});
    slot = end;
  }
  return boxes;
}

Box report::roomFor(const Buffer &buffer, int64_t lift, const TimeScale &time,
                    const ByteScale &scale, double leastHeight) {
  std::vector<std::vector<Stretch>> slots = stretchesOf(buffer, time);
  auto score = [&](const Box &box) {
    return std::min(box.width(), kMostLabelWidth) *
           std::min(box.height(), 2 * leastHeight);
  };
  Box best{0, 0, 0, 0};
  size_t stride = slots.size() / kMostStarts + 1;
  for (size_t slot = 0; slot < slots.size(); slot += stride) {
    Stretch common{0, std::numeric_limits<double>::max()};
    for (size_t end = slot; end < slots.size() && !slots[end].empty(); ++end) {
      auto longest =
          std::max_element(slots[end].begin(), slots[end].end(),
                           [](const Stretch &a, const Stretch &b) {
                             return a.right - a.left < b.right - b.left;
                           });
      common.left = std::max(common.left, longest->left);
      common.right = std::min(common.right, longest->right);
      if (common.right <= common.left)
        break;
      Box box{common.left, scale.y(lift + int64_t(end + 1) * buffer.rowBytes),
              common.right, scale.y(lift + int64_t(slot) * buffer.rowBytes)};
      if (box.height() >= leastHeight && score(box) > score(best))
        best = box;
    }
  }
  return best;
}
