#!/usr/bin/env python3
"""Sums the test reports below a directory: prints `N passed, N failed`, alone on its line.

count-tests.py DIRECTORY EXIT_STATUS

Reads the JUnit XML of both runners (`swift test --xunit-output`, `pytest --junitxml`). EXIT_STATUS is what the run
ended with: a run that failed without a failed test (a build error, a crash, a lint finding) counts as one failure.
Exits with EXIT_STATUS, or with 1 when the run claims success but no test ran.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(report: pathlib.Path) -> tuple[int, int]:
    """The passed and the failed tests of one report; skipped ones are neither."""
    try:
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        # A runner that died while it wrote has failed, however many tests it had finished.
        print(f"count-tests: {report}: {error}", file=sys.stderr)
        return 0, 1
    passed = failed = 0
    for case in cases:
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            failed += 1
        elif "skipped" not in outcomes:
            passed += 1
    return passed, failed


def main() -> int:
    directory, status = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    counts = [count(report) for report in sorted(directory.rglob("*.xml"))]
    passed = sum(count[0] for count in counts)
    failed = sum(count[1] for count in counts)
    if status != 0:
        failed = max(failed, 1)
    elif failed != 0 or passed == 0:
        status = 1
    print(f"{passed} passed, {failed} failed")
    return status


if __name__ == "__main__":
    sys.exit(main())
