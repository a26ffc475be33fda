// ImportFuzzer.cpp: a libFuzzer target that reads mutated ONNX models with
// the importer; whatever a file holds must end as a module that verifies or
// as one line of text.

#include "compiler/import/Import.h"
#include "tools/fuzz/MessageMutator.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <onnx/onnx_pb.h>

#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace attendc;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

/// Ends the run; libFuzzer keeps the input.
[[noreturn]] static void reject(const llvm::Twine &reason) {
  llvm::errs() << "import-fuzzer: " << reason << "\n";
  std::abort();
}

/// Puts the bytes into a file in memory and returns its path.
static std::string placeFile(const uint8_t *data, size_t size) {
  static int file = memfd_create("model", 0);
  if (file < 0 || ftruncate(file, 0) != 0 ||
      pwrite(file, data, size, 0) != static_cast<ssize_t>(size))
    reject("cannot write the model");
  return "/proc/self/fd/" + std::to_string(file);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string error;
  ImportStatus status = importOnnx(placeFile(data, size), ImportOptions(),
                                   context, module, error);
  if (status == ImportStatus::Ok) {
    if (!module || !error.empty() || failed(mlir::verify(*module)))
      reject("a module does not verify");
    return 0;
  }
  if (module || error.empty())
    reject("a failure has a module or no message");
  if (!llvm::all_of(error, [](char c) { return llvm::isPrint(c); }))
    reject("a message is not one printable line: " + error);
  return 0;
}

/// Most mutations change fields of the model; the rest change its bytes.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  fuzz::MessageMutator mutator(seed);
  onnx::ModelProto model;
  if (mutator.draw(8) != 0 &&
      model.ParseFromArray(data, static_cast<int>(size))) {
    mutator.mutate(model);
    size_t changed = model.ByteSizeLong();
    if (changed <= maxSize &&
        model.SerializeToArray(data, static_cast<int>(changed)))
      return changed;
  }
  return LLVMFuzzerMutate(data, size, maxSize);
}

/// Puts parts of one model into another.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *first,
                                            size_t firstSize,
                                            const uint8_t *second,
                                            size_t secondSize, uint8_t *out,
                                            size_t maxSize, unsigned seed) {
  onnx::ModelProto into, from;
  if (!into.ParseFromArray(first, static_cast<int>(firstSize)) ||
      !from.ParseFromArray(second, static_cast<int>(secondSize)))
    return 0;
  fuzz::MessageMutator(seed).transplant(from, into);
  size_t size = into.ByteSizeLong();
  return size <= maxSize && into.SerializeToArray(out, static_cast<int>(size))
             ? size
             : 0;
}
