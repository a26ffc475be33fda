// LoopReplay.cpp: lets calls read and write bytes that know what wrote them,
// and says where that is not what should be there.

#include "passes/lower/LoopReplay.h"
#include "passes/schedule/ArenaLayout.h"

#include "llvm/Support/MathExtras.h"

#include <utility>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

static std::string nameOf(Operation *site) {
  if (!site)
    return "the caller";
  if (auto call = dyn_cast<func::CallOp>(site))
    return ("@" + call.getCallee()).str();
  return ("'" + site->getName().getStringRef() + "' in @" +
          site->getParentOfType<func::FuncOp>().getSymName())
      .str();
}

static int64_t bytesOf(Type type) {
  auto memref = cast<MemRefType>(type);
  return memref.getNumElements() * memref.getElementTypeBitWidth() / 8;
}

LoopReplay::LoopReplay(ModuleOp module, func::FuncOp run)
    : symbols(module), run(run), arena(run.getNumArguments() - 1) {
  for (auto [number, type] : llvm::enumerate(run.getArgumentTypes()))
    buffers.push_back({Buffer::Memory, unsigned(number), 0, bytesOf(type)});
}

std::string LoopReplay::describe(const Buffer &buffer) const {
  std::string range = "bytes " + std::to_string(buffer.begin) + " to " +
                      std::to_string(buffer.end - 1) + " of ";
  if (&buffer == &buffers[buffer.memory])
    range.clear();
  if (buffer.memory == arena)
    return (range.empty() ? "" : "the buffer in ") + range + "the arena";
  return range + "argument " + std::to_string(buffer.memory);
}

InFlightDiagnostic LoopReplay::error(Operation *site, const Access &access,
                                     int64_t begin, int64_t end) const {
  InFlightDiagnostic diagnostic = site->emitError();
  diagnostic << nameOf(site) << (access.isWrite ? " writes" : " reads")
             << " bytes " << begin << " to " << end - 1 << " of "
             << describe(buffers[access.buffer->memory]);
  if (access.buffer != &buffers[access.buffer->memory])
    diagnostic << " as part of " << describe(*access.buffer);
  return diagnostic;
}

const Buffer *LoopReplay::bufferOf(Operation *op, const Buffer *source,
                                   int64_t begin) {
  Operation *key = op;
  if (auto get = dyn_cast<memref::GetGlobalOp>(op))
    key = symbols.lookup<memref::GlobalOp>(get.getName());
  if (!key)
    return nullptr;
  const Buffer *&buffer = bufferOfOp[key];
  if (!buffer) {
    int64_t size = isa<memref::GlobalOp>(key)
                       ? bytesOf(cast<memref::GlobalOp>(key).getType())
                       : bytesOf(op->getResult(0).getType());
    Buffer made{Buffer::Stack, 0, 0, size};
    if (auto global = dyn_cast<memref::GlobalOp>(key)) {
      made.kind = Buffer::Constant;
      if (!global.getConstant())
        return nullptr;
    } else if (source) {
      made = {Buffer::Memory, source->memory, source->begin + begin,
              source->begin + begin + size};
    }
    buffers.push_back(made);
    buffer = &buffers.back();
    if (auto global = dyn_cast<memref::GlobalOp>(key))
      if (auto values =
              dyn_cast_or_null<DenseElementsAttr>(global.getInitialValueAttr()))
        constants[buffer] = values;
  }
  if (buffer->kind == Buffer::Memory && buffer->memory == arena)
    latestViews[{buffer->begin, buffer->end}] = buffer;
  return buffer;
}

std::optional<int64_t> LoopReplay::valueAt(const Buffer &buffer,
                                           int64_t at) const {
  if (buffer.kind == Buffer::Memory) {
    auto value = known.find(at);
    if (buffer.memory != arena || value == known.end())
      return std::nullopt;
    return value->second;
  }
  DenseElementsAttr values = constants.lookup(&buffer);
  if (!values || !values.getElementType().isInteger())
    return std::nullopt;
  int64_t bytes = values.getElementType().getIntOrFloatBitWidth() / 8;
  return values.getValues<APInt>()[at / bytes].getSExtValue();
}

/// The view that was last made of the bytes that are accessed as the arena's.
const Buffer *LoopReplay::viewOfBytes(const Access &access) const {
  if (access.buffer != &buffers[arena])
    return access.buffer;
  Bounds reach = access.reach();
  auto view = latestViews.find({reach.low, reach.high});
  return view == latestViews.end() ? access.buffer : view->second;
}

LogicalResult LoopReplay::accessed(Operation *op,
                                   std::optional<int64_t> stored) {
  std::vector<Access> accesses = std::move(network->accesses);
  network->accesses.clear();
  for (Access &access : accesses)
    access.buffer = viewOfBytes(access);
  if (failed(commit(op, accesses)))
    return failure();
  // Counters of rows are i32.
  for (const Access &access : accesses) {
    bool isKnown = stored && access.isWrite && access.buffer->memory == arena &&
                   (access.width == 4 || isa<kernel::FillOp>(op));
    for (int64_t at = 0; isKnown && at + 4 <= access.width; at += 4)
      known[access.begin + at] = *stored;
  }
  return success();
}

FailureOr<LoopWalk *> LoopReplay::walkOf(func::FuncOp function,
                                         bool isNetwork) {
  std::unique_ptr<LoopWalk> &walk = walks[function];
  if (!walk) {
    walk = std::make_unique<LoopWalk>(function, *this, isNetwork);
    if (failed(walk->prepare()))
      return failure();
  }
  return walk.get();
}

LogicalResult LoopReplay::walkNetwork(LoopWalk &walk) {
  LoopWalk *outer = std::exchange(network, &walk);
  LogicalResult result = walk.walk();
  network = outer;
  return result;
}

LogicalResult LoopReplay::call(func::CallOp op) {
  auto callee = symbols.lookup<func::FuncOp>(op.getCallee());
  if (!callee || callee.isDeclaration())
    return op.emitError("@") << op.getCallee() << " has no loops";
  bool isNetwork = callee->hasAttr("kernel.rows_taken");
  if (callee == run ||
      (isNetwork && op->getParentOfType<func::FuncOp>() != run))
    return op.emitError("@") << op.getCallee() << " is not called by @run";
  FailureOr<LoopWalk *> walk = walkOf(callee, isNetwork);
  if (failed(walk))
    return failure();
  for (auto [argument, value] :
       llvm::zip_equal(callee.getArguments(), op.getOperands())) {
    if (isa<MemRefType>(value.getType()))
      (*walk)->setView(argument, network->view(value));
    else
      (*walk)->setNumber(argument, network->number(value));
  }
  if (isNetwork)
    return walkNetwork(**walk);
  if (failed((*walk)->walk()))
    return failure();
  return commit(op, (*walk)->accesses);
}

LogicalResult LoopReplay::checkRead(Operation *site, const Access &access) {
  const Buffer *buffer = access.buffer;
  bool computes = isa<func::CallOp, kernel::CopyOp>(site);
  auto look = [&](int64_t begin, int64_t end, const Owner *owner) {
    if (!owner) {
      error(site, access, begin, end) << ", which nothing wrote";
      return false;
    }
    if (owner->buffer != buffer) {
      error(site, access, begin, end)
          << ", which " << nameOf(owner->writer) << " wrote as part of "
          << describe(*owner->buffer);
      return false;
    }
    if (owner->wrapped != access.wrapped) {
      error(site, access, begin, end)
          << ", where without remainders byte "
          << begin - buffer->begin + access.wrapped
          << " of the buffer should be, but " << nameOf(owner->writer)
          << " wrote byte " << begin - buffer->begin + owner->wrapped;
      return false;
    }
    if (!owner->writer && !readers[buffer->memory])
      readers[buffer->memory] = site;
    Operation *&writer =
        writers.try_emplace({site, access.op}, owner->writer).first->second;
    if (computes && writer != owner->writer) {
      error(site, access, begin, end)
          << ", which " << nameOf(owner->writer)
          << " wrote, and elsewhere what " << nameOf(writer) << " wrote";
      return false;
    }
    return true;
  };
  return success(access.forEachRun([&](int64_t begin, int64_t end) {
    return memories[buffer->memory].all(begin, end, look);
  }));
}

// What a call accesses by one argument it does not overwrite by another.
LogicalResult LoopReplay::checkKept(Operation *site, const Access &access) {
  auto look = [&](int64_t begin, int64_t end, const Owner *owner) {
    if (owner && owner->buffer == access.buffer &&
        owner->wrapped == access.wrapped)
      return true;
    error(site, access, begin, end)
        << ", and overwrites them at the same time as part of "
        << (owner ? describe(*owner->buffer) : "nothing");
    return false;
  };
  return success(access.forEachRun([&](int64_t begin, int64_t end) {
    return memories[access.buffer->memory].all(begin, end, look);
  }));
}

LogicalResult LoopReplay::commit(Operation *site,
                                 const std::vector<Access> &accesses) {
  for (const Access &access : accesses) {
    unsigned memory = access.buffer->memory;
    if (memory == arena)
      touchedBytes = std::max(touchedBytes, access.reach().high);
    if (!access.isWrite) {
      if (failed(checkRead(site, access)))
        return failure();
      continue;
    }
    access.forEachRun([&](int64_t begin, int64_t end) {
      memories[memory].write(begin, end, {access.buffer, access.wrapped, site});
      if (memory == arena)
        known.erase(known.lower_bound(begin - 3), known.lower_bound(end));
      return true;
    });
  }
  for (const Access &access : accesses)
    if (failed(checkKept(site, access)))
      return failure();
  return success();
}

LogicalResult LoopReplay::checkEnd(func::FuncOp function) {
  for (unsigned port = 0; port < arena; ++port) {
    const Buffer &buffer = buffers[port];
    int64_t missing = -1;
    bool isWritten = false;
    memories[port].all(0, buffer.end,
                       [&](int64_t begin, int64_t, const Owner *owner) {
                         if (owner && owner->writer)
                           isWritten = true;
                         else if (missing < 0)
                           missing = begin;
                         return true;
                       });
    if (isWritten && missing >= 0)
      return function.emitError("byte ")
             << missing << " of argument " << port << " is never written";
    if (isWritten && readers[port])
      return readers[port]->emitError()
             << nameOf(readers[port]) << " reads argument " << port
             << " before it is written";
  }
  int64_t declared = buffers[arena].end;
  if (int64_t(llvm::alignTo(touchedBytes, schedule::kArenaAlignment)) !=
      declared)
    return function.emitError("declares an arena of ")
           << declared << " bytes and uses " << touchedBytes;
  return success();
}

// One call of @push_rows for each row: every other partition of the rows runs
// the same steps in the same order.
LogicalResult LoopReplay::walkRows(func::FuncOp function, LoopWalk &walk,
                                   int64_t rowsTaken) {
  auto input = cast<MemRefType>(function.getArgumentTypes().front());
  if (input.getRank() != 4 || input.getNumElements() == 0 ||
      function.getNumArguments() != arena + 3)
    return function.emitError("expected rows of [1, H, W, C], the outputs, the "
                              "arena and two numbers");
  int64_t rows = input.getShape()[1], rowBytes = bytesOf(input) / rows;
  for (int64_t row = 0; row <= rows; ++row) {
    auto taken = known.find(rowsTaken);
    if (row > 0 && (taken == known.end() || taken->second != row))
      return function.emitError("expected the number of rows taken, ")
             << row << ", at byte " << rowsTaken << " of the arena";
    if (row == rows)
      return success();
    memories.front().clear();
    memories.front().write(0, rowBytes, {&buffers.front(), 0, nullptr});
    walk.setNumber(function.getArgument(arena + 1), Index::of(row));
    walk.setNumber(function.getArgument(arena + 2), Index::of(1));
    if (failed(walkNetwork(walk)))
      return failure();
  }
  return success();
}

LogicalResult LoopReplay::walkFrame(func::FuncOp function,
                                    std::optional<int64_t> rowsTaken) {
  memories.assign(arena + 1, ByteOwners());
  readers.assign(arena + 1, nullptr);
  known.clear();
  writers.clear();
  touchedBytes = 0;
  FailureOr<LoopWalk *> walk = walkOf(function, /*isNetwork=*/true);
  if (failed(walk))
    return failure();
  for (unsigned number = 0; number <= arena; ++number) {
    const Buffer &buffer = buffers[number];
    if (number < arena && buffer.end > 0)
      memories[number].write(0, buffer.end, {&buffer, 0, nullptr});
    (*walk)->setView(function.getArgument(number),
                     {&buffer, Index(), buffer.end});
  }
  LogicalResult result =
      rowsTaken ? walkRows(function, **walk, *rowsTaken) : walkNetwork(**walk);
  return failed(result) ? result : checkEnd(function);
}
