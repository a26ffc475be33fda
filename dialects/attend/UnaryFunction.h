// UnaryFunction.h: attend.unary of a real number, in double precision.
#ifndef ATTEND_DIALECTS_ATTEND_UNARYFUNCTION_H
#define ATTEND_DIALECTS_ATTEND_UNARYFUNCTION_H

#include "dialects/attend/AttendDialect.h"

#include <algorithm>
#include <cmath>

namespace attendc::attend {

/// The function of `op`, as AttendNumberOps.td defines it, at `x`.
inline double evaluateUnary(UnaryOp op, double x) {
  double alpha = op.getAlpha().convertToFloat();
  double beta = op.getBeta().convertToFloat();
  switch (op.getKind()) {
  case UnaryKind::Relu:
    return x > 0 ? x : 0;
  case UnaryKind::Clip:
    return std::min(std::max(x, alpha), beta);
  case UnaryKind::LeakyRelu:
    return x < 0 ? alpha * x : x;
  case UnaryKind::Sigmoid:
    return 1 / (1 + std::exp(-x));
  case UnaryKind::HardSigmoid:
    return std::min(std::max(alpha * x + beta, 0.0), 1.0);
  case UnaryKind::HardSwish:
    return x * std::min(std::max(x / 6 + 0.5, 0.0), 1.0);
  case UnaryKind::Silu:
    return x / (1 + std::exp(-x));
  case UnaryKind::Tanh:
    return std::tanh(x);
  case UnaryKind::Scale:
    return alpha * x + beta;
  case UnaryKind::Elu:
    return x < 0 ? alpha * std::expm1(x) : x;
  case UnaryKind::Softplus:
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
  case UnaryKind::Reciprocal:
    return 1 / x;
  case UnaryKind::Abs:
    return std::abs(x);
  case UnaryKind::Neg:
    return -x;
  case UnaryKind::Exp:
    return std::exp(x);
  case UnaryKind::Log:
    return std::log(x);
  case UnaryKind::Sqrt:
    return std::sqrt(x);
  case UnaryKind::Erf:
    return std::erf(x);
  case UnaryKind::Floor:
    return std::floor(x);
  case UnaryKind::Ceil:
    return std::ceil(x);
  case UnaryKind::RoundEven:
    return std::nearbyint(x);
  }
  llvm_unreachable("every kind has its case");
}

} // namespace attendc::attend

#endif // ATTEND_DIALECTS_ATTEND_UNARYFUNCTION_H
