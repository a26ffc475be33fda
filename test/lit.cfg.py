# Decides how the tests run: which files are tests, what a RUN line may use, and what this machine can do.
#
# Every test is a file with RUN lines (lit's own shell). build/<preset>/bin and LLVM's tools are in PATH, so a RUN line
# says `attend-opt %s | FileCheck %s`. The substitutions and features are the two lists at the end of this file.
#
# lit build/dev/test/emit        runs one folder with the tools of the preset `dev`
# tools/test --preset dev emit   builds first, then does the same
import importlib.util
import os
import re
import shutil

import lit.formats
import lit.util

config.name = "attendc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".onnxtext", ".c"]
# Folders that serve tests and hold none.
config.excludes = ["Inputs", "node_modules", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)

source_root = os.path.dirname(config.test_source_root)
# Without a site configuration (lit called on the source folder) the preset `dev` is meant.
build_root = getattr(config, "attend_build_root", os.path.join(source_root, "build", "dev"))
llvm_tools = getattr(config, "llvm_tools_dir", "/usr/lib/llvm-22/bin")
sanitized = getattr(config, "attend_sanitize", False)
tools = os.path.join(build_root, "bin")
oracle = os.path.join(source_root, "build", "oracle")
config.test_exec_root = os.path.join(build_root, "test")

environment = config.environment
environment["PATH"] = os.pathsep.join([tools, llvm_tools, environment.get("PATH", "/usr/bin:/bin")])
environment["NODE_PATH"] = os.path.join(oracle, "node_modules")
# The same text on every machine, whatever its language.
environment["LC_ALL"] = "C"
environment["PYTHONDONTWRITEBYTECODE"] = "1"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "CCACHE_DIR", "HOME"):
    if name in os.environ:
        environment[name] = os.environ[name]

if sanitized:
    # LLVM's allocators poison what they have not handed out, and its libraries, built without sanitizers, do not lift that.
    options = environment.get("ASAN_OPTIONS", "")
    environment["ASAN_OPTIONS"] = ":".join(filter(None, ["allow_user_poisoning=0", options]))

# A test that hangs is a failed test. Needs psutil, which tools/setup --test installs.
if lit_config.maxIndividualTestTime == 0 and lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = 1200


def repository(path):
    return os.path.join(source_root, path)


def cpu_flags():
    """The feature words of the first processor, as Linux prints them; empty elsewhere."""
    try:
        with open("/proc/cpuinfo") as file:
            found = re.search(r"^flags\s*:(.*)$", file.read(), re.MULTILINE)
    except OSError:
        found = None
    return set(found.group(1).split()) if found else set()


def have(*programs):
    return all(shutil.which(program, path=environment["PATH"]) for program in programs)


# Features: a test says `REQUIRES: <feature>` and is skipped where that is missing.
cpu = cpu_flags()
features = {
    # Compilers of this machine.
    "gcc": have("gcc"),
    "clang": have("clang-22"),
    # A cross compiler together with the emulator that runs what it makes.
    "aarch64": have("aarch64-linux-gnu-gcc", "qemu-aarch64"),
    "armhf": have("arm-linux-gnueabihf-gcc", "qemu-arm"),
    "riscv64": have("riscv64-linux-gnu-gcc", "qemu-riscv64"),
    "cortex-m4": have("arm-none-eabi-gcc", "qemu-system-arm"),
    # This machine's processor.
    "avx2": "avx2" in cpu,
    "fma": "fma" in cpu,
    "avx512vnni": "avx512_vnni" in cpu,
    # ONNX Runtime, from tools/setup --oracle.
    "oracle": have("node") and os.path.isdir(os.path.join(oracle, "node_modules", "onnxruntime-node")),
    # ONNX's own test cases, from tools/setup --test.
    "onnx-testdata": os.path.isdir("/usr/share/libonnx-testdata/data"),
    # PyTorch and PIL, from tools/setup --train; lit runs under the tests' python.
    "torch": all(map(importlib.util.find_spec, ("torch", "PIL"))),
    "clang-format": have("clang-format-22"),
    # The importer's fuzzer, from the preset `fuzz`.
    "import-fuzzer": os.path.exists(os.path.join(source_root, "build", "fuzz", "bin", "import-fuzzer")),
    # The tools are built with sanitizers: several times slower.
    "asan": sanitized,
}
config.available_features.update(name for name, present in features.items() if present)

# Substitutions. None ends inside another's name: `\b` guards the end.
python = "/usr/bin/python3"
substitutions = {
    "%attendc": os.path.join(tools, "attendc"),
    "%attend-opt": os.path.join(tools, "attend-opt"),
    # Debian's python, which has numpy and onnx; another one may come first in PATH.
    "%python": python,
    # Textual ONNX to a binary file: %onnx-as %s -o %t.onnx
    "%onnx-as": f"{python} {repository('test/onnx_as.py')}",
    # Models, images and comparison of arrays; each prints its use with --help.
    "%zoo": f"{python} {repository('tools/zoo/make_zoo.py')}",
    "%conformance": f"{python} {repository('tools/conformance/conformance.py')}",
    "%images": f"{python} {repository('tools/zoo/make_images.py')}",
    "%scenes": f"{python} {repository('tools/zoo/scenes.py')}",
    "%train": f"{python} {repository('tools/zoo/train.py')}",
    "%npy_compare": f"{python} {repository('test/oracle/npy_compare.py')}",
    "%ort": f"node {repository('test/oracle/run_ort.mjs')}",
    "%oracle_dir": repository("test/oracle"),
    # What all emitted C must stand.
    "%cwarn": "-std=c99 -pedantic -Wall -Wextra -Wconversion -Wshadow -Wfloat-conversion -Wdouble-promotion -Werror",
    "%cxxwarn": "-x c++ -std=c++11 -pedantic -Wall -Wextra -Wconversion -Wshadow -Wfloat-conversion -Wdouble-promotion -Werror",
    "%runtime": repository("runtime"),
    "%targets": repository("targets"),
    "%root": source_root,
    "%gcc": "gcc",
    "%clang": "clang-22",
    "%aarch64_gcc": "aarch64-linux-gnu-gcc",
    "%armhf_gcc": "arm-linux-gnueabihf-gcc",
    "%riscv64_gcc": "riscv64-linux-gnu-gcc",
    "%arm_none_gcc": "arm-none-eabi-gcc",
    "%qemu_aarch64": "qemu-aarch64 -L /usr/aarch64-linux-gnu",
    "%qemu_armhf": "qemu-arm -L /usr/arm-linux-gnueabihf",
    "%qemu_riscv64": "qemu-riscv64 -L /usr/riscv64-linux-gnu",
    "%run_cortex_m4": repository("targets/arm/cortex_m4/run"),
}
config.substitutions.extend((re.escape(name) + r"\b", text) for name, text in substitutions.items())
