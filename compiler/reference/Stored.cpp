// Stored.cpp: rounds real values to stored ones and back.

#include "compiler/reference/Stored.h"

#include "compiler/reference/IntegerSteps.h"
#include "dialects/q8/FixedPoint.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

/// Whether elements of `type` stand for real numbers by a scale.
static bool isQuantized(ElementType type, DictionaryAttr attributes) {
  if (type == ElementType::I16 || type == ElementType::U16)
    return attributes && attributes.contains("q8.scale");
  return type == ElementType::I8 || type == ElementType::U8;
}

static q8::Quantization quantizationOf(DictionaryAttr attributes,
                                       ElementType type) {
  q8::Quantization quantization;
  quantization.isUnsigned = type == ElementType::U8 || type == ElementType::U16;
  quantization.bits = 8 * elementBytes(type);
  if (!attributes)
    return quantization;
  if (auto scale = attributes.getAs<FloatAttr>("q8.scale"))
    quantization.scale = scale.getValue().convertToFloat();
  if (auto zeroPoint = attributes.getAs<IntegerAttr>("q8.zero_point"))
    quantization.zeroPoint = int32_t(zeroPoint.getInt());
  return quantization;
}

Tensor reference::toStored(const Tensor &real, ElementType type,
                           DictionaryAttr attributes) {
  if (type == ElementType::F32)
    return real;
  Tensor stored(real.shape, type);
  q8::Quantization quantization = quantizationOf(attributes, type);
  bool isRounded = isQuantized(type, attributes);
  for (int64_t i = 0; i < real.count(); ++i)
    if (isRounded)
      store(stored, i, q8::quantize(real.data<float>()[i], quantization));
    else
      castElement(real, stored, i);
  return stored;
}

Tensor reference::toReal(const Tensor &stored, DictionaryAttr attributes) {
  if (stored.type == ElementType::F32)
    return stored;
  Tensor real(stored.shape, ElementType::F32);
  q8::Quantization quantization = quantizationOf(attributes, stored.type);
  bool isScaled = isQuantized(stored.type, attributes);
  for (int64_t i = 0; i < stored.count(); ++i)
    castElement(stored, real, i);
  for (int64_t i = 0; isScaled && i < stored.count(); ++i)
    real.data<float>()[i] = q8::dequantize(
        static_cast<int32_t>(real.data<float>()[i]), quantization);
  return real;
}
