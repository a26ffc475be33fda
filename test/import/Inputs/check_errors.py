# Decides whether models that cannot be compiled are refused as the test says: exit status, one line, nothing written.
#
#   check_errors.py CASES.onnxtext ATTENDC WORK_FOLDER
#
# The file holds models as %onnx-as reads them, parted by lines of `// -----`. Each starts with
#
#   // ERROR 3: message           the exit status and the whole message behind "attendc: error: "
#   // ARGS --shape x=1x2         arguments of the compiler, if any
#
# A model without a header gets IR version 8 and opset 13.
import os
import re
import subprocess
import sys

TEST_FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HEADER = '<ir_version: 8, opset_import: ["" : 13]>\n'


def refuse(attendc, model, arguments, status, message, folder):
    """One line on what is wrong, or None: compiles `model` and compares."""
    output = os.path.join(folder, "output")
    if os.path.exists(output):
        os.remove(output)
    run = subprocess.run([attendc, "compile", model, "--emit=attend", "-o", output] + arguments, capture_output=True, text=True)
    found = run.stderr.rstrip("\n")
    if run.returncode != status or found != "attendc: error: " + message or run.stdout or os.path.exists(output):
        return f"expected {status}: {message}\n   found {run.returncode}: {found}{run.stdout}"
    return None


def refuse_all(attendc, cases, folder):
    """How many of `cases` are not refused as they say, each printed: bytes of a model file, or None for no file, exit
    status, message. `{file}` and `{folder}` in a message stand for the model's path."""
    failures = 0
    for number, (content, status, message) in enumerate(cases):
        model = os.path.join(folder, f"{number}.onnx")
        if content is not None:
            with open(model, "wb") as file:
                file.write(content)
        problem = refuse(attendc, model, [], status, message.replace("{file}", model).replace("{folder}", folder), folder)
        if problem:
            failures += 1
            print(f"case {number}: {problem}")
    return failures


def main():
    cases, attendc, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    with open(cases) as file:
        sections = re.split(r"^// -----.*\n", file.read(), flags=re.MULTILINE)
    failures = 0
    for number, section in enumerate(sections):
        expected = re.search(r"^// ERROR (\d): (.*)$", section, re.MULTILINE)
        if not expected:
            continue
        arguments = re.search(r"^// ARGS (.*)$", section, re.MULTILINE)
        text = re.sub(r"^//.*\n", "", section, flags=re.MULTILINE).strip()
        source, model = os.path.join(folder, f"{number}.onnxtext"), os.path.join(folder, f"{number}.onnx")
        with open(source, "w") as file:
            file.write(text if text.startswith("<") else HEADER + text)
        subprocess.run([sys.executable, os.path.join(TEST_FOLDER, "onnx_as.py"), source, "-o", model], check=True)
        problem = refuse(attendc, model, arguments.group(1).split() if arguments else [], int(expected.group(1)), expected.group(2), folder)
        if problem:
            failures += 1
            print(f"{cases}: model {number}: {problem}")
    sys.exit(1 if failures or len(sections) < 2 else 0)


if __name__ == "__main__":
    main()
