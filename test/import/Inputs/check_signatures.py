# Decides whether the table of signatures says what ONNX says, as far as the installed onnx package knows (opset 17), and
# whether each op that the importer reads has its rows.
#
#   check_signatures.py COMPILER_IMPORT_FOLDER
import glob
import os
import re
import sys

import onnx.defs

TYPES = {"f16": "float16", "f32": "float", "f64": "double", "bool": "bool"}
TYPES.update({f"{sign}{bits}": f"{'u' * (sign == 'u')}int{bits}" for sign in "iu" for bits in (8, 16, 32, 64)})
SETS = {
    "float": "f16 f32 f64",
    "wide": "f16 f32 f64 i32 i64 u32 u64",
    "ordered": "f16 f32 f64 i8 i32 i64 u8 u32 u64",
    "number": "f16 f32 f64 i8 i16 i32 i64 u8 u16 u32 u64",
    "signed": "f16 f32 f64 i8 i16 i32 i64",
    "byte": "i8 u8",
    "index": "i32 i64",
    "any": " ".join(TYPES),
}
KINDS = {"int": "INT", "flag": "INT", "size": "INT", "count": "INT", "float": "FLOAT", "string": "STRING", "tensor": "TENSOR"}
KINDS.update({"ints": "INTS", "sizes": "INTS", "counts": "INTS", "floats": "FLOATS", "strings": "STRINGS", "sparse": "SPARSE_TENSOR"})
# What the table says on purpose otherwise; see its comments.
EXCEPTIONS = {("Resize", 11), ("Resize", 12)}


def read_literals(text, macros):
    """A C string made of literals and macros."""
    return "".join(macros[word] if word in macros else word[1:-1] for word in re.findall(r'"[^"]*"|\w+', text))


def read_table(path):
    """(type, since, inputs, outputs, attributes) of each row."""
    with open(path) as file:
        text = re.sub(r"\\\n", " ", re.sub(r"//[^\n]*", "", file.read()))
    macros = {}
    for name, value in re.findall(r"^#define (\w+)\s+(.*)$", text, re.MULTILINE):
        macros[name] = read_literals(value, macros)
    rows = []
    for row in re.findall(r"\{((?:\"[^\"]*\"|[^{}\"])*)\}[,\n]", text[text.index("Signature table[]") :]):
        columns = re.findall(r"((?:\"[^\"]*\"|[^\",])+)(?:,|$)", row)
        kind, since = read_literals(columns[0], macros), int(columns[1])
        rows.append((kind, since, *[read_literals(column, macros).split() for column in columns[2:]], *[[]] * (5 - len(columns))))
    return rows


def read_port(text):
    name, _, kind = text.partition(":")
    kind = kind.split("[")[0].split("#")[0]
    types = set(SETS.get(kind, kind).replace("|", " ").split())
    return name.rstrip("?*!"), "?" in name, "*" in name, types


def compare(row, opset):
    """What differs between a row and ONNX's schema at an opset."""
    kind, _, inputs, outputs, attributes = row
    schema = onnx.defs.get_schema(kind, opset, "")
    option = onnx.defs.OpSchema.FormalParameterOption
    ours = {"tensor(" + name + ")": short for short, name in TYPES.items()}
    for ports, formals in ((inputs, schema.inputs), (outputs, schema.outputs)):
        if len(ports) != len(formals):
            yield f"{len(ports)} ports, ONNX has {len(formals)}"
        for port, formal in zip(ports, formals):
            name, optional, variadic, types = read_port(port)
            if (name, optional, variadic) != (formal.name, formal.option == option.Optional, formal.option == option.Variadic):
                yield f"port {port}, ONNX has {formal.name} ({formal.option})"
            if types and types != {ours[word] for word in formal.types if word in ours}:
                yield f"port {port}, ONNX takes {sorted(formal.types)}"
    found = {}
    for attribute in attributes:
        name, _, word = attribute.partition(":")
        found[name.rstrip("!")] = ("STRING" if word.startswith("{") else KINDS[word], name.endswith("!"))
    expected = {name: (value.type.name, value.required) for name, value in schema.attributes.items()}
    if found != expected:
        yield f"attributes {found}, ONNX has {expected}"


def main():
    folder = sys.argv[1]
    table = read_table(os.path.join(folder, "SignatureTable.cpp"))
    problems, compared = [], 0
    for row in table:
        kind, since = row[:2]
        if "." in kind:
            continue
        later = [other[1] for other in table if other[0] == kind and other[1] > since]
        for opset in range(since, min([18, *later])):
            if (kind, opset) in EXCEPTIONS or not onnx.defs.has(kind) or onnx.defs.get_schema(kind, opset, "").deprecated:
                continue
            compared += 1
            problems += [f"{kind} at opset {opset}: {problem}" for problem in compare(row, opset)]
    first = {kind: min(row[1] for row in table if row[0] == kind) for kind in {row[0] for row in table}}
    for path in glob.glob(os.path.join(folder, "*.cpp")):
        with open(path) as file:
            handlers = re.findall(r'^ +\{"([\w.]+)", (\d+),\s+(?:newestOpset|\d+)', file.read(), re.MULTILINE)
        for kind, since in handlers:
            if int(since) < first.get(kind, 99):
                problems.append(f"{os.path.basename(path)}: {kind} at opset {since} has no signature")
    print("\n".join(problems))
    sys.exit(1 if problems or compared < 200 else 0)


if __name__ == "__main__":
    main()
