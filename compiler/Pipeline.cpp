// Pipeline.cpp: the whole compiler between import and printing, pass by pass.

#include "compiler/Pipeline.h"

#include "dialects/attend/AttendDialect.h"
#include "passes/graph/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/quant/Passes.h"
#include "passes/schedule/Passes.h"
#include "passes/toc/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace attendc;

bool attendc::isQuantized(ModuleOp module) {
  bool hasFloats = false, hasQuantized = false;
  auto look = [&](Type type) {
    hasFloats |= isa<FloatType>(getElementTypeOrSelf(type));
  };
  for (auto function : module.getOps<func::FuncOp>())
    for (Type type : function.getArgumentTypes()) {
      look(type);
      hasQuantized |= getElementTypeOrSelf(type).isInteger(8);
    }
  module.walk([&](Operation *op) {
    llvm::for_each(op->getResultTypes(), look);
    hasQuantized |= isa<attend::QuantizeOp, attend::DequantizeOp>(op);
  });
  return hasQuantized || !hasFloats;
}

LogicalResult attendc::verifyStage(ModuleOp module, Stage stage) {
  auto lives = [&](StringRef dialect) {
    if (dialect == "builtin")
      return true;
    if (dialect == "func")
      return stage < Stage::EmitC;
    if (dialect == "attend")
      return stage <= Stage::Scheduled; // from q8 on: float islands
    if (dialect == "q8")
      return stage == Stage::Q8 || stage == Stage::Scheduled;
    if (dialect == "kernel") // scheduled: the rows that a caller pushes
      return stage == Stage::Scheduled || stage == Stage::Loops;
    if (dialect == "emitc")
      return stage == Stage::EmitC;
    return stage == Stage::Loops &&
           llvm::is_contained({"scf", "memref", "arith", "math"}, dialect);
  };
  WalkResult result = module.walk([&](Operation *op) -> WalkResult {
    if (lives(op->getName().getDialectNamespace()))
      return WalkResult::advance();
    return op->emitError("no ")
           << op->getName() << " may be left at stage " << stageName(stage);
  });
  return failure(result.wasInterrupted());
}

/// Adds one of `kOptionalPasses` unless it is disabled.
static void addOptional(OpPassManager &passes, const LineOptions &options,
                        std::unique_ptr<Pass> pass) {
  if (!llvm::is_contained(options.disabledPasses, pass->getArgument()))
    passes.addPass(std::move(pass));
}

/// Folds what does not depend on the input, and names the condensers.
static void addFused(OpPassManager &passes, const LineOptions &options) {
  auto &function = passes.nest<func::FuncOp>();
  function.addPass(graph::createFoldConstants());
  addOptional(function, options, graph::createFoldTranspose());
  addOptional(function, options, graph::createFoldPad());
  function.addPass(graph::createFoldBatchNorm());
  function.addPass(graph::createFuseSilu());
  function.addPass(createCanonicalizerPass());
  addOptional(function, options, graph::createRecognizeCondensers());
}

static void addFlat(OpPassManager &passes) {
  auto &function = passes.nest<func::FuncOp>();
  function.addPass(graph::createExpandCondensers());
  function.addPass(graph::createLowerChannelAffine());
  function.addPass(createCanonicalizerPass());
}

static void addQ8(OpPassManager &passes, const LineOptions &options) {
  auto &function = passes.nest<func::FuncOp>();
  quant::LowerToQ8Options lowering;
  lowering.match = options.match;
  function.addPass(quant::createLowerToQ8(lowering));
  addOptional(function, options, quant::createRemoveDeadChannels());
  addOptional(function, options, quant::createDropIdleClamps());
  addOptional(function, options, quant::createBoundRanges());
  function.addPass(quant::createVerifyQ8());
}

static void addScheduled(OpPassManager &passes, const LineOptions &options) {
  auto &function = passes.nest<func::FuncOp>();
  function.addPass(schedule::createChooseKernels({options.target}));
  schedule::ScheduleRowsOptions rows;
  rows.target = options.target;
  rows.ram = options.ram;
  rows.pushRows = options.pushRows;
  function.addPass(schedule::createScheduleRows(rows));
  function.addPass(schedule::createPlanArena({options.target}));
  function.addPass(schedule::createVerifyArena());
}

LogicalResult attendc::runLine(ModuleOp module, Stage from, Stage to,
                               const LineOptions &options, std::string &error) {
  error.clear();
  auto reaches = [&](Stage stage) { return from < stage && stage <= to; };
  auto run = [&](Stage stage, auto addPasses) {
    PassManager passes(module.getContext());
    addPasses(passes);
    if (failed(passes.run(module)))
      return failure();
    return verifyStage(module, stage);
  };

  bool isFloat = !isQuantized(module);
  bool hasExamples = !options.quantize.calibrationFolder.empty();
  if (reaches(Stage::Qdq)) {
    if (options.keepFloat && hasExamples)
      error = "--calibration quantizes the network and --float keeps it; give "
              "one of them";
    else if (isFloat && !hasExamples && !options.keepFloat)
      error = "the network is float; give --calibration DIR with example "
              "inputs to quantize it, or --float to keep it";
    else if (!isFloat && hasExamples)
      error = "the network is quantized already; leave out --calibration";
    if (!error.empty())
      return failure();
  }

  if (reaches(Stage::Fused) && failed(run(Stage::Fused, [&](auto &passes) {
        addFused(passes, options);
      })))
    return failure();

  if (reaches(Stage::Qdq)) {
    if (failed(run(Stage::Qdq, [](auto &passes) { addFlat(passes); })))
      return failure();
    if (hasExamples && failed(quantizeModule(module, options.quantize, error)))
      return failure();
    if (failed(run(Stage::Qdq, [](auto &passes) {
          passes.template addNestedPass<func::FuncOp>(quant::createFuseScale());
        })))
      return failure();
  }

  if (reaches(Stage::Q8) && !options.keepFloat &&
      failed(run(Stage::Q8, [&](auto &passes) { addQ8(passes, options); })))
    return failure();

  if (reaches(Stage::Scheduled) &&
      failed(run(Stage::Scheduled,
                 [&](auto &passes) { addScheduled(passes, options); })))
    return failure();

  if (reaches(Stage::Loops) && failed(run(Stage::Loops, [&](auto &passes) {
        passes.addPass(
            lower::createLowerToLoops({options.target, options.arenaHooks}));
        passes.addPass(lower::createVerifyLoops());
      })))
    return failure();

  if (reaches(Stage::EmitC) && failed(run(Stage::EmitC, [&](auto &passes) {
        passes.addPass(
            toc::createLowerToEmitC({options.prefix, options.target}));
      })))
    return failure();
  return success();
}
