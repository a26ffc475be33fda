#!/usr/bin/python3
# Decides whether the tree is in order: rooms, layers, sizes, names, programs, and a test for every op and pass.
#
#   check_tree.py [--root DIR] [CHECK...]   prints one line per finding; exit status 1 if there is one
#
# CHECK is one of rooms, layers, targets, sizes, names, comments, programs, ops, passes, format; without
# any, all are made.
#
# The rules are the constants below, each with its reason; README.md tells them in prose.
import argparse
import os
import re
import shutil
import subprocess
import sys

# Rooms: everything at the top has one of these names. Rationale stands beside the code, so there is no docs/.
TOP_FOLDERS = {"compiler", "dialects", "passes", "runtime", "targets", "test", "tools", ".ci", ".github"}
TOP_FILES = {".clang-format", ".gitattributes", ".gitignore", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md"}

# Layers: what a file below the first path may include, by the first parts of the included path. A program is described
# by dialects, changed by passes, placed by targets; only the compiler knows files, and only two folders of it ONNX.
LAYERS = [
    ("dialects", ["dialects", "mlir", "llvm"]),
    ("passes", ["passes", "dialects", "targets", "runtime/RuntimeText.h", "mlir", "llvm"]),
    ("targets", ["targets", "llvm"]),
    ("runtime", ["runtime", "llvm"]),
    ("compiler/import", ["compiler", "passes", "dialects", "targets", "runtime", "mlir", "llvm", "onnx", "google"]),
    ("compiler/export", ["compiler", "passes", "dialects", "targets", "runtime", "mlir", "llvm", "onnx", "google"]),
    ("compiler", ["compiler", "passes", "dialects", "targets", "runtime", "mlir", "llvm"]),
    ("tools", ["tools", "compiler", "passes", "dialects", "targets", "runtime", "mlir", "llvm"]),
]
# A C text of runtime/ is pasted into emitted code, where no other file of ours exists.
RUNTIME_TEXT = re.compile(r"runtime/[^/]+/[^/]+\.h$")
# An include with <> of these is one of the project or of its libraries, and must be written with "".
QUOTED_ROOTS = ("compiler/", "dialects/", "passes/", "targets/", "runtime/", "tools/", "mlir/", "llvm/")

# Sizes in lines: a file that is larger decides more than one thing.
MAX_LINES = {".cpp": 500, ".td": 500, ".h": 300, ".py": 500, ".mjs": 300}
MAX_TEST_LINES = 200
TEST_SUFFIXES = (".mlir", ".test", ".onnxtext", ".c")

# Names that say nothing about what is inside.
EMPTY_NAMES = re.compile(r"(?<![A-Za-z])(utils?|helpers?|managers?|common|misc)(?![a-z])|(Utils?|Helpers?|Manager|Common|Misc)(?![a-z])")
DEFINITION = re.compile(r"^\s*(?:class|struct|namespace|enum(?:\s+class)?)\s+(\w+)[^;]*$")

COMMENT_STARTS = {
    ".cpp": ("//",), ".h": ("//", "/*"), ".c": ("//", "/*"), ".td": ("//",), ".mlir": ("//",), ".onnxtext": ("//",),
    ".mjs": ("//",), ".py": ("#", '"""'), ".test": ("#", "//"), ".cmake": ("#",), ".S": ("/*", "//"), ".ld": ("/*",),
}
CXX_SUFFIXES = (".cpp", ".h", ".c")


class Tree:
    """The files of a checkout and the findings about them."""

    def __init__(self, root):
        self.root = root
        self.findings = []
        self.files = sorted(self.list_files())

    def list_files(self):
        """Paths relative to the root: git's view of the tree, or every file where there is no git."""
        if os.path.exists(os.path.join(self.root, ".git")) and shutil.which("git"):
            listed = subprocess.run(
                ["git", "-C", self.root, "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, text=True)
            if listed.returncode == 0:
                names = [name for name in listed.stdout.split("\0") if name]
                return [name for name in names if os.path.isfile(os.path.join(self.root, name))]
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in ("build", ".git", "node_modules", "__pycache__")]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in names]
        return found

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as file:
            return file.read()

    def find(self, place, text):
        self.findings.append(f"{place}: {text}")

    def need(self, path, reason):
        if path not in self.present:
            self.find(path, f"missing: {reason}")

    @property
    def present(self):
        if not hasattr(self, "present_set"):
            self.present_set = set(self.files)
        return self.present_set


def below(path, prefix):
    return path == prefix or path.startswith(prefix + "/")


def suffix_of(path):
    return os.path.splitext(path)[1]


def is_test(path):
    return below(path, "test") and suffix_of(path) in TEST_SUFFIXES


def check_rooms(tree):
    for top in sorted({path.split("/")[0] for path in tree.files if "/" in path} - TOP_FOLDERS):
        tree.find(top, "no top-level folder of this name: put it into " + ", ".join(sorted(TOP_FOLDERS - {".github"})))
    for path in tree.files:
        if "/" not in path and path not in TOP_FILES:
            tree.find(path, "no top-level file of this name: put it beside the code that it belongs to")
    return len(tree.files)


def check_layers(tree):
    count = 0
    include = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)|^include[ \t]+"([^"]+)"', re.MULTILINE)
    for path in tree.files:
        if suffix_of(path) not in (".cpp", ".h", ".td"):
            continue
        layer = next((layer for layer in LAYERS if below(path, layer[0])), None)
        if not layer:
            continue
        text = tree.read(path)
        for match in include.finditer(text):
            count += 1
            place = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
            quoted, angled, described = match.groups()
            if angled:
                if angled.startswith(QUOTED_ROOTS):
                    tree.find(place, f'write "{angled}" instead of <{angled}>')
                continue
            name = quoted or described
            if RUNTIME_TEXT.match(path) and quoted:
                tree.find(place, f'a runtime text may include only <...> headers, not "{name}"')
            elif "/" not in name and not below(path, "targets/arm"):
                tree.find(place, f'write the path from the repository for "{name}"')
            elif not any(below(name, allowed) for allowed in layer[1]):
                tree.find(place, f'{layer[0]}/ may not include "{name}" (allowed: {", ".join(layer[1])})')
    return count


def check_targets_unnamed(tree):
    """Passes ask a target for its features; its name occurs in targets/ and runtime/ only."""
    names = set()
    for path in tree.files:
        if below(path, "targets") and suffix_of(path) == ".h":
            names.update(re.findall(r'/\*name=\*/"([^"]+)"', tree.read(path)))
    names.discard("portable")
    if not names:
        return 0
    pattern = re.compile("|".join(sorted(re.escape(name) for name in names)))
    for path in tree.files:
        if suffix_of(path) in (".cpp", ".h") and path.split("/")[0] in ("passes", "compiler", "dialects"):
            for number, line in enumerate(tree.read(path).splitlines(), 1):
                match = pattern.search(line.split("//")[0])
                if match:
                    tree.find(f"{path}:{number}", f"names the target {match.group()}: ask Target for the feature instead")
    return len(names)


def check_sizes(tree):
    count = 0
    for path in tree.files:
        suffix = suffix_of(path)
        limit = MAX_TEST_LINES if is_test(path) else MAX_LINES.get(suffix)
        if limit is None:
            continue
        count += 1
        lines = tree.read(path).count("\n")
        if lines > limit:
            tree.find(path, f"{lines} lines, the limit is {limit}: split it by what it decides")
    return count


def check_names(tree):
    for path in tree.files:
        folder, name = os.path.split(path)
        stem, suffix = os.path.splitext(name)
        empty = EMPTY_NAMES.search(path)
        if empty:
            tree.find(path, f"'{empty.group()}' says nothing: name the file after what it decides")
        if folder != folder.lower() and not below(folder, ".github") and not folder.endswith("/Inputs"):
            tree.find(path, "folder names are lower-case")
        if is_test(path):
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem):
                tree.find(path, "test names are kebab-case")
        elif suffix == ".py" or (suffix == ".mjs" and below(path, "tools")):
            if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", stem) and name != "lit.cfg.py":
                tree.find(path, "script names are snake_case")
        elif suffix == ".cpp" or (suffix == ".h" and path.split("/")[0] in ("compiler", "dialects", "passes")):
            is_main = below(path, "tools") and stem == os.path.basename(folder)
            if not is_main and not re.fullmatch(r"([A-Z][a-z0-9]*)+", stem):
                tree.find(path, "C++ files are CamelCase")
        if suffix in (".cpp", ".h"):
            for number, line in enumerate(tree.read(path).splitlines(), 1):
                definition = DEFINITION.match(line)
                if definition and EMPTY_NAMES.search(definition.group(1)):
                    tree.find(f"{path}:{number}", f"'{definition.group(1)}' says nothing: name it after what it is")
    return len(tree.files)


def check_first_lines(tree):
    """A source opens with a comment: one sentence on what it decides."""
    count = 0
    for path in tree.files:
        name = os.path.basename(path)
        starts = COMMENT_STARTS.get(suffix_of(path))
        text = tree.read(path) if starts or "." not in name else ""
        lines = [line for line in text.splitlines()[:3] if line.strip()]
        if lines and lines[0].startswith("#!"):
            starts = starts or ("#",)
            lines = lines[1:]
        count += bool(starts)
        if starts and text and not (lines and lines[0].lstrip().startswith(starts)):
            tree.find(f"{path}:1", "open the file with a comment: one sentence on what it decides")
    return count


def check_programs(tree):
    """A program can be run by its name: it is executable and opens with #!, Python's with Debian's, which has the packages."""
    count = 0
    for path in tree.files:
        first = tree.read(path)[:80].splitlines()[:1]
        has_interpreter = bool(first) and first[0].startswith("#!")
        count += has_interpreter
        if has_interpreter != os.access(os.path.join(tree.root, path), os.X_OK):
            tree.find(path, "what opens with #! is executable, and only that: chmod it, or drop the line")
        elif has_interpreter and "python" in first[0] and first[0] != "#!/usr/bin/python3":
            tree.find(f"{path}:1", "write #!/usr/bin/python3")
    return count


def ops_of(tree):
    """Yields (dialect, op name, has a verifier) for each op defined below dialects/."""
    texts = {path: tree.read(path) for path in tree.files if below(path, "dialects") and suffix_of(path) == ".td"}
    record = re.compile(r"^(def|class)\s+(\w+)\s*(?:<[^:]*>)?\s*:\s*(\w+)<(?:\w+,\s*)?(?:\"([a-z0-9_.]+)\")?", re.MULTILINE)
    verified, base = set(), {}
    records = []
    for path, text in sorted(texts.items()):
        starts = [match.start() for match in re.finditer(r"^(?:def|class)\s", text, re.MULTILINE)] + [len(text)]
        for match in record.finditer(text):
            kind, name, parent, mnemonic = match.groups()
            body = text[match.start():min(start for start in starts if start > match.start())]
            base[name] = parent
            if re.search(r"^\s*let\s+has(Region)?Verifier\s*=\s*1", body, re.MULTILINE):
                verified.add(name)
            if kind == "def" and name.endswith("Op") and mnemonic:
                records.append((path.split("/")[1], mnemonic, name))
    for dialect, mnemonic, name in records:
        chain = [name]
        while chain[-1] in base:
            chain.append(base[chain[-1]])
        yield dialect, mnemonic, any(link in verified for link in chain)


def check_op_tests(tree):
    count = 0
    for dialect, mnemonic, verified in ops_of(tree):
        count += 1
        stem = f"test/dialects/{dialect}/{mnemonic.replace('_', '-').replace('.', '-')}"
        tree.need(f"{stem}.mlir", f"{dialect}.{mnemonic} needs its round trip")
        if verified:
            tree.need(f"{stem}-invalid.mlir", f"{dialect}.{mnemonic} has a verifier, so each constraint needs its negative case")
    return count


def check_pass_tests(tree):
    count = 0
    definition = re.compile(r'^def\s+(\w+)\s*:\s*Pass<\s*"([^"]+)"', re.MULTILINE)
    for path in tree.files:
        if not re.fullmatch(r"passes/[^/]+/Passes\.td", path):
            continue
        folder = os.path.dirname(path)
        for name, argument in definition.findall(tree.read(path)):
            count += 1
            words = argument.split("-")
            if words[0] != "attend" or "".join(words[1:]) != name.lower():
                tree.find(path, f"pass {argument} is not attend-<words of {name}>")
            tree.need(f"{folder}/{name}.cpp", f"the pass {argument} stands in the file of its name")
            tree.need(f"test/{folder}/{argument}.mlir", f"the pass {argument} needs its test")
    return count


def check_format(tree):
    formatter = shutil.which("clang-format-22")
    if not formatter:
        return 0
    sources = [path for path in tree.files if suffix_of(path) in CXX_SUFFIXES]
    if not sources:
        return 0
    # clang-format prints <file>:<line>:<column>: error: ...; the first line of each file is enough.
    run = subprocess.run([formatter, "--dry-run", "-Werror", *sources], cwd=tree.root, capture_output=True, text=True)
    seen = set()
    for path, line in re.findall(r"^([^:\n]+):(\d+):\d+: error:", run.stderr, re.MULTILINE):
        if path not in seen:
            seen.add(path)
            tree.find(f"{path}:{line}", f"run clang-format-22 -i {path}")
    if run.returncode != 0 and not seen:
        tree.find(".clang-format", (run.stderr.strip() or "clang-format-22 failed").splitlines()[0])
    return len(sources)


CHECKS = {
    "rooms": check_rooms,
    "layers": check_layers,
    "targets": check_targets_unnamed,
    "sizes": check_sizes,
    "names": check_names,
    "comments": check_first_lines,
    "programs": check_programs,
    "ops": check_op_tests,
    "passes": check_pass_tests,
    "format": check_format,
}


def main():
    parser = argparse.ArgumentParser(description="Checks that the tree is in order.")
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))), help="the checkout")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"{', '.join(CHECKS)} (default: all)")
    arguments = parser.parse_args()
    for check in arguments.checks:
        if check not in CHECKS:
            parser.error(f"no check '{check}': there are {', '.join(CHECKS)}")
    tree = Tree(arguments.root)
    # What a check returns is how many things of its kind it saw, so that a check that sees none is noticed.
    seen = {check: CHECKS[check](tree) for check in arguments.checks or CHECKS}
    if tree.findings:
        sys.stdout.write("\n".join(tree.findings) + "\n")
        sys.exit(1)
    print("in order: " + ", ".join(f"{check} {count}" for check, count in seen.items()))


if __name__ == "__main__":
    main()
