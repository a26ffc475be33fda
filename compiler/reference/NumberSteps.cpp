// NumberSteps.cpp: the `attend` ops on numbers of any type: arithmetic,
// reductions, casts and matrix products.

#include "compiler/reference/FloatSteps.h"
#include "compiler/reference/Numbers.h"

#include "dialects/attend/IntegerPower.h"
#include "dialects/attend/UnaryFunction.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

namespace {
// Integers are computed modulo 2^64 and cut to their type.
struct Add {
  template <typename T> T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a + b;
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
};
struct Sub {
  template <typename T> T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a - b;
    return static_cast<T>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
  }
};
struct Mul {
  template <typename T> T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a * b;
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
};
struct Div {
  template <typename T> T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a / b;
    if (b == 0)
      return 0;
    if constexpr (std::is_signed_v<T>)
      if (b == static_cast<T>(-1))
        return Sub()(T(0), a);
    return static_cast<T>(a / b);
  }
};
struct Max {
  template <typename T> T operator()(T a, T b) const { return a > b ? a : b; }
};
struct Min {
  template <typename T> T operator()(T a, T b) const { return a < b ? a : b; }
};
struct Pow {
  template <typename T> T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(
          std::pow(static_cast<double>(a), static_cast<double>(b)));
    return static_cast<T>(
        integerPower(static_cast<uint64_t>(a), static_cast<int64_t>(b)));
  }
};
} // namespace

template <typename Function> static Compute binary(Function function) {
  return [function](ArrayRef<const Tensor *> operands, Tensor &result) {
    SmallVector<int64_t> a = broadcastStrides(operands[0]->shape);
    SmallVector<int64_t> b = broadcastStrides(operands[1]->shape);
    withType(result.type, [&](auto zero) {
      using T = decltype(zero);
      const T *lhs = operands[0]->data<T>(), *rhs = operands[1]->data<T>();
      T *out = result.data<T>();
      int64_t columns = result.shape.empty() ? 1 : result.shape.back();
      int64_t stepA = a.empty() ? 0 : a.back(),
              stepB = b.empty() ? 0 : b.back();
      forEachRow(result.shape, a, b, [&](int64_t atA, int64_t atB) {
        for (int64_t i = 0; i < columns; ++i)
          *out++ = function(lhs[atA + i * stepA], rhs[atB + i * stepB]);
      });
    });
  };
}

/// Kinds that are of integers, too; the others are FloatElementwise.cpp's.
static Compute prepareIntegerUnary(UnaryOp op) {
  UnaryKind kind = op.getKind();
  double low = op.getAlpha().convertToFloat();
  double high = op.getBeta().convertToFloat();
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    withType(result.type, [&](auto zero) {
      using T = decltype(zero);
      const T *in = operands[0]->data<T>();
      T *out = result.data<T>();
      for (int64_t i = 0, end = result.count(); i < end; ++i) {
        T x = in[i];
        if (kind == UnaryKind::Relu)
          out[i] = Max()(x, T(0));
        else if (kind == UnaryKind::Neg)
          out[i] = Sub()(T(0), x);
        else if (kind == UnaryKind::Abs)
          out[i] = x < T(0) ? Sub()(T(0), x) : x;
        else
          out[i] = saturated<T>(
              std::min(std::max(static_cast<double>(x), low), high));
      }
    });
  };
}

static Compute prepareCast(CastOp) {
  return [](ArrayRef<const Tensor *> operands, Tensor &result) {
    const Tensor &input = *operands[0];
    for (int64_t i = 0, end = result.count(); i < end; ++i)
      castElement(input, result, i);
  };
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Sums of float32 are taken in double precision and round once.
template <typename T>
using Accumulator = std::conditional_t<std::is_floating_point_v<T>, double, T>;

template <typename T>
static void reduce(ReduceKind kind, ArrayRef<int64_t> strides,
                   const Tensor &input, Tensor &result) {
  const T *in = input.data<T>();
  T *out = result.data<T>();
  std::vector<Accumulator<T>> sums(result.count());
  std::vector<bool> isStarted(result.count());
  forEachPosition(input.shape, strides, [&](int64_t from, int64_t to) {
    Accumulator<T> x = in[from];
    if (!isStarted[to])
      sums[to] = x;
    else if (kind == ReduceKind::Max)
      sums[to] = Max()(x, sums[to]);
    else if (kind == ReduceKind::Min)
      sums[to] = Min()(x, sums[to]);
    else
      sums[to] = Add()(sums[to], x);
    isStarted[to] = true;
  });
  int64_t count = input.count() / std::max<int64_t>(result.count(), 1);
  for (int64_t i = 0, end = result.count(); i < end; ++i)
    out[i] = static_cast<T>(kind == ReduceKind::Mean
                                ? sums[i] / static_cast<Accumulator<T>>(count)
                                : sums[i]);
}

static Compute prepareReduce(ReduceOp op) {
  ReduceKind kind = op.getKind();
  return [kind](ArrayRef<const Tensor *> operands, Tensor &result) {
    withType(result.type, [&](auto zero) {
      reduce<decltype(zero)>(kind, broadcastStrides(result.shape), *operands[0],
                             result);
    });
  };
}

static Compute prepareArgMax(ArgMaxOp op) {
  int64_t axis = op.getAxis();
  bool selectsLast = op.getSelectLast();
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    const Tensor &input = *operands[0];
    int64_t length = input.shape[axis], inner = 1;
    for (int64_t size : ArrayRef(input.shape).drop_front(axis + 1))
      inner *= size;
    withType(input.type, [&](auto zero) {
      using T = decltype(zero);
      for (int64_t i = 0, end = result.count(); i < end; ++i) {
        const T *row = input.data<T>() + i / inner * length * inner + i % inner;
        int64_t best = 0;
        for (int64_t k = 1; k < length; ++k)
          if (row[k * inner] > row[best * inner] ||
              (selectsLast && row[k * inner] == row[best * inner]))
            best = k;
        result.data<int64_t>()[i] = best;
      }
    });
  };
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

template <typename T>
static void multiply(const T *a, const T *b, T *out, int64_t rows,
                     int64_t depth, int64_t columns) {
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t n = 0; n < columns; ++n) {
      Accumulator<T> sum = 0;
      for (int64_t k = 0; k < depth; ++k)
        sum =
            Add()(sum, Mul()(static_cast<Accumulator<T>>(a[m * depth + k]),
                             static_cast<Accumulator<T>>(b[k * columns + n])));
      out[m * columns + n] = static_cast<T>(sum);
    }
}

static Compute prepareMatMul(MatMulOp) {
  return [](ArrayRef<const Tensor *> operands, Tensor &result) {
    size_t outer = result.shape.size() - 2;
    int64_t rows = result.shape[outer], columns = result.shape[outer + 1];
    int64_t depth = operands[0]->shape[outer + 1];
    ArrayRef<int64_t> batch = ArrayRef(result.shape).take_front(outer);
    // Offsets in elements of the matrices of each batch position.
    auto strides = [&](const Tensor &tensor, int64_t size) {
      SmallVector<int64_t> steps =
          broadcastStrides(ArrayRef(tensor.shape).take_front(outer));
      for (int64_t &step : steps)
        step *= size;
      return steps;
    };
    SmallVector<int64_t> a = strides(*operands[0], rows * depth);
    SmallVector<int64_t> b = strides(*operands[1], depth * columns);
    withType(result.type, [&](auto zero) {
      using T = decltype(zero);
      T *out = result.data<T>();
      SmallVector<int64_t> offsetsA, offsetsB;
      forEachPosition(batch, a,
                      [&](int64_t, int64_t at) { offsetsA.push_back(at); });
      forEachPosition(batch, b,
                      [&](int64_t, int64_t at) { offsetsB.push_back(at); });
      for (auto [atA, atB] : llvm::zip_equal(offsetsA, offsetsB)) {
        multiply(operands[0]->data<T>() + atA, operands[1]->data<T>() + atB,
                 out, rows, depth, columns);
        out += rows * columns;
      }
    });
  };
}

static Compute prepareResample(ResampleOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) mutable {
    int64_t axis = op.getAxis(), taps = op.getTaps(), inner = 1;
    float outside = op.getOutside().convertToFloat();
    ArrayRef<int32_t> indices = op.getIndices();
    ArrayRef<float> weights = op.getWeights();
    for (int64_t size : ArrayRef(result.shape).drop_front(axis + 1))
      inner *= size;
    int64_t length = operands[0]->shape[axis], positions = result.shape[axis];
    for (int64_t i = 0, end = result.count(); i < end; ++i) {
      int64_t position = i / inner % positions;
      const float *column = operands[0]->data<float>() +
                            i / inner / positions * length * inner + i % inner;
      if (indices[position * taps] < 0) {
        result.data<float>()[i] = outside;
        continue;
      }
      float sum = 0;
      for (int64_t t = position * taps; t < (position + 1) * taps; ++t)
        sum += weights[t] * column[indices[t] * inner];
      result.data<float>()[i] = sum;
    }
  };
}

Compute reference::prepareNumbers(Operation *op) {
  return llvm::TypeSwitch<Operation *, Compute>(op)
      .Case([](AddOp) { return binary(Add()); })
      .Case([](SubOp) { return binary(Sub()); })
      .Case([](MulOp) { return binary(Mul()); })
      .Case([](DivOp) { return binary(Div()); })
      .Case([](MaxOp) { return binary(Max()); })
      .Case([](MinOp) { return binary(Min()); })
      .Case([](PowOp) { return binary(Pow()); })
      .Case([](UnaryOp op) -> Compute {
        return op.getInput().getType().getElementType().isF32()
                   ? Compute()
                   : prepareIntegerUnary(op);
      })
      .Case(prepareCast)
      .Case(prepareReduce)
      .Case(prepareArgMax)
      .Case(prepareMatMul)
      .Case(prepareResample)
      .Default(Compute());
}
