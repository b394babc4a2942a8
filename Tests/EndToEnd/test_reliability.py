"""The reliability campaigns in short, and their canaries."""

from __future__ import annotations

import pathlib
import time

from kill import Campaign, History


def test_ten_kills_under_load_lose_no_acknowledged_span(tmp_path: pathlib.Path) -> None:
    with Campaign(tmp_path, seed=time.time_ns() % 2**32) as campaign:
        campaign.run(10)
    assert campaign.kills == 10
    assert campaign.acknowledged_count > 0, f"seed {campaign.seed}: nothing was acknowledged before the kills"
    assert campaign.merged_spans > 0, f"seed {campaign.seed}: nothing was merged between the kills"


def test_a_lost_an_invented_and_a_doubled_span_would_be_noticed() -> None:
    first, second, third = (0, 0, 0, 0), (0, 0, 0, 1), (0, 0, 1, 0)
    history = History(sent={first, second}, acknowledged={first})
    assert history.problems([first]) == []
    assert history.problems([first, second]) == []
    assert "lost" in history.problems([second])[0]
    assert "invented" in history.problems([first, third])[0]
    assert "twice" in history.problems([first, first])[0]
