// OutputError.h: what comes out of a network when some of its values or weights
// are rounded.
#ifndef ATTEND_COMPILER_QUANTIZE_OUTPUTERROR_H
#define ATTEND_COMPILER_QUANTIZE_OUTPUTERROR_H

#include "compiler/quantize/FlatNetwork.h"

#include "llvm/ADT/BitVector.h"

namespace attendc {

/// One input at a time: the real values of a float network, and trials that
/// differ from them.
class OutputError {
public:
  explicit OutputError(const FlatNetwork &network)
      : network(network), exact(network.valueCount()),
        tried(network.valueCount()), differs(network.valueCount()) {}

  /// Computes all values for `input`.
  void setInput(const reference::Tensor &input);

  /// Changes value `number` in place.
  using Change = llvm::function_ref<void(unsigned number, reference::Tensor &)>;

  /// Runs the network with the values of `changed` (numbers) changed by
  /// `change`, and steps of `replaced` (one for each step, or empty) instead of
  /// those with a Compute; only what depends on one of these is computed.
  void run(const llvm::BitVector &changed, Change change,
           llvm::ArrayRef<reference::Compute> replaced = {});

  /// What `run` made of a value, and what it is without.
  const reference::Tensor &changedValue(unsigned number) const {
    return differs[number] ? tried[number] : exact[number];
  }
  const reference::Tensor &exactValue(unsigned number) const {
    return exact[number];
  }

  /// The squared error of all outputs after `run`, each relative to the sum of
  /// its squares.
  double squaredError() const;

private:
  const FlatNetwork &network;
  std::vector<reference::Tensor> exact, tried;
  std::vector<bool> differs;
};

/// For steps whose op has weights, computes with the weights of `rounded`, a
/// network of the same steps that outlives them; null for others.
std::vector<reference::Compute> weightedSteps(const FlatNetwork &rounded);

/// The sums of squares of what an f32 tensor is, and of its distance from
/// another.
struct Power {
  double signal = 0.0, noise = 0.0;

  void add(const reference::Tensor &exact, const reference::Tensor &other);
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_OUTPUTERROR_H
