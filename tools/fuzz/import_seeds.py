#!/usr/bin/python3
# Decides with which models the importer's fuzzer starts: those of the importer's own tests, good and bad.
#
#   import_seeds.py OUTPUT_FOLDER
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test"))
import onnx_as

HEADER = '<ir_version: 8, opset_import: ["" : 13]>\n'


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    count = 0
    for path in sorted(glob.glob(os.path.join(ROOT, "test", "import", "*.onnxtext"))):
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path) as file:
            sections = re.split(r"^// -----.*\n", file.read(), flags=re.MULTILINE)
        for number, section in enumerate(sections):
            text = re.sub(r"^//.*\n", "", section, flags=re.MULTILINE).strip()
            if not text:
                continue
            model = onnx_as.assemble(text if text.startswith("<") else HEADER + text, raw=number % 2 == 0)
            with open(os.path.join(folder, f"{name}-{number}.onnx"), "wb") as file:
                file.write(model.SerializeToString(deterministic=True))
            count += 1
    print(f"{count} seeds")


if __name__ == "__main__":
    main()
