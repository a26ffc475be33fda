// DataSet.h: pictures in a folder for each class.
#ifndef ATTEND_COMPILER_EVALUATE_DATASET_H
#define ATTEND_COMPILER_EVALUATE_DATASET_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace attendc::evaluate {

/// A picture and the index of its class.
struct Example {
  std::string path;
  size_t label = 0;
};

struct DataSet {
  /// Names, in the order of the network's scores.
  std::vector<std::string> classes;
  /// The pictures of each class, sorted by name.
  std::vector<std::vector<std::string>> files;

  size_t pictureCount() const;

  /// About `count` pictures, all if that is 0 or more than there are: of each
  /// class as many as of others, or all it has, and of these every k-th. The
  /// same in every run; class by class.
  std::vector<Example> sample(size_t count) const;
};

/// Lists `folder`, which holds a folder of pictures (see listInputs) for each
/// class; what else it holds is ignored. Classes are the folders sorted by
/// name or, if `classesFile` is not empty, what this file names, one a line: a
/// class without a folder has no pictures. Fails with one line if a folder has
/// no pictures, or is not named by the file.
mlir::FailureOr<DataSet> readDataSet(llvm::StringRef folder,
                                     llvm::StringRef classesFile,
                                     std::string &error);

} // namespace attendc::evaluate

#endif // ATTEND_COMPILER_EVALUATE_DATASET_H
