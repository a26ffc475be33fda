// FlatNetwork.h: a flat float graph as steps on numbered values, for runs that
// change values and weights between steps.
#ifndef ATTEND_COMPILER_QUANTIZE_FLATNETWORK_H
#define ATTEND_COMPILER_QUANTIZE_FLATNETWORK_H

#include "compiler/reference/FloatSteps.h"
#include "passes/quant/RoundedValues.h"

namespace attendc {

/// The steps of one function and the values of its constants, both copied from
/// the IR, which may change. What else a run computes belongs to the caller.
class FlatNetwork {
public:
  struct Step {
    mlir::Operation *op;
    llvm::SmallVector<unsigned> operands;
    unsigned result;
    reference::Compute compute;
  };

  /// Fails with a diagnostic at an op that the float reference cannot run.
  static mlir::FailureOr<FlatNetwork> create(mlir::func::FuncOp function);

  llvm::ArrayRef<Step> steps() const { return ordered; }
  unsigned valueCount() const { return types.size(); }
  unsigned numberOf(mlir::Value value) const { return numbers.lookup(value); }
  mlir::Value valueOf(unsigned number) const { return values[number]; }
  llvm::ArrayRef<unsigned> results() const { return outputs; }
  mlir::RankedTensorType typeOf(unsigned number) const { return types[number]; }
  bool isConstant(unsigned number) const {
    return !constants[number].bytes.empty();
  }

  /// Multiply-adds of a step's convolution or product, else its elements.
  int64_t workOf(const Step &step) const;

  /// Reads the constants of `step`'s op again.
  mlir::LogicalResult renew(size_t step);

  using Find = llvm::function_ref<const reference::Tensor &(unsigned number)>;

  /// Computes `result` by `compute`; `find` gives operands that are no
  /// constants.
  void run(const Step &step, Find find, reference::Tensor &result,
           const reference::Compute &compute) const;
  void run(const Step &step, Find find, reference::Tensor &result) const {
    run(step, find, result, step.compute);
  }

private:
  mlir::LogicalResult prepare(Step &step);
  unsigned add(mlir::Value value);

  std::vector<Step> ordered;
  std::vector<mlir::Value> values;
  std::vector<mlir::RankedTensorType> types;
  std::vector<reference::Tensor> constants; // empty for other values
  std::vector<unsigned> outputs;
  llvm::DenseMap<mlir::Value, unsigned> numbers;
};

/// Rounds f32 `tensor` to the integers of `parameters` and back, in place, as
/// attend.quantize and attend.dequantize do.
void roundTensor(reference::Tensor &tensor, q8::Quantization parameters);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_FLATNETWORK_H
