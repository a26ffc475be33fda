// FloatConv.cpp: convolution as a matrix product over register tiles of
// 4 pixels x 4 output channels.

#include "compiler/reference/FloatConv.h"

#include <algorithm>
#include <cstring>

using namespace attendc::reference;

/// Output channels computed side by side: one vector of the compiler's vector
/// extension, which it splits into what the machine has.
static constexpr int64_t panelColumns = 4;
using Panel =
    double __attribute__((vector_size(panelColumns * sizeof(double))));
/// Pixels that share one read of the weights.
static constexpr int64_t tilePixels = 4;
/// Pixels gathered at a time: the rows of a 7x7x64 convolution stay in cache.
static constexpr int64_t blockPixels = 32;

static int64_t roundUp(int64_t value, int64_t step) {
  return (value + step - 1) / step * step;
}

FloatConv::FloatConv(const ConvShape &shape, const float *weight,
                     const float *bias)
    : shape(shape), biases(roundUp(shape.oc, panelColumns) + panelColumns) {
  if (bias)
    std::copy_n(bias, shape.oc, biases.begin());
  int64_t taps = shape.kh * shape.kw;
  if (shape.channelsPerGroup() == 1) {
    weights.resize(taps * shape.oc);
    for (int64_t oc = 0; oc < shape.oc; ++oc)
      for (int64_t tap = 0; tap < taps; ++tap)
        weights[tap * shape.oc + oc] = weight[oc * taps + tap];
    return;
  }
  int64_t depth = taps * shape.channelsPerGroup();
  int64_t columns = shape.outputsPerGroup();
  int64_t panels = roundUp(columns, panelColumns) / panelColumns;
  weights.assign(shape.groups * panels * depth * panelColumns, 0.0f);
  rows.resize(blockPixels * depth);
  for (int64_t oc = 0; oc < shape.oc; ++oc) {
    int64_t panel = oc / columns * panels + oc % columns / panelColumns;
    for (int64_t k = 0; k < depth; ++k)
      weights[(panel * depth + k) * panelColumns +
              oc % columns % panelColumns] = weight[oc * depth + k];
  }
}

/// output[p, column] = bias[column] + sum over k of rows[p, k] *
/// panel[k, column] for Pixels rows `rowStride` apart; stores `columns` of the
/// panel's columns, rows of the output `outputStride` apart.
template <int64_t Pixels>
static void multiplyTile(const double *rows, int64_t rowStride,
                         const double *panel, int64_t depth, const double *bias,
                         float *output, int64_t outputStride, int64_t columns) {
  Panel sums[Pixels];
  for (int64_t p = 0; p < Pixels; ++p)
    std::memcpy(&sums[p], bias, sizeof(Panel));
  for (int64_t k = 0; k < depth; ++k) {
    Panel weights;
    std::memcpy(&weights, panel + k * panelColumns, sizeof(Panel));
    for (int64_t p = 0; p < Pixels; ++p)
      sums[p] += rows[p * rowStride + k] * weights;
  }
  for (int64_t p = 0; p < Pixels; ++p)
    for (int64_t c = 0; c < columns; ++c)
      output[p * outputStride + c] = static_cast<float>(sums[p][c]);
}

/// Copies the windows of `pixels` output positions of one image into `rows`,
/// zeros where a window leaves the input.
void FloatConv::gather(const float *image, int64_t group, int64_t firstPixel,
                       int64_t pixels) {
  int64_t channels = shape.channelsPerGroup();
  double *row = rows.data();
  for (int64_t pixel = firstPixel; pixel < firstPixel + pixels; ++pixel) {
    int64_t top = pixel / shape.ow * shape.strideH - shape.padTop;
    int64_t left = pixel % shape.ow * shape.strideW - shape.padLeft;
    for (int64_t kh = 0; kh < shape.kh; ++kh) {
      for (int64_t kw = 0; kw < shape.kw; ++kw) {
        int64_t y = top + kh * shape.dilationH;
        int64_t x = left + kw * shape.dilationW;
        if (y < 0 || y >= shape.h || x < 0 || x >= shape.w)
          std::fill_n(row, channels, 0.0);
        else
          std::copy_n(image + (y * shape.w + x) * shape.c + group * channels,
                      channels, row);
        row += channels;
      }
    }
  }
}

/// One group of one image.
void FloatConv::runGroup(const float *image, float *output, int64_t group) {
  int64_t channels = shape.channelsPerGroup();
  int64_t columns = shape.outputsPerGroup();
  int64_t depth = shape.kh * shape.kw * channels;
  int64_t panels = roundUp(columns, panelColumns) / panelColumns;
  int64_t totalPixels = shape.oh * shape.ow;
  for (int64_t first = 0; first < totalPixels; first += blockPixels) {
    int64_t pixels = std::min(blockPixels, totalPixels - first);
    const double *matrix = rows.data();
    int64_t rowStride = depth;
    gather(image, group, first, pixels);
    for (int64_t panel = 0; panel < panels; ++panel) {
      int64_t column = panel * panelColumns;
      int64_t count = std::min(panelColumns, columns - column);
      int64_t oc = group * columns + column;
      const double *weight =
          weights.data() + (group * panels + panel) * depth * panelColumns;
      float *place = output + first * shape.oc + oc;
      int64_t p = 0;
      for (; p + tilePixels <= pixels; p += tilePixels)
        multiplyTile<tilePixels>(matrix + p * rowStride, rowStride, weight,
                                 depth, biases.data() + oc,
                                 place + p * shape.oc, shape.oc, count);
      for (; p < pixels; ++p)
        multiplyTile<1>(matrix + p * rowStride, rowStride, weight, depth,
                        biases.data() + oc, place + p * shape.oc, shape.oc,
                        count);
    }
  }
}

/// One image with one input channel per group.
void FloatConv::runDepthwise(const float *image, float *output) const {
  int64_t multiplier = shape.outputsPerGroup();
  std::vector<double> sums(shape.oc);
  for (int64_t oh = 0; oh < shape.oh; ++oh) {
    for (int64_t ow = 0; ow < shape.ow; ++ow) {
      std::copy_n(biases.data(), shape.oc, sums.data());
      for (int64_t kh = 0; kh < shape.kh; ++kh) {
        int64_t y = oh * shape.strideH - shape.padTop + kh * shape.dilationH;
        if (y < 0 || y >= shape.h)
          continue;
        for (int64_t kw = 0; kw < shape.kw; ++kw) {
          int64_t x = ow * shape.strideW - shape.padLeft + kw * shape.dilationW;
          if (x < 0 || x >= shape.w)
            continue;
          const float *pixel = image + (y * shape.w + x) * shape.c;
          const double *weight =
              weights.data() + (kh * shape.kw + kw) * shape.oc;
          if (multiplier == 1) {
            for (int64_t c = 0; c < shape.c; ++c)
              sums[c] += pixel[c] * weight[c];
            continue;
          }
          for (int64_t c = 0; c < shape.c; ++c)
            for (int64_t m = 0; m < multiplier; ++m)
              sums[c * multiplier + m] += pixel[c] * weight[c * multiplier + m];
        }
      }
      float *place = output + (oh * shape.ow + ow) * shape.oc;
      for (int64_t oc = 0; oc < shape.oc; ++oc)
        place[oc] = static_cast<float>(sums[oc]);
    }
  }
}

void FloatConv::run(const float *input, float *output) {
  for (int64_t n = 0; n < shape.n; ++n) {
    const float *image = input + n * shape.h * shape.w * shape.c;
    float *result = output + n * shape.oh * shape.ow * shape.oc;
    if (shape.channelsPerGroup() == 1) {
      runDepthwise(image, result);
      continue;
    }
    for (int64_t group = 0; group < shape.groups; ++group)
      runGroup(image, result, group);
  }
}

void attendc::reference::convTranspose(const ConvShape &shape,
                                       const float *input, const float *weight,
                                       const float *bias, float *output) {
  int64_t inputs = shape.channelsPerGroup(), outputs = shape.outputsPerGroup();
  for (int64_t i = 0; i < shape.n * shape.oh * shape.ow; ++i)
    for (int64_t oc = 0; oc < shape.oc; ++oc)
      output[i * shape.oc + oc] = bias ? bias[oc] : 0.0f;
  for (int64_t i = 0; i < shape.n * shape.h * shape.w * shape.kh * shape.kw;
       ++i) {
    int64_t kw = i % shape.kw, kh = i / shape.kw % shape.kh;
    int64_t pixel = i / (shape.kw * shape.kh);
    int64_t iw = pixel % shape.w, ih = pixel / shape.w % shape.h;
    int64_t n = pixel / (shape.w * shape.h);
    int64_t oh = ih * shape.strideH + kh * shape.dilationH - shape.padTop;
    int64_t ow = iw * shape.strideW + kw * shape.dilationW - shape.padLeft;
    if (oh < 0 || oh >= shape.oh || ow < 0 || ow >= shape.ow)
      continue;
    float *sums = output + ((n * shape.oh + oh) * shape.ow + ow) * shape.oc;
    for (int64_t c = 0; c < shape.c; ++c) {
      const float *taps =
          weight + ((c * shape.kh + kh) * shape.kw + kw) * outputs;
      for (int64_t o = 0; o < outputs; ++o)
        sums[c / inputs * outputs + o] += input[pixel * shape.c + c] * taps[o];
    }
  }
}
