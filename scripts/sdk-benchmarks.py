#!/usr/bin/env python3
"""What the instrumentation library costs a service: instructions and allocations of one operation.

Runs .build/release/skein-sdk-bench under callgrind and under a counter of allocations, with two counts of each
operation; the difference, divided, is the cost of one. Prints a table in Markdown. Needs valgrind and cc.
"""
import glob, os, re, subprocess, sys, tempfile

BENCH = ".build/release/skein-sdk-bench"
# Dictionaries of the standard library place their keys at random otherwise: a look-up is longer in one run than in another.
ENVIRONMENT = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
CASES = {  # case: (fewer, more)
    "noop.span5": (2000, 12000), "floor.span5": (2000, 12000), "span5": (4096, 24576), "span": (4096, 24576),
    "span5.off": (2000, 12000), "span5.ratio0": (2000, 12000), "nested": (2048, 12288), "counter": (10000, 110000),
    "recorder": (10000, 60000), "timer": (10000, 60000), "log": (4096, 24576), "noop.log": (4096, 24576),
    "inject": (2000, 12000), "inject-nothing": (2000, 12000), "extract": (2000, 12000), "floor.extract": (2000, 12000),
    "read": (2000, 12000),
}


def instructions(bench, case, count, folder):
    """(main thread, whole process)"""
    for old in glob.glob(f"{folder}/cg*"):
        os.remove(old)
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={folder}/cg", bench, case,
         str(count)], check=True, capture_output=True, env=ENVIRONMENT)
    totals = {}
    for path in glob.glob(f"{folder}/cg-*"):
        text = open(path, errors="replace").read()
        thread = int(re.search(r"^thread: (\d+)", text, re.M).group(1))
        totals[thread] = int(re.search(r"^(?:totals|summary): (\d+)", text, re.M).group(1))
    return totals[1], sum(totals.values())


def allocations(case, count, counter):
    done = subprocess.run(
        [BENCH, case, str(count)], check=True, capture_output=True, text=True, env={**ENVIRONMENT, "LD_PRELOAD": counter})
    total, main = re.search(r"mallocs (\d+) main (\d+)", done.stderr).groups()
    return int(main), int(total)


def main():
    cases = sys.argv[1:] or list(CASES)
    print("| case | instructions: caller | whole process | allocations: caller | whole process |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        counter = f"{folder}/malloc-count.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", counter, "scripts/malloc-count.c"], check=True)
        # valgrind cannot read this tool chain's debug information.
        bench = f"{folder}/bench"
        subprocess.run(["objcopy", "--strip-debug", BENCH, bench], check=True)
        for case in cases:
            few, many = CASES[case]
            before, after = instructions(bench, case, few, folder), instructions(bench, case, many, folder)
            counted, recounted = allocations(case, few, counter), allocations(case, many, counter)
            cost = [(b - a) / (many - few) for a, b in zip(before + counted, after + recounted)]
            print(f"| {case} | {cost[0]:,.0f} | {cost[1]:,.0f} | {cost[2]:.2f} | {cost[3]:.2f} |", flush=True)


main()
