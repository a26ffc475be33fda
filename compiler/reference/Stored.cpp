// Stored.cpp: rounds real values to stored ones and back.

#include "compiler/reference/Stored.h"

#include "compiler/reference/Numbers.h"
#include "dialects/q8/FixedPoint.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

static bool isByte(ElementType type) {
  return type == ElementType::I8 || type == ElementType::U8;
}

static q8::Quantization quantizationOf(DictionaryAttr attributes,
                                       ElementType type) {
  q8::Quantization quantization;
  quantization.isUnsigned = type == ElementType::U8;
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
  for (int64_t i = 0; i < real.count(); ++i)
    if (isByte(type))
      stored.data<uint8_t>()[i] =
          uint8_t(q8::quantize(real.data<float>()[i], quantization));
    else
      castElement(real, stored, i);
  return stored;
}

Tensor reference::toReal(const Tensor &stored, DictionaryAttr attributes) {
  if (stored.type == ElementType::F32)
    return stored;
  Tensor real(stored.shape, ElementType::F32);
  q8::Quantization quantization = quantizationOf(attributes, stored.type);
  for (int64_t i = 0; i < stored.count(); ++i)
    if (isByte(stored.type))
      real.data<float>()[i] =
          q8::dequantize(quantization.isUnsigned ? stored.data<uint8_t>()[i]
                                                 : stored.data<int8_t>()[i],
                         quantization);
    else
      castElement(stored, real, i);
  return real;
}
