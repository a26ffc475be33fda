// DataSet.cpp: lists the pictures of each class, and chooses among them.

#include "compiler/evaluate/DataSet.h"

#include "compiler/quantize/Images.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::evaluate;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

size_t DataSet::pictureCount() const {
  size_t count = 0;
  for (const std::vector<std::string> &ofClass : files)
    count += ofClass.size();
  return count;
}

std::vector<Example> DataSet::sample(size_t count) const {
  bool takesAll = count == 0 || count >= pictureCount();
  std::vector<Example> examples;
  size_t classesSeen = 0;
  size_t classesWithPictures = llvm::count_if(
      files, [](const auto &ofClass) { return !ofClass.empty(); });
  for (size_t label = 0; label < files.size(); ++label) {
    size_t has = files[label].size();
    if (has == 0)
      continue;
    // The shares of all classes add up to `count`.
    size_t before = classesSeen * count / classesWithPictures;
    size_t share = ++classesSeen * count / classesWithPictures - before;
    size_t taken = takesAll ? has : std::min(has, share);
    for (size_t i = 0; i < taken; ++i)
      examples.push_back({files[label][i * has / taken], label});
  }
  return examples;
}

/// The names of the folders in `folder`, sorted; hidden ones are no classes.
static FailureOr<std::vector<std::string>> listFolders(StringRef folder,
                                                       std::string &error) {
  std::vector<std::string> names;
  std::error_code reason;
  fs::directory_iterator entry(folder, reason), end;
  for (; !reason && entry != end; entry.increment(reason)) {
    StringRef name = path::filename(entry->path());
    if (!name.starts_with(".") && fs::is_directory(entry->path()))
      names.push_back(name.str());
  }
  if (reason) {
    error = ("data folder '" + folder + "': " + reason.message()).str();
    return failure();
  }
  if (names.empty()) {
    error = ("data folder '" + folder +
             "' holds no folder; expected one for "
             "each class, with its pictures")
                .str();
    return failure();
  }
  llvm::sort(names);
  return names;
}

/// The lines of `file`, each of which names another class.
static FailureOr<std::vector<std::string>> readNames(StringRef file,
                                                     std::string &error) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/true);
  if (!buffer) {
    error = ("cannot read the classes '" + file +
             "': " + buffer.getError().message())
                .str();
    return failure();
  }
  std::vector<std::string> names;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    line = line.trim();
    if (line.empty())
      continue;
    if (llvm::is_contained(names, line)) {
      error = ("'" + file + "' names the class '" + line + "' twice").str();
      return failure();
    }
    names.push_back(line.str());
  }
  return names;
}

FailureOr<DataSet> evaluate::readDataSet(StringRef folder,
                                         StringRef classesFile,
                                         std::string &error) {
  FailureOr<std::vector<std::string>> folders = listFolders(folder, error);
  if (failed(folders))
    return failure();
  FailureOr<std::vector<std::string>> names =
      classesFile.empty() ? folders : readNames(classesFile, error);
  if (failed(names))
    return failure();
  for (const std::string &found : *folders)
    if (!llvm::is_contained(*names, found)) {
      error = ("the folder '" + found + "' of '" + folder +
               "' is no class that '" + classesFile + "' names")
                  .str();
      return failure();
    }
  DataSet data;
  for (const std::string &name : *names) {
    data.classes.push_back(name);
    data.files.emplace_back();
    if (!llvm::is_contained(*folders, name))
      continue;
    SmallString<128> place(folder);
    path::append(place, name);
    auto files = listInputs(place, "class folder", error);
    if (failed(files))
      return failure();
    data.files.back() = std::move(*files);
  }
  return data;
}
