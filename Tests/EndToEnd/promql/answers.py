"""Where two answers of the Prometheus API differ."""

import json
import math



def differs(one, other, tolerance):
    """Why two answers differ; None if they do not.

    `tolerance` is how far numbers may lie apart, relatively: other mathematics libraries, and sums in another order.
    """
    if one["status"] != other["status"]:
        return f"status {one['status']} {one.get('error', '')} / {other['status']} {other.get('error', '')}"
    if one["status"] == "error":
        return None if one["errorType"] == other["errorType"] else f"{one['errorType']} / {other['errorType']}"
    one, other = one["data"], other["data"]
    if one["resultType"] != other["resultType"]:
        return f"type {one['resultType']} / {other['resultType']}"
    if one["resultType"] in ("scalar", "string"):
        return sample_differs(one["result"], other["result"], tolerance, one["resultType"] == "string")
    series_of_one, series_of_other = keyed(one["result"]), keyed(other["result"])
    if len(series_of_one) != len(one["result"]) or len(series_of_other) != len(other["result"]):
        return "the same series twice"
    if series_of_one.keys() != series_of_other.keys():
        only_one = sorted(series_of_one.keys() - series_of_other.keys())
        only_other = sorted(series_of_other.keys() - series_of_one.keys())
        return f"series {only_one[:3]} / {only_other[:3]}"
    for key, samples in series_of_one.items():
        others = series_of_other[key]
        if len(samples) != len(others):
            return f"{key}: {len(samples)} / {len(others)} points"
        for pair in zip(samples, others):
            if why := sample_differs(*pair, tolerance):
                return f"{key}: {why}"
    return None


def order_differs(query, one, other):
    """Whether the values come in another order, where it counts. Which of equal ones is first does not, nor which group."""
    if not query.startswith(("sort", "topk", "bottomk")) or " by" in query:
        return False
    if one["status"] == "error" or one["data"]["resultType"] != "vector":
        return False
    values = [[series.get("value", [0, ""])[1] for series in answer["data"]["result"]] for answer in (one, other)]
    return values[0] != values[1]


def keyed(result):
    """The samples of each series, those with numbers before those with histograms."""

    def samples(series):
        single = [series[key] for key in ("value", "histogram") if key in series]
        return single + series.get("values", []) + series.get("histograms", [])

    return {json.dumps(series["metric"], sort_keys=True): samples(series) for series in result}


def sample_differs(one, other, tolerance, is_text=False):
    if one[0] != other[0]:
        return f"time {one[0]} / {other[0]}"
    if one[1] == other[1]:
        return None
    why = f"{one[1]} / {other[1]} at {one[0]}"
    if is_text or isinstance(one[1], str) != isinstance(other[1], str):
        return why
    numbers, others = ([one[1]], [other[1]]) if isinstance(one[1], str) else map(numbers_of_histogram, (one[1], other[1]))
    if len(numbers) != len(others):
        return why
    return None if all(is_close(*pair, tolerance) for pair in zip(numbers, others)) else why


def numbers_of_histogram(histogram):
    return [histogram["count"], histogram["sum"], *(number for bucket in histogram.get("buckets", []) for number in bucket)]


def is_close(one, other, tolerance):
    one, other = float(one), float(other)
    return one == other or math.isnan(one) and math.isnan(other) or math.isclose(
        one, other, rel_tol=tolerance, abs_tol=1e-12)
