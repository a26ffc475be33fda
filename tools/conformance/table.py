"""Decides how the counts stand in the README files: the table of operators, and what is not supported and why."""
import os
import re

from cases import OPERATORS
from run_case import OUTCOMES

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(os.path.dirname(os.path.dirname(HERE)), "README.md")
REASONS = os.path.join(HERE, "README.md")
BEGIN, END = "<!-- conformance.py writes this -->", "<!-- end -->"
PAIRS = 6  # operators in a line of the table


def cell(operator, counter):
    """`Conv 33`, or `Cast 10/12` where not all cases pass."""
    number = sum(counter[outcome] for outcome in OUTCOMES)
    passed = counter["passed"]
    name = "graphs of several" if operator == "several" else operator
    return f"{name} {passed}" if passed == number else f"{name} {passed}/{number}"


def table_text(counts):
    cells = [cell(operator, counts[operator]) for operator in [*OPERATORS, "several"]]
    cells += [""] * (-len(cells) % PAIRS)
    rows = [cells[start:start + PAIRS] for start in range(0, len(cells), PAIRS)]
    number = sum(sum(counter[outcome] for outcome in OUTCOMES) for counter in counts.values())
    total = [f"{sum(counter[outcome] for counter in counts.values())} {outcome}" for outcome in OUTCOMES]
    lines = [f"{number} cases: {', '.join(total)}.", "", "|" + " |" * PAIRS, "|" + "---|" * PAIRS]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def reasons_text(results):
    """The cases that do not pass, by reason. results: [(path, outcome, reason)]."""
    by_reason = {}
    for path, outcome, reason in results:
        if outcome != "passed":
            # Names of nodes and tensors differ between cases of one kind.
            by_reason.setdefault((outcome, reason.partition(": ")[2] or reason), []).append(path)
    lines = ["| outcome | reason | cases |", "|---|---|---|"]
    lines += [f"| {outcome} | {reason.replace('|', '/')} | {', '.join(paths)} |"
              for (outcome, reason), paths in by_reason.items()]
    return "\n".join(lines) if by_reason else "Every case passes."


def replace_between_markers(path, text):
    with open(path, encoding="utf-8") as file:
        before, begin, rest = file.read().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"conformance: {path} has no '{BEGIN}' .. '{END}'")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}\n{END}{after}")


def update_readme(counts, results):
    replace_between_markers(README, table_text(counts))
    replace_between_markers(REASONS, reasons_text(results))


def check_readme(counts, path=README):
    """What the table of the README says otherwise than `counts`, a line per operator."""
    with open(path, encoding="utf-8") as file:
        text = file.read().partition(BEGIN)[2].partition(END)[0]
    cells = {re.sub(r" [0-9/]+$", "", found.strip()): found.strip() for found in text.replace("\n", "|").split("|")}
    problems = []
    for operator, counter in counts.items():
        wanted = cell(operator, counter)
        name = wanted.rpartition(" ")[0]
        if cells.get(name) != wanted:
            problems.append(f"README.md: '{cells.get(name, name + ' is missing')}', counted '{wanted}': run "
                            "tools/conformance/conformance.py --update-readme")
    return problems
