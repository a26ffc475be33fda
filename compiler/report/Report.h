// Report.h: what a scheduled network costs: by layer, by buffer, and over time.
#ifndef ATTEND_COMPILER_REPORT_REPORT_H
#define ATTEND_COMPILER_REPORT_REPORT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>
#include <vector>

namespace attendc::report {

/// The window of a convolution, as the op has it, and the shape of its input.
struct Window {
  std::vector<int64_t> input, kernel, strides, pads;
  int64_t groups = 1;
};

/// One op. Sizes are in bytes; ticks count from 0, the last one is included.
struct Layer {
  std::string name;                         // of the ONNX node
  std::string op;                           // `conv2d`
  std::vector<std::vector<int64_t>> inputs; // shapes, without constants
  std::vector<int64_t> output;
  std::optional<Window> window;
  int64_t macs = 0;       // multiply-adds
  int64_t flashBytes = 0; // constants that no layer before it reads
  std::string kernel;     // "loops", "gemm", or empty where there is no choice
  std::string place;      // "arena", "result" or "alias"
  int64_t offset = 0;     // in the arena
  int64_t bytes = 0;      // of the whole output
  int64_t pipeline = -1;  // that computes it row by row
  int64_t rows = 0;       // of the output, if the op can compute row by row
  int64_t rowsHeld = 0;   // of them, that its buffer holds
  int64_t firstTick = 0, lastTick = 0; // while which it runs
  bool isInPlace = false;
};

/// Consecutive ticks: one of a layer that computes its whole result, or those
/// of a pipeline, in each of which one of its layers computes a row.
struct Span {
  int64_t firstTick = 0, lastTick = 0;
  int64_t pipeline = -1;
  std::vector<size_t> layers;
};

enum class BufferKind { Whole, Ring, Scratch, Counters, Input, Output };

/// A row is alive from the tick that writes it to the last tick that reads it.
struct Life {
  int64_t row = 0;
  int64_t slot = 0;
  int64_t firstTick = 0, lastTick = 0;

  bool isAliveAt(int64_t tick) const {
    return firstTick <= tick && tick <= lastTick;
  }
};

/// Slots of bytes with a place. Row r lies in slot r modulo their number; what
/// is not written row by row is one row in one slot.
struct Buffer {
  BufferKind kind;
  std::vector<size_t> layers; // whose results or scratch it holds, in order
  std::string port;           // name of an input or output
  int64_t offset = -1;        // in the arena; -1 in the caller's memory
  int64_t slots = 1;
  int64_t rowBytes = 0;
  std::vector<Life> lives; // by row; of scratch, a life at each use

  bool inArena() const { return offset >= 0; }
  int64_t bytes() const { return slots * rowBytes; }
  int64_t aliveBytes(int64_t tick) const;
};

/// The tick at which the most bytes of the arena are alive, the first of such.
struct Peak {
  int64_t tick = 0;
  int64_t bytes = 0;
  size_t layer = 0;            // that runs
  int64_t row = -1;            // that it computes, if it is of a pipeline
  std::vector<size_t> buffers; // with rows that are alive, by offset
};

/// The chain of calls with the most bytes of local arrays. What a C compiler
/// saves, spills and pushes beside these is not in it.
struct Stack {
  int64_t bytes = 0;
  std::vector<std::string> calls; // functions, from the outermost on
};

/// A schedule that the network could have, by falling memory.
struct CurvePoint {
  int64_t arenaBytes = 0;
  double time = 1; // estimated; 1 is the fastest schedule
  int64_t pipelines = 0;
  int64_t rowLayers = 0; // layers that run row by row
  bool isTaken = false;  // by this report
};

struct Report {
  std::vector<Layer> layers;
  std::vector<Span> spans;
  std::vector<Buffer> buffers;
  std::vector<int64_t> aliveBytes; // of the arena, by tick
  std::optional<Peak> peak;        // none if nothing is computed
  int64_t macs = 0;
  int64_t arenaBytes = 0;
  int64_t arenaLowerBound = 0; // that no layout of these lifetimes undercuts
  int64_t flashBytes = 0;      // of all constants
  int64_t tableBytes = 0;      // of those that no layer reads: tables of steps
  Stack stack;
  std::vector<CurvePoint> ramCurve; // empty if nobody asked
  bool pushesRows = false;          // the input comes in rows
};

/// The report of a function of stage `scheduled`, from its attributes alone.
/// Emits an error and fails if they describe no schedule and no places.
mlir::FailureOr<Report> makeReport(mlir::func::FuncOp function);

/// "whole", "ring", "scratch", "counters", "input" or "output".
llvm::StringRef kindName(BufferKind kind);

/// A table for people, a line per layer, and the sums.
void printText(const Report &report, llvm::raw_ostream &os);

/// One JSON object; README.md tells its fields.
void printJson(const Report &report, llvm::raw_ostream &os);

/// A page for browsers that needs no other file. `title` is its heading.
void printHtml(const Report &report, llvm::StringRef title,
               llvm::raw_ostream &os);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_REPORT_H
