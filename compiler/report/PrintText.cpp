// PrintText.cpp: the report as a table for people.

#include "compiler/report/Text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace attendc;
using namespace attendc::report;
using llvm::left_justify;
using llvm::right_justify;
using llvm::StringRef;

/// Columns of a layer's name; of a longer one its end is shown.
static constexpr size_t kMostNameColumns = 48;

/// UTF-8 bytes that are no character of their own.
static bool continuesCharacter(char c) { return (c & 0xc0) == 0x80; }

static size_t columnsOf(StringRef text) {
  return text.size() - llvm::count_if(text, continuesCharacter);
}

/// The last `columns` characters of `text`, filled up with spaces.
static std::string fitted(StringRef text, size_t columns) {
  for (size_t most = columnsOf(text); most > columns; --most)
    text = text.drop_front().drop_while(continuesCharacter);
  return text.str() + std::string(columns - columnsOf(text), ' ');
}

static void printLayers(const Report &report, llvm::raw_ostream &os) {
  size_t width = 5;
  for (size_t layer = 0; layer < report.layers.size(); ++layer)
    width = std::max(width, columnsOf(layerName(report, layer)));
  width = std::min(width, kMostNameColumns);
  os << left_justify("layer", width) << "  " << left_justify("op", 16)
     << left_justify("output", 16) << right_justify("macs", 12)
     << right_justify("flash", 10) << "  " << left_justify("kernel", 8)
     << left_justify("pipeline", 10) << left_justify("rows", 10) << "place\n";
  for (auto [number, layer] : llvm::enumerate(report.layers))
    os << fitted(layerName(report, number), width) << "  "
       << left_justify(layer.op, 16) << left_justify(joined(layer.output), 16)
       << right_justify(std::to_string(layer.macs), 12)
       << right_justify(std::to_string(layer.flashBytes), 10) << "  "
       << left_justify(layer.kernel, 8)
       << left_justify(layer.pipeline < 0 ? "" : std::to_string(layer.pipeline),
                       10)
       << left_justify(rowsText(layer), 10) << placeText(layer) << "\n";
}

/// What each pipeline holds instead of whole results.
static void printPipelines(const Report &report, llvm::raw_ostream &os) {
  for (const Span &span : report.spans) {
    if (span.pipeline < 0)
      continue;
    int64_t held = 0, whole = 0;
    for (const Buffer &buffer : report.buffers)
      if (buffer.kind == BufferKind::Ring &&
          report.layers[buffer.layers.front()].pipeline == span.pipeline) {
        held += buffer.bytes();
        whole += report.layers[buffer.layers.front()].bytes;
      }
    os << "\npipeline " << span.pipeline << ": " << span.layers.size()
       << " ops, " << layerName(report, span.layers.front()) << " to "
       << layerName(report, span.layers.back()) << ", row by row in "
       << span.lastTick - span.firstTick + 1 << " steps; rings of " << held
       << " bytes instead of " << whole;
  }
  os << "\n";
}

static void printPeak(const Report &report, llvm::raw_ostream &os) {
  if (!report.peak)
    return;
  const Peak &peak = *report.peak;
  os << "\npeak: " << peak.bytes << " bytes alive at tick " << peak.tick
     << " of " << report.aliveBytes.size() << ", "
     << layerName(report, peak.layer);
  if (peak.row >= 0)
    os << " row " << peak.row;
  os << "\n"
     << right_justify("offset", 12) << right_justify("alive", 12)
     << right_justify("of bytes", 12) << "  buffer\n";
  for (size_t number : peak.buffers) {
    const Buffer &buffer = report.buffers[number];
    os << right_justify(std::to_string(buffer.offset), 12)
       << right_justify(std::to_string(buffer.aliveBytes(peak.tick)), 12)
       << right_justify(std::to_string(buffer.bytes()), 12) << "  "
       << describe(report, buffer) << "\n";
  }
}

static void printCurve(const Report &report, llvm::raw_ostream &os) {
  if (report.ramCurve.empty())
    return;
  os << "\nWhat memory costs: estimated time, 1 for the fastest schedule\n"
     << right_justify("arena bytes", 12) << right_justify("time", 8)
     << right_justify("pipelines", 11) << right_justify("layers in rows", 16)
     << "\n";
  for (const CurvePoint &point : report.ramCurve)
    os << right_justify(std::to_string(point.arenaBytes), 12)
       << llvm::format("%8.3f", point.time)
       << right_justify(std::to_string(point.pipelines), 11)
       << right_justify(std::to_string(point.rowLayers), 16)
       << (point.isTaken ? "  this report" : "") << "\n";
}

void report::printText(const Report &report, llvm::raw_ostream &os) {
  printLayers(report, os);
  os << "\nrows: held of all, or whole where the op cannot run row by row\n";
  printPipelines(report, os);
  printPeak(report, os);
  os << "\nmultiply-adds      " << report.macs << "\n"
     << "flash bytes        " << report.flashBytes << " of constants, "
     << report.tableBytes << " of them tables of steps\n"
     << "arena bytes        " << report.arenaBytes << " (lower bound "
     << report.arenaLowerBound << ", "
     << report.arenaBytes - report.arenaLowerBound << " above it)\n"
     << "input bytes        " << bytesOf(report, BufferKind::Input)
     << (report.pushesRows ? " for each row" : "") << "\n"
     << "output bytes       " << bytesOf(report, BufferKind::Output) << "\n"
     << "stack bytes        " << report.stack.bytes << " of local arrays in "
     << llvm::join(report.stack.calls, " > ") << "\n"
     << "                   (not counted: saved registers, return addresses, "
        "spilled values and\n"
     << "                   arrays of the target's kernels; "
        "tools/stack_usage.py measures them all)\n";
  printCurve(report, os);
}
