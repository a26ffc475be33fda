// Scales.h: where ticks and bytes stand in the picture, in pixels.
#ifndef ATTEND_COMPILER_REPORT_SCALES_H
#define ATTEND_COMPILER_REPORT_SCALES_H

#include "compiler/report/Report.h"

namespace attendc::report {

/// Time across. A pipeline has thousands of ticks and a whole layer one, so
/// each span gets a width by its layers and ticks are even inside it.
class TimeScale {
public:
  TimeScale(const Report &report, double left, double leastWidth);

  /// Where tick `tick` begins.
  double x(int64_t tick) const;
  double left() const { return starts.front(); }
  double right() const { return starts.back(); }

private:
  const Report &report;
  std::vector<double> starts; // of each span, and the end
};

/// Bytes up: the arena from `bottom` to `top`.
struct ByteScale {
  double bottom, top;
  int64_t bytes;

  double y(int64_t at) const {
    return bottom - (bottom - top) * double(at) / double(bytes);
  }
};

struct Box {
  double left, top, right, bottom;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

/// The parts of a buffer that are alive, as few boxes: slots that are alive at
/// the same pixels are one. `lift` is the byte at which the buffer begins.
std::vector<Box> boxesOf(const Buffer &buffer, int64_t lift,
                         const TimeScale &time, const ByteScale &scale);

/// A box for a label, of at least `leastHeight`, in which every byte of the
/// buffer is alive all the time; empty if there is none.
Box roomFor(const Buffer &buffer, int64_t lift, const TimeScale &time,
            const ByteScale &scale, double leastHeight);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_SCALES_H
