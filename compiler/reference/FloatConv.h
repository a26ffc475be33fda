// FloatConv.h: single-precision convolutions with weights prepared once, fast
// enough to calibrate on hundreds of images.
#ifndef ATTEND_COMPILER_REFERENCE_FLOATCONV_H
#define ATTEND_COMPILER_REFERENCE_FLOATCONV_H

#include <cstdint>
#include <vector>

namespace attendc::reference {

/// Sizes of one 2-D convolution; input is [N, H, W, C], output [N, OH, OW, OC].
struct ConvShape {
  int64_t n, h, w, c;
  int64_t oh, ow, oc;
  int64_t kh, kw;
  int64_t strideH, strideW;
  int64_t padTop, padLeft;
  int64_t dilationH, dilationW;
  int64_t groups;

  int64_t channelsPerGroup() const { return c / groups; }
  int64_t outputsPerGroup() const { return oc / groups; }
};

/// A convolution with its weights in the order in which the loops read them.
/// Every output is the sum over kh, kw, ic in this order, starting from the
/// bias, in double precision, rounded to float once: the result depends neither
/// on the vector width of the machine nor, as far as a float shows, on order.
class FloatConv {
public:
  /// `weight` is [OC, KH, KW, C / groups]; `bias` is [OC] or null (zeros).
  FloatConv(const ConvShape &shape, const float *weight, const float *bias);

  void run(const float *input, float *output);

private:
  void runGroup(const float *input, float *output, int64_t group);
  void runDepthwise(const float *input, float *output) const;
  void gather(const float *image, int64_t group, int64_t firstPixel,
              int64_t pixels);

  ConvShape shape;
  /// Depthwise: [KH, KW, OC]. Else for each group and each panel of
  /// panelColumns output channels: [KH*KW*C/groups, panelColumns], the last
  /// panel filled up with zeros.
  std::vector<double> weights;
  std::vector<double> biases;
  /// Rows of the input matrix: [pixels at a time, KH*KW*C/groups].
  std::vector<double> rows;
};

/// Transposed convolution; sizes in terms of the transposed op: input
/// [N, H, W, C], output [N, OH, OW, OC], weight [C, KH, KW, OC / groups].
void convTranspose(const ConvShape &shape, const float *input,
                   const float *weight, const float *bias, float *output);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_FLOATCONV_H
