// Images.cpp: decodes, resizes and scales pictures.

#include "compiler/quantize/Images.h"
#include "compiler/quantize/Npy.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_SIMD // the same bytes on every machine
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static bool isInputFile(StringRef name) {
  StringRef extension = path::extension(name);
  return llvm::any_of(
      llvm::ArrayRef<StringRef>{".png", ".jpg", ".jpeg", ".npy"},
      [&](StringRef known) { return extension.equals_insensitive(known); });
}

FailureOr<std::vector<std::string>>
attendc::listInputs(StringRef folder, StringRef kind, std::string &error) {
  std::vector<std::string> files;
  std::error_code reason;
  fs::directory_iterator entry(folder, reason), end;
  for (; !reason && entry != end; entry.increment(reason)) {
    StringRef name = path::filename(entry->path());
    if (isInputFile(name) && !name.starts_with(".") &&
        !fs::is_directory(entry->path()))
      files.push_back(entry->path());
  }
  if (reason) {
    error = (kind + " '" + folder + "': " + reason.message()).str();
    return failure();
  }
  if (files.empty()) {
    error = (kind + " '" + folder + "' holds no .png, .jpg, .jpeg or .npy file")
                .str();
    return failure();
  }
  llvm::sort(files);
  return files;
}

namespace {
/// Rows of `channels` doubles; [height, width, channels].
struct Picture {
  int64_t height, width, channels;
  std::vector<double> values;
};

/// How one output position mixes input positions from `first` on.
struct Taps {
  int64_t first;
  SmallVector<double, 8> weights; // their sum is 1
};
} // namespace

static std::vector<Taps> makeTaps(int64_t inputLength, int64_t outputLength) {
  std::vector<Taps> taps(outputLength);
  double ratio = static_cast<double>(inputLength) / outputLength;
  double reach = std::max(ratio, 1.0);
  for (int64_t i = 0; i < outputLength; ++i) {
    double centre = (i + 0.5) * ratio;
    int64_t first = std::max<int64_t>(std::floor(centre - reach), 0);
    int64_t last = std::min<int64_t>(std::ceil(centre + reach), inputLength);
    double sum = 0.0;
    for (int64_t at = first; at < last; ++at) {
      double weight = 1.0 - std::fabs(at + 0.5 - centre) / reach;
      taps[i].weights.push_back(std::max(weight, 0.0));
      sum += taps[i].weights.back();
    }
    taps[i].first = first;
    for (double &weight : taps[i].weights)
      weight /= sum;
  }
  return taps;
}

/// result[o, p, i] = sum over k of taps[p].weights[k] * in[o, first + k, i].
static std::vector<double> resizeDimension(const std::vector<double> &in,
                                           int64_t outer, int64_t length,
                                           int64_t inner, int64_t newLength) {
  std::vector<double> out(outer * newLength * inner, 0.0);
  std::vector<Taps> taps = makeTaps(length, newLength);
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t p = 0; p < newLength; ++p) {
      double *to = out.data() + (o * newLength + p) * inner;
      const double *from = in.data() + (o * length + taps[p].first) * inner;
      for (double weight : taps[p].weights) {
        for (int64_t i = 0; i < inner; ++i)
          to[i] += weight * from[i];
        from += inner;
      }
    }
  return out;
}

static void resize(Picture &picture, int64_t height, int64_t width) {
  if (picture.width != width)
    picture.values = resizeDimension(picture.values, picture.height,
                                     picture.width, picture.channels, width);
  picture.width = width;
  if (picture.height != height)
    picture.values = resizeDimension(picture.values, 1, picture.height,
                                     width * picture.channels, height);
  picture.height = height;
}

static constexpr int64_t largestPicture = 100'000'000;

static FailureOr<Picture> decode(StringRef file, StringRef bytes,
                                 int64_t channels, std::string &error) {
  int width = 0, height = 0, channelsInFile = 0;
  auto *data = reinterpret_cast<const stbi_uc *>(bytes.data());
  int size = static_cast<int>(std::min<size_t>(bytes.size(), INT32_MAX));
  // A header of a few bytes must not claim all memory.
  if (stbi_info_from_memory(data, size, &width, &height, &channelsInFile) &&
      static_cast<int64_t>(width) * height > largestPicture) {
    error =
        ("cannot read image '" + file + "': " + Twine(width) + " x " +
         Twine(height) + " is more than " + Twine(largestPicture) + " pixels")
            .str();
    return failure();
  }
  std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(data, size, &width, &height, &channelsInFile,
                            static_cast<int>(channels)),
      stbi_image_free);
  if (!pixels) {
    // The reason may quote a damaged file.
    std::string reason = stbi_failure_reason();
    for (char &c : reason)
      c = llvm::isPrint(c) ? c : '?';
    error = ("cannot read image '" + file + "': " + reason).str();
    return failure();
  }
  Picture picture{height, width, channels, {}};
  picture.values.assign(
      pixels.get(), pixels.get() + picture.height * picture.width * channels);
  return picture;
}

/// The picture's channel c at (y, x) lies at the returned place of an input of
/// height * width * channels elements. The import permutes any rank-4 ONNX
/// input from [N, d1, d2, d3] to [N, d2, d3, d1].
static int64_t placeOf(int64_t y, int64_t x, int64_t c, const Picture &picture,
                       StringRef layout) {
  if (layout == "nhwc") // imported as [N, W, C, H]
    return (x * picture.channels + c) * picture.height + y;
  return (y * picture.width + x) * picture.channels + c;
}

static FailureOr<Tensor> readPicture(StringRef file, StringRef bytes,
                                     RankedTensorType type,
                                     const Preprocessing &preprocessing,
                                     std::string &error) {
  ArrayRef<int64_t> shape = type.getShape();
  int64_t height = 0, width = 0, channels = 0;
  if (shape.size() == 4 && preprocessing.layout == "nhwc")
    width = shape[1], channels = shape[2], height = shape[3];
  else if (shape.size() == 4)
    height = shape[1], width = shape[2], channels = shape[3];
  if (shape.size() != 4 || shape[0] != 1 || (channels != 1 && channels != 3)) {
    error = ("image '" + file + "' does not fit the model's input, which is " +
             "not one picture of 1 or 3 channels")
                .str();
    return failure();
  }
  if (std::optional<std::string> problem = preprocessing.problem(channels)) {
    error = *problem;
    return failure();
  }
  FailureOr<Picture> picture = decode(file, bytes, channels, error);
  if (failed(picture))
    return failure();
  if (!preprocessing.resizes &&
      (picture->height != height || picture->width != width)) {
    error = ("image '" + file + "' is " + Twine(picture->width) + " x " +
             Twine(picture->height) + " pixels, the model's input " +
             Twine(width) + " x " + Twine(height) + "; leave out --no-resize")
                .str();
    return failure();
  }
  resize(*picture, height, width);
  Tensor result(type);
  float *out = result.data<float>();
  for (int64_t i = 0, end = result.count(); i < end; ++i) {
    int64_t c = i % channels, x = i / channels % width,
            y = i / (channels * width);
    float unit = static_cast<float>(picture->values[i] / 255.0);
    out[placeOf(y, x, c, *picture, preprocessing.layout)] =
        (unit - preprocessing.meanOf(c)) / preprocessing.stdOf(c);
  }
  return result;
}

/// Drops a leading 1 from shapes of more than one dimension.
static ArrayRef<int64_t> withoutBatch(ArrayRef<int64_t> shape) {
  return shape.size() > 1 && shape[0] == 1 ? shape.drop_front() : shape;
}

/// Brings an array into the shape of `type`; see readInput.
static FailureOr<Tensor> fitArray(StringRef file, Tensor array,
                                  RankedTensorType type, std::string &error) {
  SmallVector<int64_t> wanted(withoutBatch(type.getShape()));
  ArrayRef<int64_t> found = withoutBatch(array.shape);
  // [N, H, W, C] is [N, C, H, W] in the file; a batch of 1 may be missing.
  SmallVector<int64_t> inFile(wanted);
  if (type.getRank() == 4)
    std::rotate(inFile.end() - 3, inFile.end() - 1, inFile.end());
  for (float value : ArrayRef(array.data<float>(), array.count()))
    if (!std::isfinite(value)) {
      error = ("'" + file + "' holds an infinity or NaN").str();
      return failure();
    }
  Tensor result(type);
  if (type.getRank() == 4 && found == ArrayRef(inFile)) {
    ArrayRef<int64_t> nhwc = type.getShape();
    int64_t pixels = nhwc[1] * nhwc[2], channels = nhwc[3];
    for (int64_t i = 0; i < array.count(); ++i) {
      int64_t image = i / (channels * pixels), c = i / pixels % channels;
      result.data<float>()[(image * pixels + i % pixels) * channels + c] =
          array.data<float>()[i];
    }
    return result;
  }
  if (found == ArrayRef(wanted)) {
    result.bytes = std::move(array.bytes);
    return result;
  }
  std::string shape;
  llvm::raw_string_ostream stream(shape);
  llvm::interleave(array.shape, stream, "x");
  error = ("'" + file + "' has shape " + shape + ", the model's input ").str();
  llvm::raw_string_ostream(error) << type << " (NHWC)";
  return failure();
}

FailureOr<Tensor> attendc::readInput(StringRef file, RankedTensorType type,
                                     const Preprocessing &preprocessing,
                                     std::string &error) {
  if (path::extension(file).equals_insensitive(".npy")) {
    FailureOr<Tensor> array = readNpy(file, error);
    if (failed(array))
      return failure();
    if (array->type != ElementType::F32) {
      error = ("'" + file + "' does not hold float32").str();
      return failure();
    }
    return fitArray(file, std::move(*array), type, error);
  }
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer) {
    error = ("cannot read image '" + file + "': " + buffer.getError().message())
                .str();
    return failure();
  }
  return readPicture(file, (*buffer)->getBuffer(), type, preprocessing, error);
}
