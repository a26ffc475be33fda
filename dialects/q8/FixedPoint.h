// FixedPoint.h: the numbers of q8 ops from scales, in exactly the
// single-precision steps that ONNX Runtime takes (README.md of this folder).
#ifndef ATTEND_DIALECTS_Q8_FIXEDPOINT_H
#define ATTEND_DIALECTS_Q8_FIXEDPOINT_H

#include <cmath>
#include <cstdint>
#include <optional>

namespace attendc::q8 {

/// How real numbers are stored: real = (integer - zeroPoint) * scale, the
/// integer, of 8 or 16 bits, in [0, 2^bits - 1] if isUnsigned, else in
/// [-2^(bits - 1), 2^(bits - 1) - 1]; scale > 0.
struct Quantization {
  float scale = 1.0f;
  int32_t zeroPoint = 0;
  bool isUnsigned = false;
  int32_t bits = 8;

  int32_t least() const { return isUnsigned ? 0 : -(1 << (bits - 1)); }
  int32_t most() const { return least() + steps(); }
  int32_t steps() const { return (1 << bits) - 1; }
  bool isByte() const { return bits == 8; }
  bool operator==(const Quantization &other) const {
    return scale == other.scale && zeroPoint == other.zeroPoint &&
           isUnsigned == other.isUnsigned && bits == other.bits;
  }
  bool operator!=(const Quantization &other) const { return !(*this == other); }
};

/// The nearest integer, ties to even, in any rounding mode of the processor.
/// |x| is at most 2^52, or x is clamped to that.
inline int64_t rintEven(double x) {
  const double limit = 4503599627370496.0; // 2^52
  if (!(x > -limit))
    return x <= -limit ? -int64_t(limit) : 0; // not a number: 0
  if (x >= limit)
    return int64_t(limit);
  double below = std::floor(x);
  double rest = x - below; // exact
  int64_t integer = int64_t(below);
  if (rest > 0.5 || (rest == 0.5 && (integer & 1)))
    ++integer;
  return integer;
}

/// `value` moved into [low, high].
inline int32_t clampTo(int64_t value, int32_t low, int32_t high) {
  return value < low ? low : value > high ? high : int32_t(value);
}

/// sat(rint_even(x / scale) + zero_point), the division in single precision.
/// Infinities saturate; what is not a number becomes the zero point.
inline int32_t quantize(float x, const Quantization &q) {
  float quotient = x / q.scale;
  return clampTo(rintEven(quotient) + q.zeroPoint, q.least(), q.most());
}

/// (integer - zero_point) * scale in single precision.
inline float dequantize(int32_t integer, const Quantization &q) {
  return float(integer - q.zeroPoint) * q.scale;
}

/// sat(rint_even(f32(acc) * multiplier) + zeroPoint) inside [low, high]: the
/// conversion and the product round once each to single precision.
inline int32_t requantize(int64_t acc, float multiplier, int32_t zeroPoint,
                          int32_t low, int32_t high) {
  float product = float(acc) * multiplier;
  return clampTo(rintEven(product) + zeroPoint, low, high);
}

/// f32(f32(sx * sw) / sy): convolution, matrix product.
inline float convMultiplier(float inputScale, float weightScale,
                            float outputScale) {
  float product = inputScale * weightScale;
  return product / outputScale;
}

/// f32(sx / f32(sy * n)): mean of n integers, n below 2^24.
inline float poolMultiplier(float inputScale, float outputScale,
                            int64_t count) {
  float divisor = outputScale * float(count);
  return inputScale / divisor;
}

/// f32(f32(sa * sb) / sy): elementwise product.
inline float mulRatio(float lhsScale, float rhsScale, float outputScale) {
  float product = lhsScale * rhsScale;
  return product / outputScale;
}

/// `q8.add`: multipliers in [0, 2^22], shift in [1, 31].
struct AddParameters {
  int32_t lhsMultiplier, rhsMultiplier, shift;
};

/// shift = 21 - floor(log2(max(ra, rb))), multipliers = rint(r * 2^shift),
/// ra = f32(sa / sy), rb = f32(sb / sy). None if the shift leaves [1, 31]: a
/// scale is 2^20 times the result's, or both are below 2^-10 of it.
inline std::optional<AddParameters>
addParameters(float lhsScale, float rhsScale, float outputScale) {
  float lhs = lhsScale / outputScale, rhs = rhsScale / outputScale;
  float larger = lhs > rhs ? lhs : rhs;
  if (!std::isfinite(larger) || larger <= 0)
    return std::nullopt;
  int exponent; // larger = f * 2^exponent, f in [1/2, 1)
  std::frexp(larger, &exponent);
  int shift = 21 - (exponent - 1);
  if (shift < 1 || shift > 31)
    return std::nullopt;
  return AddParameters{int32_t(rintEven(std::ldexp(double(lhs), shift))),
                       int32_t(rintEven(std::ldexp(double(rhs), shift))),
                       shift};
}

/// sum / 2^shift, halves away from zero.
inline int64_t roundShift(int64_t sum, int32_t shift) {
  int64_t half = int64_t(1) << (shift - 1);
  return sum < 0 ? -((-sum + half) >> shift) : (sum + half) >> shift;
}

/// round_shift(a*lhsMultiplier + b*rhsMultiplier, shift) + zeroPoint inside
/// [low, high]; a and b are less their zero points.
inline int32_t addIntegers(int32_t a, int32_t b, const AddParameters &p,
                           int32_t zeroPoint, int32_t low, int32_t high) {
  int64_t sum = int64_t(a) * p.lhsMultiplier + int64_t(b) * p.rhsMultiplier;
  return clampTo(roundShift(sum, p.shift) + zeroPoint, low, high);
}

/// `q8.add_ort_x64`: ONNX Runtime's ratios, and the zero points' share.
struct AddOrtX64Parameters {
  float lhsRatio, rhsRatio, fix;
};

/// ra = f32(sa/sy), rb = f32(sb/sy), fix = f32(zy - f32(fma(ra, za,
/// f32(rb*zb)))).
inline AddOrtX64Parameters addOrtX64Parameters(const Quantization &lhs,
                                               const Quantization &rhs,
                                               const Quantization &output) {
  AddOrtX64Parameters p;
  p.lhsRatio = lhs.scale / output.scale;
  p.rhsRatio = rhs.scale / output.scale;
  float rhsShare = p.rhsRatio * float(rhs.zeroPoint);
  float shares = std::fma(p.lhsRatio, float(lhs.zeroPoint), rhsShare);
  p.fix = float(output.zeroPoint) - shares;
  return p;
}

/// rint_even(fma(a, lhsRatio, fma(b, rhsRatio, fix))) inside [low, high]; a and
/// b as they are stored.
inline int32_t addIntegersOrtX64(int32_t a, int32_t b,
                                 const AddOrtX64Parameters &p, int32_t low,
                                 int32_t high) {
  float rhsShare = std::fma(float(b), p.rhsRatio, p.fix);
  return clampTo(rintEven(std::fma(float(a), p.lhsRatio, rhsShare)), low, high);
}

/// rint_even(f32(f32(a*b * ratio) + zeroPoint)) inside [low, high]; a and b are
/// less their zero points, and nothing is contracted.
inline int32_t mulIntegers(int32_t a, int32_t b, float ratio, int32_t zeroPoint,
                           int32_t low, int32_t high) {
  float product = float(int64_t(a) * b) * ratio;
  float value = product + float(zeroPoint);
  return clampTo(rintEven(value), low, high);
}

/// sat(rint_even(f((x - zx) * sx) / sy) + zy) in double precision: an entry of
/// a table for the function f of a real number.
template <typename Function>
int32_t tableEntry(int32_t integer, const Quantization &input,
                   const Quantization &output, Function f) {
  double real = double(integer - input.zeroPoint) * double(input.scale);
  double quotient = f(real) / double(output.scale);
  return clampTo(rintEven(quotient) + output.zeroPoint, output.least(),
                 output.most());
}

/// rint(2^30 * exp(-difference * scale)): an entry of the table of
/// `q8.softmax`, difference in [0, 255].
inline int32_t softmaxExponential(int32_t difference, float scale) {
  return int32_t(
      rintEven(std::exp(-double(difference) * double(scale)) * 1073741824.0));
}

} // namespace attendc::q8

#endif // ATTEND_DIALECTS_Q8_FIXEDPOINT_H
