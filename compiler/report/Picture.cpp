// Picture.cpp: draws buffers, bytes alive, the peak and the axes as SVG.

#include "compiler/report/Picture.h"

#include "compiler/report/Pixels.h"
#include "compiler/report/Scales.h"
#include "compiler/report/Text.h"

using namespace attendc;
using namespace attendc::report;

namespace {

// Pixels.
constexpr double kLeft = 76, kRight = 24, kTop = 34;
constexpr double kLeastWidth = 1090;
constexpr double kAliveHeight = 72;
constexpr double kBetween = 26, kNames = 112, kMostPeakWidth = 340;
constexpr double kLetterWidth = 6.1, kLabelHeight = 9.5;

/// Many buffers are small, and need height to be seen.
double heightFor(const Report &report) {
  return std::min(380 + 4.0 * double(report.buffers.size()), 760.0);
}

class PicturePrinter {
public:
  PicturePrinter(const Report &report, llvm::raw_ostream &os)
      : report(report), os(os), time(report, kLeft, kLeastWidth),
        arena{kTop + heightFor(report), kTop,
              std::max<int64_t>(report.arenaBytes, 1)},
        alive{arena.bottom + kBetween + kAliveHeight, arena.bottom + kBetween,
              arena.bytes} {}

  void print();

private:
  void printBytesAxis();
  void printSpans();
  void printBuffer(const Buffer &buffer);
  void printLabel(const Buffer &buffer);
  void printAlive();
  void printPeak();
  std::string labelOf(const Buffer &buffer) const;
  std::string hoverText(const Buffer &buffer) const;
  bool isAtPeak(const Buffer &buffer) const {
    return report.peak && buffer.aliveBytes(report.peak->tick) > 0;
  }
  void line(llvm::StringRef kind, double x1, double y1, double x2, double y2) {
    os << "<line class=\"" << kind << "\" x1=\"" << Pixels{x1} << "\" y1=\""
       << Pixels{y1} << "\" x2=\"" << Pixels{x2} << "\" y2=\"" << Pixels{y2}
       << "\"/>\n";
  }

  const Report &report;
  llvm::raw_ostream &os;
  TimeScale time;
  ByteScale arena, alive;
};

} // namespace

/// The end of `text` that fits in `width` pixels, or nothing.
static std::string shortened(llvm::StringRef text, double width) {
  size_t most = std::max(width, 0.0) / kLetterWidth;
  if (text.size() <= most)
    return text.str();
  if (most < 4)
    return "";
  text = text.take_back(most - 1);
  while (!text.empty() && (text.front() & 0xc0) == 0x80)
    text = text.drop_front();
  return "\u2026" + text.str();
}

void PicturePrinter::printBytesAxis() {
  int64_t step = 16;
  while (arena.bytes / step > 9)
    step *= 2;
  for (int64_t at = 0; at <= arena.bytes; at += step) {
    line("grid", time.left(), arena.y(at), time.right(), arena.y(at));
    os << "<text class=\"tick\" x=\"" << Pixels{kLeft - 8} << "\" y=\""
       << Pixels{arena.y(at) + 3.5} << "\" text-anchor=\"end\">" << kib(at)
       << "</text>\n";
  }
}

/// Stripes behind the buffers, and what runs below them.
void PicturePrinter::printSpans() {
  bool isOdd = false;
  for (const Span &span : report.spans) {
    double left = time.x(span.firstTick), right = time.x(span.lastTick + 1);
    if (isOdd)
      os << "<rect class=\"stripe\" x=\"" << Pixels{left} << "\" y=\""
         << Pixels{arena.top} << "\" width=\"" << Pixels{right - left}
         << "\" height=\"" << Pixels{alive.bottom - arena.top} << "\"/>\n";
    isOdd = !isOdd;
    double y = alive.bottom + 8;
    if (span.pipeline >= 0) {
      std::string name = "pipeline " + std::to_string(span.pipeline);
      std::string counts =
          ": " + std::to_string(span.layers.size()) + " layers, " +
          std::to_string(span.lastTick - span.firstTick + 1) + " steps";
      if (double(name.size() + counts.size()) * kLetterWidth <
          right - left - 16)
        name += counts;
      os << "<path class=\"bracket\" d=\"M" << Pixels{left + 2} << " "
         << Pixels{y} << "v5H" << Pixels{right - 2}
         << "v-5\"/>\n<text class=\"name\" x=\"" << Pixels{left + 8}
         << "\" y=\"" << Pixels{y + 19} << "\">" << name << "</text>\n";
      continue;
    }
    std::string name = layerName(report, span.layers.front());
    double x = (left + right) / 2 + 3;
    os << "<text class=\"name\" transform=\"translate(" << Pixels{x} << " "
       << Pixels{y + 4} << ") rotate(-55)\" text-anchor=\"end\">"
       << escaped(shortened(name, kNames)) << "</text>\n";
  }
}

/// Lines about `buffer`, escaped.
std::string PicturePrinter::hoverText(const Buffer &buffer) const {
  std::string text;
  llvm::raw_string_ostream hover(text);
  hover << escaped(describe(report, buffer));
  constexpr size_t most = 8;
  for (size_t number : llvm::ArrayRef(buffer.layers).take_front(most)) {
    const Layer &layer = report.layers[number];
    hover << "\n"
          << escaped(layerName(report, number)) << ": " << layer.op << " "
          << joined(layer.output);
  }
  if (buffer.layers.size() > most)
    hover << "\nand " << buffer.layers.size() - most << " more";
  hover << "\n" << grouped(buffer.bytes()) << " bytes";
  if (buffer.slots > 1)
    hover << ", " << buffer.slots << " rows of " << grouped(buffer.rowBytes);
  hover << ", from byte " << grouped(buffer.offset);
  int64_t first = report.aliveBytes.size(), last = 0;
  for (const Life &life : buffer.lives) {
    first = std::min(first, life.firstTick);
    last = std::max(last, life.lastTick);
  }
  hover << "\nalive from tick " << first << " to " << last;
  if (isAtPeak(buffer))
    hover << "\n"
          << grouped(buffer.aliveBytes(report.peak->tick))
          << " bytes alive at the peak";
  return text;
}

void PicturePrinter::printBuffer(const Buffer &buffer) {
  os << "<g class=\"tell buffer " << kindName(buffer.kind)
     << (isAtPeak(buffer) ? " held" : "") << "\" tabindex=\"0\"><title>"
     << hoverText(buffer) << "</title><path d=\"";
  for (const Box &box : boxesOf(buffer, buffer.offset, time, arena))
    os << "M" << Pixels{box.left} << " " << Pixels{box.top} << "H"
       << Pixels{box.right} << "V" << Pixels{box.bottom} << "H"
       << Pixels{box.left} << "z";
  os << "\"/></g>\n";
}

/// What is written last into the buffer names it.
std::string PicturePrinter::labelOf(const Buffer &buffer) const {
  if (buffer.kind == BufferKind::Counters)
    return "counters";
  return layerName(report, buffer.layers.back());
}

void PicturePrinter::printLabel(const Buffer &buffer) {
  Box room = roomFor(buffer, buffer.offset, time, arena, kLabelHeight);
  std::string name = labelOf(buffer);
  std::string label = shortened(name, room.width() - 6);
  // The last part of a path is often the op alone.
  if (label != name)
    label =
        shortened(llvm::StringRef(name).rsplit('/').first, room.width() - 6);
  if (label.empty())
    return;
  os << "<text class=\"label\" x=\"" << Pixels{room.left + 4} << "\" y=\""
     << Pixels{(room.top + room.bottom) / 2 + 3.5} << "\">" << escaped(label)
     << "</text>\n";
}

/// The bytes that are alive, of each pixel the most.
void PicturePrinter::printAlive() {
  line("grid", time.left(), alive.y(report.arenaBytes), time.right(),
       alive.y(report.arenaBytes));
  os << "<text class=\"tick\" x=\"" << Pixels{kLeft - 8} << "\" y=\""
     << Pixels{(alive.top + alive.bottom) / 2 + 3.5}
     << "\" text-anchor=\"end\">alive</text>\n<path class=\"alive\" d=\"M"
     << Pixels{time.left()} << " " << Pixels{alive.bottom};
  double x = time.left();
  int64_t most = 0;
  for (size_t tick = 0; tick < report.aliveBytes.size(); ++tick) {
    most = std::max(most, report.aliveBytes[tick]);
    double next = time.x(tick + 1);
    if (next - x < 1 && tick + 1 < report.aliveBytes.size())
      continue;
    os << "V" << Pixels{alive.y(most)} << "H" << Pixels{next};
    x = next;
    most = 0;
  }
  os << "V" << Pixels{alive.bottom} << "z\"/>\n";
}

void PicturePrinter::printPeak() {
  if (!report.peak)
    return;
  const Peak &peak = *report.peak;
  double x = (time.x(peak.tick) + time.x(peak.tick + 1)) / 2;
  line("peak", x, kTop - 8, x, alive.bottom);
  os << "<circle class=\"peak\" cx=\"" << Pixels{x} << "\" cy=\""
     << Pixels{alive.y(peak.bytes)} << "\" r=\"3.5\"/>\n";
  std::string place = layerName(report, peak.layer);
  if (peak.row >= 0)
    place += " row " + std::to_string(peak.row);
  bool isLate = x > (time.left() + time.right()) / 2;
  os << "<text class=\"peak\" x=\"" << Pixels{isLate ? x - 7 : x + 7}
     << "\" y=\"" << Pixels{kTop - 12} << "\" text-anchor=\""
     << (isLate ? "end" : "start") << "\">peak: " << grouped(peak.bytes)
     << " bytes at " << escaped(shortened(place, kMostPeakWidth))
     << "</text>\n";
}

void PicturePrinter::print() {
  double width = time.right() + kRight, height = alive.bottom + kNames;
  os << "<svg role=\"img\" aria-label=\"The arena over time\" width=\""
     << Pixels{width} << "\" height=\"" << Pixels{height} << "\" viewBox=\"0 0 "
     << Pixels{width} << " " << Pixels{height} << "\">\n";
  printSpans();
  printBytesAxis();
  // Neighbours get different tints, so they are in the order of their places.
  std::vector<const Buffer *> buffers;
  for (const Buffer &buffer : report.buffers)
    if (buffer.inArena() && buffer.bytes() > 0)
      buffers.push_back(&buffer);
  llvm::sort(buffers, [](const Buffer *a, const Buffer *b) {
    return std::pair(a->offset, a) < std::pair(b->offset, b);
  });
  for (const Buffer *buffer : buffers)
    printBuffer(*buffer);
  for (const Buffer *buffer : buffers)
    printLabel(*buffer);
  printAlive();
  printPeak();
  os << "</svg>\n";
}

void report::printPicture(const Report &report, llvm::raw_ostream &os) {
  PicturePrinter(report, os).print();
}
