// Text.cpp: how names, shapes and places are spelled.

#include "compiler/report/Text.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace attendc;
using namespace attendc::report;
using llvm::StringRef;

/// True for what would move the cursor or turn the direction of writing.
static bool isControl(uint32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) ||
         (point >= 0x200e && point <= 0x200f) ||
         (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

std::string report::printable(StringRef text) {
  std::string valid = llvm::json::fixUTF8(text);
  std::string result;
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(valid.data());
  const llvm::UTF8 *end = at + valid.size();
  while (at < end) {
    const llvm::UTF8 *start = at;
    llvm::UTF32 point = 0, *target = &point;
    llvm::ConvertUTF8toUTF32(&at, at + llvm::getNumBytesForUTF8(*at), &target,
                             target + 1, llvm::strictConversion);
    if (isControl(point))
      result += "\uFFFD";
    else
      result.append(start, at);
  }
  return result;
}

std::string report::escaped(StringRef text) {
  std::string result;
  for (char c : printable(text)) {
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  }
  return result;
}

std::string report::grouped(int64_t number) {
  std::string digits = std::to_string(number);
  size_t first = number < 0 ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits;
}

std::string report::kib(int64_t bytes) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (bytes < 1024)
    os << bytes << " B";
  else
    os << llvm::format(bytes < 1024 * 1000 ? "%.4g KiB" : "%.0f KiB",
                       double(bytes) / 1024);
  return text;
}

std::string report::joined(const std::vector<int64_t> &shape) {
  std::string text;
  for (int64_t size : shape)
    text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

std::string report::rowsText(const Layer &layer) {
  if (layer.rows == 0)
    return "whole";
  return std::to_string(layer.rowsHeld) + "/" + std::to_string(layer.rows);
}

std::string report::placeText(const Layer &layer) {
  std::string text = layer.place;
  if (layer.place == "arena")
    text += "+" + std::to_string(layer.offset);
  return text + (layer.isInPlace ? " in place" : "");
}

std::string report::layerName(const Report &report, size_t layer) {
  const Layer &named = report.layers[layer];
  if (named.name.empty())
    return named.op + " " + std::to_string(layer);
  return printable(named.name);
}

std::string report::describe(const Report &report, const Buffer &buffer) {
  std::string kind = kindName(buffer.kind).str();
  if (buffer.kind == BufferKind::Input || buffer.kind == BufferKind::Output)
    return kind + (buffer.port.empty() ? "" : " " + printable(buffer.port));
  size_t first = buffer.layers.front();
  const Layer &layer = report.layers[first];
  if (buffer.kind == BufferKind::Counters)
    return "row counters of pipeline " + std::to_string(layer.pipeline);
  std::string text = layerName(report, first);
  if (buffer.layers.size() > 1)
    text += " .. " + layerName(report, buffer.layers.back());
  text += ", " + kind;
  return buffer.kind == BufferKind::Ring ? text + " " + rowsText(layer) : text;
}

int64_t report::bytesOf(const Report &report, BufferKind kind) {
  int64_t bytes = 0;
  for (const Buffer &buffer : report.buffers)
    if (buffer.kind == kind)
      bytes += buffer.bytes();
  return bytes;
}
