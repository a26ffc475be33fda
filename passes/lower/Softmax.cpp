// Softmax.cpp: softmax of floats along one dimension, and its logarithm.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

// for each row x[0 .. L), its elements `inner` apart:
//   largest = max x; sum = sum of exp(x - largest)
//   y = exp(x - largest) / sum, or (x - largest) - log(sum)
LogicalResult lower::lowerFloatSoftmax(LoopWriter &writer,
                                       attend::SoftmaxOp op) {
  Numbers numbers(writer, writer.builder.getF32Type());
  writer.takeRows();
  AxisView view(writer.outputShape(), op.getAxis());
  int64_t outer = view.outer, length = view.length, inner = view.inner;
  Value first = writer.index(0), end = writer.index(length);
  auto carry = [&](StringRef name, Value start,
                   llvm::function_ref<Value(Value, Value)> next) {
    return writer.carry("k", first, end, name, start,
                        [&](Value k, ValueRange now) -> SmallVector<Value> {
                          return {next(k, now[0])};
                        })[0];
  };
  writer.loop("i", 0, outer, [&](Value i) {
    writer.loop("j", 0, inner, [&](Value j) {
      Value row = writer.add(writer.mul(i, length * inner), j);
      auto at = [&](Value k) { return writer.add(row, writer.mul(k, inner)); };
      Value largest =
          carry("largest", numbers.least(), [&](Value k, Value now) {
            return numbers.max(now, writer.load(writer.inputs[0], at(k)));
          });
      auto distance = [&](Value k) {
        return numbers.sub(writer.load(writer.inputs[0], at(k)), largest);
      };
      Value sum = carry("sum", numbers.constant(0.0), [&](Value k, Value now) {
        Value power = numbers.call<math::ExpOp>(distance(k));
        if (!op.getLog())
          writer.store(power, writer.output, at(k));
        return numbers.add(now, power);
      });
      Value logarithm = op.getLog() ? numbers.call<math::LogOp>(sum) : Value();
      writer.loop("k", first, end, [&](Value k) {
        Value result =
            op.getLog() ? numbers.sub(distance(k), logarithm)
                        : numbers.div(writer.load(writer.output, at(k)), sum);
        writer.store(result, writer.output, at(k));
      });
    });
  });
  return success();
}
