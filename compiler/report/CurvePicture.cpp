// CurvePicture.cpp: draws memory against time as SVG.

#include "compiler/report/Pixels.h"
#include "compiler/report/RamCurve.h"
#include "compiler/report/Text.h"

#include <algorithm>

using namespace attendc;
using namespace attendc::report;

// Pixels.
static constexpr double kLeft = 76, kRight = 1142, kTop = 24, kBottom = 204;
static constexpr double kWidth = 1190, kHeight = 236;
/// A smaller range would make noise look like a choice.
static constexpr double kLeastTimeRange = 0.05;

void report::printCurvePicture(const Report &report, llvm::raw_ostream &os) {
  int64_t most = 1;
  double slowest = 1;
  for (const CurvePoint &point : report.ramCurve) {
    most = std::max(most, point.arenaBytes);
    slowest = std::max(slowest, point.time);
  }
  slowest = std::max(slowest, 1 + kLeastTimeRange);
  auto x = [&](double bytes) {
    return Pixels{kLeft + (kRight - kLeft) * bytes / double(most)};
  };
  auto y = [&](double time) {
    return Pixels{kBottom - (kBottom - kTop) * (time - 1) / (slowest - 1)};
  };
  os << "<svg role=\"img\" aria-label=\"Memory against time\" width=\""
     << kWidth << "\" height=\"" << kHeight << "\" viewBox=\"0 0 " << kWidth
     << " " << kHeight << "\">\n";
  for (double part : {0.0, 0.5, 1.0}) {
    double time = 1 + part * (slowest - 1);
    os << "<line class=\"grid\" x1=\"" << Pixels{kLeft} << "\" y1=\"" << y(time)
       << "\" x2=\"" << Pixels{kRight} << "\" y2=\"" << y(time)
       << "\"/>\n<text class=\"tick\" x=\"" << Pixels{kLeft - 8} << "\" y=\""
       << y(time) << "\" dy=\"3.5\" text-anchor=\"end\">"
       << llvm::format("%.2f", time) << "</text>\n";
  }
  for (double part : {0.0, 0.25, 0.5, 0.75, 1.0})
    os << "<text class=\"tick\" x=\"" << x(part * double(most)) << "\" y=\""
       << Pixels{kBottom + 18} << "\" text-anchor=\"middle\">"
       << kib(int64_t(part * double(most))) << "</text>\n";
  os << "<path class=\"curve\" d=\"";
  for (const CurvePoint &point : report.ramCurve)
    os << (&point == &report.ramCurve.front() ? "M" : "L")
       << x(double(point.arenaBytes)) << " " << y(point.time);
  os << "\"/>\n";
  for (const CurvePoint &point : report.ramCurve)
    os << "<g class=\"tell point" << (point.isTaken ? " taken" : "")
       << "\" tabindex=\"0\"><title>" << grouped(point.arenaBytes)
       << " bytes of arena" << (point.isTaken ? ", this report" : "") << "\n"
       << llvm::format("%.3f", point.time)
       << " of the shortest estimated time\n"
       << point.pipelines << " pipelines with " << point.rowLayers
       << " layers</title><circle cx=\"" << x(double(point.arenaBytes))
       << "\" cy=\"" << y(point.time) << "\" r=\"5\"/></g>\n";
  os << "</svg>\n";
}
