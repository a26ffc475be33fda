// PrintJson.cpp: the report as JSON; README.md tells what the fields say.

#include "compiler/report/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace attendc;
using namespace attendc::report;
using llvm::StringRef;

namespace {

/// JSON text is UTF-8; names of nodes are any bytes.
std::string utf8(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

class JsonPrinter {
public:
  JsonPrinter(const Report &report, llvm::raw_ostream &os)
      : report(report), json(os, /*IndentSize=*/2) {}

  void print();

private:
  template <typename T>
  void numbers(StringRef name, const std::vector<T> &values) {
    json.attributeArray(name, [&] {
      for (T value : values)
        json.value(int64_t(value));
    });
  }
  template <typename T>
  void objects(StringRef name, const std::vector<T> &values) {
    json.attributeArray(name, [&] {
      for (const T &value : values)
        json.object([&] { print(value); });
    });
  }

  /// A short list, on one line.
  void list(std::initializer_list<int64_t> values) {
    json.rawValue([&](llvm::raw_ostream &os) {
      os << "[";
      llvm::interleaveComma(values, os);
      os << "]";
    });
  }

  void print(const Layer &layer);
  void print(const Span &span);
  void print(const Buffer &buffer);
  void print(const Peak &peak);
  void print(const CurvePoint &point);
  void print(const Stack &stack);
  void printAlive();

  const Report &report;
  llvm::json::OStream json;
};

} // namespace

void JsonPrinter::print(const Layer &layer) {
  json.attribute("name", utf8(layer.name));
  json.attribute("op", layer.op);
  json.attributeArray("inputs", [&] {
    for (const std::vector<int64_t> &shape : layer.inputs)
      json.array([&] {
        for (int64_t size : shape)
          json.value(size);
      });
  });
  numbers("output", layer.output);
  json.attribute("macs", layer.macs);
  json.attribute("flashBytes", layer.flashBytes);
  json.attribute("kernel", layer.kernel);
  json.attribute("place", layer.place);
  json.attribute("offset", layer.offset);
  json.attribute("bytes", layer.bytes);
  json.attribute("inPlace", layer.isInPlace);
  json.attribute("pipeline", layer.pipeline);
  json.attribute("rows", layer.rows);
  json.attribute("rowsHeld", layer.rowsHeld);
  json.attributeBegin("ticks");
  list({layer.firstTick, layer.lastTick});
  json.attributeEnd();
  if (!layer.window)
    return;
  json.attributeObject("conv", [&] {
    numbers("input", layer.window->input);
    numbers("output", layer.output);
    numbers("kernel", layer.window->kernel);
    numbers("strides", layer.window->strides);
    numbers("pads", layer.window->pads);
    json.attribute("groups", layer.window->groups);
  });
}

void JsonPrinter::print(const Span &span) {
  json.attributeBegin("ticks");
  list({span.firstTick, span.lastTick});
  json.attributeEnd();
  json.attribute("pipeline", span.pipeline);
  numbers("layers", span.layers);
}

void JsonPrinter::print(const Buffer &buffer) {
  json.attribute("kind", kindName(buffer.kind));
  numbers("layers", buffer.layers);
  json.attribute("port", utf8(buffer.port));
  json.attribute("offset", buffer.offset);
  json.attribute("bytes", buffer.bytes());
  json.attribute("slots", buffer.slots);
  json.attribute("rowBytes", buffer.rowBytes);
  json.attributeArray("lives", [&] {
    for (const Life &life : buffer.lives)
      list({life.row, life.slot, life.firstTick, life.lastTick});
  });
}

void JsonPrinter::print(const Stack &stack) {
  json.attribute("bytes", stack.bytes);
  json.attributeArray("calls", [&] {
    for (const std::string &function : stack.calls)
      json.value(function);
  });
}

void JsonPrinter::print(const Peak &peak) {
  json.attribute("tick", peak.tick);
  json.attribute("bytes", peak.bytes);
  json.attribute("layer", int64_t(peak.layer));
  json.attribute("row", peak.row);
  numbers("buffers", peak.buffers);
}

void JsonPrinter::print(const CurvePoint &point) {
  json.attribute("arenaBytes", point.arenaBytes);
  json.attribute("time", point.time);
  json.attribute("pipelines", point.pipelines);
  json.attribute("rowLayers", point.rowLayers);
  json.attribute("taken", point.isTaken);
}

/// [tick, bytes] wherever the bytes change.
void JsonPrinter::printAlive() {
  int64_t before = -1;
  json.attributeArray("alive", [&] {
    for (auto [tick, bytes] : llvm::enumerate(report.aliveBytes)) {
      if (bytes != before)
        list({int64_t(tick), bytes});
      before = bytes;
    }
  });
}

void JsonPrinter::print() {
  json.object([&] {
    objects("layers", report.layers);
    objects("spans", report.spans);
    objects("buffers", report.buffers);
    printAlive();
    if (report.peak)
      json.attributeObject("peak", [&] { print(*report.peak); });
    json.attribute("macs", report.macs);
    json.attribute("flashBytes", report.flashBytes);
    json.attribute("tableBytes", report.tableBytes);
    json.attributeObject("stack", [&] { print(report.stack); });
    json.attribute("arenaBytes", report.arenaBytes);
    json.attribute("arenaLowerBound", report.arenaLowerBound);
    json.attribute("pushesRows", report.pushesRows);
    if (!report.ramCurve.empty())
      objects("ramCurve", report.ramCurve);
  });
}

void report::printJson(const Report &report, llvm::raw_ostream &os) {
  JsonPrinter(report, os).print();
  os << "\n";
}
