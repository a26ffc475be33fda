// Program.cpp: counts the constants and the local arrays of lowered layers.

#include "compiler/report/Program.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::report;

/// Bytes of a constant in C, where int8 is packed in words of 64 bits.
static int64_t flashBytes(memref::GlobalOp global) {
  MemRefType type = global.getType();
  int64_t bytes = type.getNumElements() * (type.getElementTypeBitWidth() / 8);
  return type.getElementType().isInteger(8) ? llvm::alignTo(bytes, 8) : bytes;
}

static int64_t localBytes(func::FuncOp function) {
  int64_t bytes = 0;
  function.walk([&](memref::AllocaOp local) {
    MemRefType type = local.getType();
    bytes += type.getNumElements() * (type.getElementTypeBitWidth() / 8);
  });
  return bytes;
}

/// The calls from `function` on that need the most bytes of local arrays.
static Stack deepestChain(func::FuncOp function, const SymbolTable &symbols) {
  Stack deepest;
  function.walk([&](func::CallOp call) {
    Stack below =
        deepestChain(symbols.lookup<func::FuncOp>(call.getCallee()), symbols);
    if (below.bytes > deepest.bytes)
      deepest = std::move(below);
  });
  deepest.bytes += localBytes(function);
  deepest.calls.insert(deepest.calls.begin(), function.getSymName().str());
  return deepest;
}

/// The layer from number `next` on that became `function`, or none: functions
/// stand in the order of their layers, and at their locations.
static Layer *layerOf(Report &report, func::FuncOp function, size_t &next) {
  auto loc = dyn_cast<NameLoc>(function.getLoc());
  StringRef name = loc ? loc.getName().getValue() : StringRef();
  for (size_t number = next; number < report.layers.size(); ++number) {
    Layer &layer = report.layers[number];
    if (layer.name != name || layer.place == "alias" ||
        layer.op == "pushed_rows")
      continue;
    next = number + 1;
    return &layer;
  }
  return nullptr;
}

void report::addProgram(Report &report, ModuleOp loops) {
  SymbolTable symbols(loops);
  llvm::DenseSet<Operation *> counted;
  size_t next = 0;
  for (auto function : loops.getOps<func::FuncOp>()) {
    Layer *layer =
        function.isPrivate() ? layerOf(report, function, next) : nullptr;
    function.walk([&](memref::GetGlobalOp get) {
      auto global = symbols.lookup<memref::GlobalOp>(get.getName());
      if (!counted.insert(global).second)
        return;
      int64_t bytes = flashBytes(global);
      (layer ? layer->flashBytes : report.tableBytes) += bytes;
      report.flashBytes += bytes;
    });
    if (!function.isPrivate()) {
      Stack stack = deepestChain(function, symbols);
      if (report.stack.calls.empty() || stack.bytes > report.stack.bytes)
        report.stack = std::move(stack);
    }
  }
}
