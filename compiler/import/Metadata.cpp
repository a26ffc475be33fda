// Metadata.cpp: reads how pictures become the model's input from the entries
// that `attendc quantize` writes.

#include "compiler/import/Metadata.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Error.h"

#include <onnx/onnx_pb.h>

using namespace mlir;

namespace attendc::importer {

/// "0.485,0.456" as the nearest floats; an error unless all are finite.
static FailureOr<SmallVector<float>>
readNumbers(const onnx::StringStringEntryProto &entry, ImportError &error) {
  SmallVector<StringRef> parts;
  StringRef(entry.value()).split(parts, ',');
  SmallVector<float> numbers;
  for (StringRef part : parts) {
    llvm::APFloat number(llvm::APFloat::IEEEsingle());
    auto status = number.convertFromString(part.trim(),
                                           llvm::APFloat::rmNearestTiesToEven);
    bool isNumber = static_cast<bool>(status);
    if (!isNumber)
      llvm::consumeError(status.takeError());
    if (!isNumber || !number.isFinite())
      return error.badInput("metadata '" + Twine(entry.key()) + "' is '" +
                            entry.value() +
                            "'; expected numbers separated by commas");
    numbers.push_back(number.convertToFloat());
  }
  return numbers;
}

LogicalResult importMetadata(const onnx::ModelProto &model,
                             func::FuncOp function, ImportError &error) {
  Builder builder(function.getContext());
  NamedAttrList entries;
  for (const auto &entry : model.metadata_props()) {
    StringRef key = entry.key();
    if (!key.consume_front("attendc."))
      continue;
    if (key == "mean" || key == "std") {
      FailureOr<SmallVector<float>> numbers = readNumbers(entry, error);
      if (failed(numbers))
        return failure();
      if (key == "std" && llvm::is_contained(*numbers, 0.0f))
        return error.badInput("metadata 'attendc.std' holds a 0");
      entries.set(key, builder.getDenseF32ArrayAttr(*numbers));
    } else if (key == "layout") {
      if (entry.value() != "nchw" && entry.value() != "nhwc")
        return error.badInput("metadata 'attendc.layout' is '" +
                              Twine(entry.value()) +
                              "'; expected nchw or nhwc");
      entries.set(key, builder.getStringAttr(entry.value()));
    }
  }
  if (!entries.empty())
    function->setAttr("attend.preprocess",
                      entries.getDictionary(function.getContext()));
  return success();
}

} // namespace attendc::importer
