// CProgram.cpp: writes a driver beside a network's C, and calls compilers,
// emulators and the program.

#include "compiler/evaluate/CProgram.h"

#include "compiler/ProgressBar.h"
#include "targets/BoardText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"

#include <cstring>

using namespace mlir;
using namespace attendc;
using namespace attendc::evaluate;
using namespace attendc::reference;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Reads inputs one after the other, writes outputs likewise, and on a machine
/// with a clock how many seconds of processor time it took. Paths are part of
/// the text, as a board has no command line. Exit status 2: no file, 3: a file
/// cannot be written.
static constexpr StringLiteral kDriver = R"(
#include <stdint.h>
#include <stdio.h>

static MODEL_INPUT_TYPE input[MODEL_INPUT_BYTES / sizeof(MODEL_INPUT_TYPE)];
static MODEL_OUTPUT_TYPE output[MODEL_OUTPUT_BYTES / sizeof(MODEL_OUTPUT_TYPE)];
static uint8_t arena[MODEL_ARENA_BYTES + MODEL_ARENA_ALIGN];

int main(void) {
  FILE *inputs = fopen(INPUTS, "rb"), *outputs = fopen(OUTPUTS, "wb");
  uint8_t *start = arena + (MODEL_ARENA_ALIGN -
                            (uintptr_t)arena % MODEL_ARENA_ALIGN) %
                               MODEL_ARENA_ALIGN;
  double seconds = 0;
  if (!inputs || !outputs)
    return 2;
  while (fread(input, sizeof input, 1, inputs) == 1) {
    double begin = NOW;
    model_run(input, output, start);
    seconds += NOW - begin;
    if (fwrite(output, sizeof output, 1, outputs) != 1)
      return 3;
  }
  if (fwrite(&seconds, sizeof seconds, 1, outputs) != 1)
    return 3;
  return fclose(outputs) == 0 ? 0 : 3;
}
)";

/// A C string literal of these bytes.
static std::string quoted(StringRef bytes) {
  std::string literal = "\"";
  for (unsigned char c : bytes)
    if (llvm::isAlnum(c) || StringRef("/._-").contains(c))
      literal += char(c);
    else
      literal += {'\\', char('0' + (c >> 6)), char('0' + (c >> 3 & 7)),
                  char('0' + (c & 7))};
  return literal + '"';
}

std::string CProgram::driver() const {
  std::string text = "/* driver.c: runs a network on each input of a file. */\n"
                     "#include \"model.h\"\n\n"
                     "#define INPUTS " +
                     quoted(pathOf("inputs")) + "\n#define OUTPUTS " +
                     quoted(pathOf("outputs")) + "\n";
  text += machine.runner.empty()
              ? "#include <time.h>\n"
                "#define NOW ((double)clock() / CLOCKS_PER_SEC)\n"
              : "#define NOW 0.0\n";
  return text + kDriver.str();
}

std::string CProgram::pathOf(StringRef file) const {
  SmallString<128> place(folder);
  path::append(place, file);
  return place.str().str();
}

std::string CProgram::addFile(StringRef file) {
  files.push_back(pathOf(file));
  llvm::sys::RemoveFileOnSignal(files.back());
  return files.back();
}

CProgram::~CProgram() {
  for (const std::string &file : files)
    llvm::sys::DontRemoveFileOnSignal(file);
  if (!folder.empty())
    fs::remove_directories(folder);
}

/// The path of the program that `name` calls; empty if there is none.
static std::string findProgram(StringRef name) {
  auto found = llvm::sys::findProgramByName(name);
  return found && fs::can_execute(*found) && !fs::is_directory(*found) ? *found
                                                                       : "";
}

/// What went wrong, from what a program printed: its first error, or its first
/// line.
static StringRef firstError(StringRef log) {
  for (StringRef line : llvm::split(log, '\n'))
    if (line.contains("error: ") && !line.starts_with("collect2:"))
      return line;
  return log.ltrim().split('\n').first;
}

/// Runs `words` without input, what it prints going to the file `log`.
static LogicalResult runWords(ArrayRef<std::string> words, StringRef log,
                              StringRef what, std::string &error) {
  SmallVector<StringRef> arguments(words.begin(), words.end());
  std::optional<StringRef> redirects[] = {StringRef(), log, log};
  std::string reason;
  int status = llvm::sys::ExecuteAndWait(words.front(), arguments, std::nullopt,
                                         redirects, /*SecondsToWait=*/0,
                                         /*MemoryLimit=*/0, &reason);
  if (status == 0)
    return success();
  auto printed = llvm::MemoryBuffer::getFile(log);
  if (reason.empty() && printed)
    reason = firstError((*printed)->getBuffer()).str();
  if (reason.empty())
    reason = "exit status " + std::to_string(status);
  error = (what + ": " + reason).str();
  return failure();
}

/// The compiler for `target`: `wanted`, or the target's, or this machine's.
static FailureOr<std::string>
findCompiler(const Target &target, StringRef wanted, std::string &error) {
  SmallVector<StringRef> names{wanted};
  if (wanted.empty() && target.runner.empty())
    names = {"cc", "gcc", "clang"};
  else if (wanted.empty())
    names = {target.compiler};
  for (StringRef name : names)
    if (std::string found = findProgram(name); !found.empty())
      return found;
  error = "there is no " + llvm::join(names, " or ") +
          " in PATH to compile the C for " + target.name.str() +
          "; install it or name another with --cc, or evaluate with --no-c";
  return failure();
}

/// The words that run `program` on `target`.
static FailureOr<std::vector<std::string>>
runnerOf(const Target &target, StringRef program, std::string &error) {
  if (target.runner.empty())
    return std::vector<std::string>{program.str()};
  std::vector<std::string> words;
  for (StringRef word : llvm::split(target.runner, ' '))
    words.push_back(word == "{}" ? program.str() : word.str());
  std::string emulator = findProgram(words.front());
  if (emulator.empty()) {
    error = "there is no " + words.front() + " in PATH to run the C for " +
            target.name.str() + "; install it, or evaluate with --no-c";
    return failure();
  }
  words.front() = emulator;
  return words;
}

FailureOr<std::unique_ptr<CProgram>> CProgram::build(ArrayRef<OutputFile> files,
                                                     const Target &target,
                                                     StringRef compiler,
                                                     std::string &error) {
  std::unique_ptr<CProgram> program(new CProgram(target));
  SmallString<128> folder;
  if (std::error_code reason =
          fs::createUniqueDirectory("attendc-eval", folder)) {
    error = "cannot make a temporary folder: " + reason.message();
    return failure();
  }
  program->folder = folder.str().str();
  for (StringRef file : {"program", "inputs", "outputs", "log"})
    program->addFile(file);
  FailureOr<std::string> command = findCompiler(target, compiler, error);
  if (failed(command))
    return failure();
  auto runner = runnerOf(target, program->pathOf("program"), error);
  if (failed(runner))
    return failure();
  program->command = *runner;

  std::vector<OutputFile> sources(files.begin(), files.end());
  sources.push_back({"driver.c", program->driver()});
  for (StringRef file : target.boardFiles)
    sources.push_back({path::filename(file).str(), boardText(file).str()});
  std::vector<std::string> words{*command};
  for (StringRef flag : target.compilerFlags)
    words.push_back(flag.str());
  for (OutputFile &source : sources) {
    source.path = program->addFile(source.path);
    if (StringRef(source.path).ends_with(".c"))
      words.push_back(source.path);
  }
  if (!target.linkerScript.empty()) {
    sources.push_back(
        {program->addFile("board.ld"), boardText(target.linkerScript).str()});
    words.insert(words.end(), {"-nostartfiles", "-Wl,--gc-sections", "-T",
                               sources.back().path});
  }
  words.insert(words.end(), {"-lm", "-o", program->pathOf("program")});
  ProgressBar progress("compiling", 1);
  if (failed(writeFiles(sources, error)) ||
      failed(runWords(
          words, program->pathOf("log"),
          *command + " cannot compile the C for " + target.name.str(), error)))
    return failure();
  return program;
}

FailureOr<std::vector<Tensor>> CProgram::run(ArrayRef<Tensor> inputs,
                                             RankedTensorType outputType,
                                             std::string &error) {
  std::string bytes;
  for (const Tensor &input : inputs)
    bytes.append(input.bytes.begin(), input.bytes.end());
  if (failed(writeFile(pathOf("inputs"), bytes, error)) ||
      failed(runWords(command, pathOf("log"),
                      "the C for " + machine.name.str() + " does not run here",
                      error)))
    return failure();
  auto buffer = llvm::MemoryBuffer::getFile(pathOf("outputs"), /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  std::vector<Tensor> outputs(inputs.size(), Tensor(outputType));
  double seconds;
  size_t expected = sizeof seconds;
  for (const Tensor &output : outputs)
    expected += output.bytes.size();
  if (!buffer || (*buffer)->getBufferSize() != expected) {
    error = "the C for " + machine.name.str() + " gives no results in '" +
            pathOf("outputs") + "'";
    return failure();
  }
  const char *at = (*buffer)->getBufferStart();
  for (Tensor &output : outputs) {
    std::memcpy(output.bytes.data(), at, output.bytes.size());
    at += output.bytes.size();
  }
  std::memcpy(&seconds, at, sizeof seconds);
  time += seconds;
  return outputs;
}
