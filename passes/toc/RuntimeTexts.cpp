// RuntimeTexts.cpp: knows which text of runtime/ defines which function.

#include "passes/toc/RuntimeTexts.h"

#include "runtime/RuntimeText.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::toc;

namespace {
/// The text in runtime/ that defines a function of the portable runtime.
struct RuntimeFunction {
  StringLiteral name;
  StringLiteral file;
};
} // namespace

/// In the order in which the texts appear in the source.
static constexpr RuntimeFunction kRuntimeFunctions[] = {
    {"attend_max", "portable/max.h"},
    {"attend_min", "portable/min.h"},
    {"attend_requantize", "portable/requantize.h"},
    {"attend_requantize_wide", "portable/requantize_wide.h"},
    {"attend_quantize", "portable/quantize.h"},
    {"attend_add", "portable/add.h"},
    {"attend_add_wide", "portable/add_wide.h"},
    {"attend_add_ort_x64", "portable/add_ort_x64.h"},
    {"attend_mul", "portable/mul.h"},
    {"attend_mul_wide", "portable/mul_wide.h"},
    {"attend_softmax", "portable/softmax.h"},
    {"attend_half_to_float", "portable/half_to_float.h"},
    {"attend_float_to_half", "portable/float_to_half.h"},
    {"attend_double_to_half", "portable/double_to_half.h"}};

std::string toc::allTexts(const Target &target) {
  std::string texts;
  for (const RuntimeFunction &function : kRuntimeFunctions)
    texts += runtimeText(function.file).str();
  for (StringRef file : target.gemm.runtimeFiles)
    texts += runtimeText(file).str();
  return texts;
}

FailureOr<RuntimeTexts> toc::collectTexts(ArrayRef<StringRef> calls,
                                          const Target &target,
                                          std::string &problem) {
  llvm::SetVector<StringRef> open(calls.begin(), calls.end());
  llvm::SetVector<StringRef> files;
  for (const RuntimeFunction &function : kRuntimeFunctions)
    if (open.remove(function.name))
      files.insert(function.file);
  if (target.hasGemm() && open.remove(target.gemm.function))
    files.insert_range(target.gemm.runtimeFiles);
  if (!open.empty()) {
    problem = ("the target '" + target.name + "' has no function '" +
               open.front() + "'")
                  .str();
    return failure();
  }
  RuntimeTexts texts;
  for (StringRef file : files) {
    texts.text += "\n";
    for (StringRef line : llvm::split(runtimeText(file).trim('\n'), '\n')) {
      StringRef name = line;
      if (name.consume_front("#include <") && name.consume_back(">"))
        texts.includes.insert(name);
      else
        texts.text += line.str() + "\n";
    }
  }
  texts.text = StringRef(texts.text).rtrim('\n').str();
  return texts;
}
