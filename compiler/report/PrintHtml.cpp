// PrintHtml.cpp: the report as one page, with everything that it needs inside.

#include "compiler/report/PageText.h"
#include "compiler/report/Picture.h"
#include "compiler/report/RamCurve.h"
#include "compiler/report/Text.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace attendc;
using namespace attendc::report;
using llvm::raw_ostream;
using llvm::StringRef;

/// Nothing is loaded, and no script runs but ours, whatever a name may hold.
static std::string contentPolicy() {
  std::array<uint8_t, 32> hash =
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(kPageScript));
  return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
         llvm::encodeBase64(hash) + "'";
}

static void printHead(StringRef title, raw_ostream &os) {
  os << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n"
     << "<meta http-equiv=\"Content-Security-Policy\" content=\""
     << contentPolicy() << "\">\n"
     << "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n"
     << "<title>" << escaped(title) << ": memory</title>\n<style>" << kPageStyle
     << "</style>\n</head>\n<body>\n<main>\n";
}

static void printFigure(StringRef name, StringRef value, StringRef note,
                        raw_ostream &os) {
  os << "<div><dt>" << name << "</dt><dd>" << value << "<small>"
     << escaped(note) << "</small></dd></div>\n";
}

static void printFigures(const Report &report, raw_ostream &os) {
  os << "<dl>\n";
  printFigure("arena", kib(report.arenaBytes),
              grouped(report.arenaBytes) + " bytes; " +
                  grouped(report.arenaLowerBound) + " at least",
              os);
  int64_t input = bytesOf(report, BufferKind::Input);
  printFigure("input", kib(input),
              grouped(input) + (report.pushesRows ? " bytes, a row at a time"
                                                  : " bytes of the caller"),
              os);
  int64_t output = bytesOf(report, BufferKind::Output);
  printFigure("output", kib(output), grouped(output) + " bytes of the caller",
              os);
  std::string tables;
  if (report.tableBytes > 0)
    tables = ", " + grouped(report.tableBytes) + " of them tables of steps";
  printFigure("flash", kib(report.flashBytes),
              grouped(report.flashBytes) + " bytes of constants" + tables, os);
  printFigure("multiply-adds", grouped(report.macs), "as many as the graph has",
              os);
  printFigure("stack", kib(report.stack.bytes),
              "local arrays alone, in " +
                  (report.stack.calls.empty() ? "" : report.stack.calls.back()),
              os);
  os << "</dl>\n";
}

static void printLegend(const Report &report, raw_ostream &os) {
  static constexpr std::pair<BufferKind, llvm::StringLiteral> entries[] = {
      {BufferKind::Whole, "whole result"},
      {BufferKind::Ring, "ring of rows"},
      {BufferKind::Scratch, "scratch"},
      {BufferKind::Counters, "row counters"}};
  os << "<ul class=\"legend\">\n";
  for (auto [kind, words] : entries)
    if (bytesOf(report, kind) > 0)
      os << "<li class=\"" << kindName(kind) << "\"><i></i>" << words
         << "</li>\n";
  os << "<li>strong: alive at the peak</li>\n</ul>\n";
}

static void printHolders(const Report &report, raw_ostream &os) {
  if (!report.peak)
    return;
  const Peak &peak = *report.peak;
  os << "<h2>What holds the peak</h2>\n<p>" << grouped(peak.bytes)
     << " bytes are alive at tick " << peak.tick << " of "
     << report.aliveBytes.size() << ", while "
     << escaped(layerName(report, peak.layer)) << " computes "
     << (peak.row < 0 ? std::string("its result")
                      : "row " + std::to_string(peak.row))
     << ".</p>\n<div class=\"scroll\"><table>\n<thead><tr><th>buffer</th>"
     << "<th class=\"n\">alive</th><th class=\"n\">of bytes</th>"
     << "<th class=\"n\">offset</th></tr></thead>\n<tbody>\n";
  for (size_t number : peak.buffers) {
    const Buffer &buffer = report.buffers[number];
    os << "<tr><td class=\"id " << kindName(buffer.kind) << "\"><i></i>"
       << escaped(describe(report, buffer)) << "</td><td class=\"n\">"
       << grouped(buffer.aliveBytes(peak.tick)) << "</td><td class=\"n\">"
       << grouped(buffer.bytes()) << "</td><td class=\"n\">"
       << grouped(buffer.offset) << "</td></tr>\n";
  }
  os << "</tbody></table></div>\n";
}

static void printLayers(const Report &report, raw_ostream &os) {
  os << "<h2>Layers</h2>\n<p>Rows: held of all, or whole where the op cannot "
        "run row by row. Flash: constants that no layer before reads.</p>\n"
     << "<div class=\"scroll\"><table>\n<thead><tr><th>layer</th><th>op</th>"
     << "<th>output</th><th class=\"n\">multiply-adds</th>"
     << "<th class=\"n\">flash</th><th>kernel</th><th class=\"n\">pipeline"
     << "</th><th class=\"n\">rows</th><th>place</th></tr></thead>\n<tbody>\n";
  for (auto [number, layer] : llvm::enumerate(report.layers))
    os << "<tr><td class=\"id\">" << escaped(layerName(report, number))
       << "</td><td>" << layer.op << "</td><td>" << joined(layer.output)
       << "</td><td class=\"n\">" << grouped(layer.macs)
       << "</td><td class=\"n\">" << grouped(layer.flashBytes) << "</td><td>"
       << escaped(layer.kernel) << "</td><td class=\"n\">"
       << (layer.pipeline < 0 ? "" : std::to_string(layer.pipeline))
       << "</td><td class=\"n\">" << rowsText(layer) << "</td><td>"
       << escaped(placeText(layer)) << "</td></tr>\n";
  os << "</tbody></table></div>\n";
}

void report::printHtml(const Report &report, StringRef title, raw_ostream &os) {
  printHead(title, os);
  os << "<h1>" << escaped(title) << "</h1>\n<p>Memory, as attendc planned it."
     << "</p>\n";
  printFigures(report, os);
  os << "<h2>The arena over time</h2>\n<p>Bytes up, time from left to right: a "
        "step of a pipeline computes one row of one layer, other layers "
        "compute their whole result. Point at a buffer for its layers.</p>\n"
     << "<div class=\"scroll\">\n";
  printPicture(report, os);
  os << "</div>\n";
  printLegend(report, os);
  printHolders(report, os);
  if (!report.ramCurve.empty()) {
    os << "<h2>What memory costs</h2>\n<p>Bytes of arena across, estimated "
          "time "
          "up: 1 is the fastest schedule. The filled point is this "
          "report.</p>\n"
       << "<div class=\"scroll\">\n";
    printCurvePicture(report, os);
    os << "</div>\n";
  }
  printLayers(report, os);
  os << "</main>\n<div id=\"tip\" role=\"status\"></div>\n<script>"
     << kPageScript << "</script>\n</body>\n</html>\n";
}
