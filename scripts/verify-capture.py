#!/usr/bin/env python3
"""Imports a whole capture with the real binary, exports it, and compares every span field for field.

verify-capture.py [CAPTURE] [--binary PATH]

CAPTURE is a gzipped file of length-prefixed OTLP requests. Attribute order counts. Run it with the environment of the
end-to-end tests: `.venv-e2e/bin/python scripts/verify-capture.py`.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from otlp import Span, flatten, read_capture, read_json_lines  # noqa: E402

DEFAULT_CAPTURE = ROOT.parent / "shared/data/nezha-trainticket.traces.otlp.gz"
DEFAULT_BINARY = os.environ.get("SKEIN_BINARY", ROOT / ".build/release/skein")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("capture", nargs="?", type=pathlib.Path, default=DEFAULT_CAPTURE)
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path(DEFAULT_BINARY))
    options = parser.parse_args()

    sent = collections.Counter(each for message in read_capture(options.capture) for each in flatten(message))
    with tempfile.TemporaryDirectory() as directory:
        database = pathlib.Path(directory) / "skein.db"
        started = time.monotonic()
        subprocess.run([options.binary, "import", options.capture, "--db", database], check=True)
        imported = time.monotonic()
        with subprocess.Popen(
            [options.binary, "export", "--db", database], stdout=subprocess.PIPE, bufsize=1 << 20
        ) as export:
            stored = collections.Counter(
                each for message in read_json_lines(export.stdout) for each in flatten(message)
            )
        if export.returncode != 0:
            print(f"verify-capture: the export ended with {export.returncode}", file=sys.stderr)
            return 1
        size = database.stat().st_size

    missing, added = sent - stored, stored - sent
    count = stored.total()
    traces = len({Span.FromString(each.span).trace_id for each in stored})
    print(
        f"{count:,} spans in {traces:,} traces of {sent.total():,} sent; "
        f"{missing.total():,} missing or changed, {added.total():,} not sent; "
        f"imported in {imported - started:.2f} s, {size / max(count, 1):.1f} bytes per span"
    )
    for title, difference in (("sent", missing), ("stored", added)):
        for each in list(difference)[:3]:
            print(f"{title}: {Span.FromString(each.span)}", file=sys.stderr)
    return 1 if missing or added or not count else 0


if __name__ == "__main__":
    sys.exit(main())
