"""Runs the tests of pure functions in `units` inside of the page, where they belong."""

from __future__ import annotations

import pathlib

import pytest

UNITS = sorted((pathlib.Path(__file__).parent / "units").glob("*.js"))

# `check(name, actual, expected)` notes a difference; a unit is the body of an async function.
HARNESS = """async () => {
  const failures = [];
  let count = 0;
  const show = (value) => JSON.stringify(value, (_, one) =>
    typeof one === "bigint" ? `${one}n` : ArrayBuffer.isView(one) ? [...one] : Number.isNaN(one) ? "NaN" : one);
  const check = (name, actual, expected) => {
    count++;
    if (show(actual) !== show(expected)) failures.push(`${name}: ${show(actual)}, not ${show(expected)}`);
  };
  await BODY
  return { count, failures };
}"""


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_unit(watched, unit: pathlib.Path) -> None:
    watched.open("/view")
    script = HARNESS.replace("BODY", f"(async () => {{\n{unit.read_text()}\n}})();")
    result = watched.page.evaluate(script)
    assert result["failures"] == []
    assert result["count"] > 0
