#!/usr/bin/python3
"""Decides how ONNX's own test cases are counted, and writes the table of supported operators.

Each case runs as it is and "baked", with every input but the first as an initializer. It passes if one of the two
passes and neither goes wrong. Exit status 1 if a case failed or crashed; unsupported ones are only counted.
"""
import argparse
import collections
import concurrent.futures
import os
import shlex
import sys

from cases import DATA, OPERATORS, find_cases
from run_case import OUTCOMES, Runner, overall
from table import check_readme, update_readme

MODES = ("as is", "baked")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attendc", default="attendc", metavar="COMMAND", help="the compiler (attendc)")
    parser.add_argument("--data", default=DATA, metavar="DIR", help=f"the test data ({DATA})")
    parser.add_argument("--operators", metavar="A,B", help="only cases about these operators; 'several' has the rest")
    parser.add_argument("--cases", metavar="WORD", help="only cases whose path has this word")
    parser.add_argument("--sanitize", action="store_true", help="build the C with AddressSanitizer and UBSan")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="cases at a time (2)")
    parser.add_argument("--keep", metavar="DIR", help="keep models, C and programs in this folder")
    parser.add_argument("--list", action="store_true", help="print the cases and run nothing")
    parser.add_argument("--verbose", action="store_true", help="also print cases that passed")
    parser.add_argument("--update-readme", action="store_true", help="write the counts into the README files")
    parser.add_argument("--check-readme", action="store_true", help="fail if the README has other counts")
    arguments = parser.parse_args()
    if arguments.cases and (arguments.update_readme or arguments.check_readme):
        parser.error("the table counts whole operators: use --operators, not --cases")
    if arguments.update_readme and arguments.operators:
        parser.error("--update-readme needs all operators")
    if arguments.jobs < 1:
        parser.error("--jobs must be positive")
    return arguments


def selected_cases(arguments):
    cases = find_cases(arguments.data)
    if arguments.operators:
        wanted = arguments.operators.split(",")
        unknown = set(wanted) - set(OPERATORS) - {"several"}
        if unknown:
            sys.exit(f"conformance: no cases are about {', '.join(sorted(unknown))}")
        cases = [case for case in cases if case.operator in wanted]
    if arguments.cases:
        cases = [case for case in cases if arguments.cases in case.path]
    if not cases:
        sys.exit("conformance: no case is selected")
    return cases


def run_all(cases, arguments):
    """[(case, {mode: (outcome, reason)})] in the order of `cases`; problems are printed as they are found."""
    runner = Runner(shlex.split(arguments.attendc), arguments.sanitize, arguments.keep)
    shown = OUTCOMES if arguments.verbose else OUTCOMES[1:]
    results = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for case, found in zip(cases, pool.map(lambda c: {mode: runner.run(c, mode) for mode in MODES}, cases)):
            results.append((case, found))
            outcome, _ = overall(found)
            if outcome in shown:
                reasons = "; ".join(f"{mode}: {result[0]}{': ' if result[1] else ''}{result[1]}"
                                    for mode, result in found.items() if result[0])
                print(f"{outcome}: {case.path}: {reasons}", flush=True)
    return results


def print_counts(counts):
    print(f"{'operator':24}" + "".join(f"{outcome:>12}" for outcome in OUTCOMES))
    total = collections.Counter()
    for operator in [*OPERATORS, "several"]:
        if operator in counts:
            print(f"{operator:24}" + "".join(f"{counts[operator][outcome] or '':>12}" for outcome in OUTCOMES))
            total.update(counts[operator])
    print(f"{'total':24}" + "".join(f"{total[outcome]:>12}" for outcome in OUTCOMES))
    return total


def main():
    arguments = parse_arguments()
    if not os.path.isdir(arguments.data):
        sys.exit(f"conformance: {arguments.data} is missing: tools/setup --test installs it (libonnx-testdata)")
    cases = selected_cases(arguments)
    if arguments.list:
        print("\n".join(case.path for case in cases))
        return
    results = run_all(cases, arguments)
    counts = collections.defaultdict(collections.Counter)
    for case, found in results:
        counts[case.operator][overall(found)[0]] += 1
    total = print_counts(counts)
    if arguments.update_readme:
        update_readme(counts, [(case.path, *overall(found)) for case, found in results])
    problems = check_readme(counts) if arguments.check_readme else []
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if total["failed"] + total["crashed"] or problems else 0)


if __name__ == "__main__":
    main()
