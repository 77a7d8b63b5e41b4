"""Time by stage, and nothing where nobody asks for it."""

import time
from pathlib import Path

import pytest

from index import store
from index.encoder import Encoder
from index.judge import Doubt
from index.search import Searcher, Settings
from index.stages import STAGES, stage, timed


def test_a_stage_inside_another_counts_for_itself() -> None:
    with timed() as clock, stage("scoring"):
        time.sleep(0.02)
        with stage("dense"):
            time.sleep(0.05)
        time.sleep(0.02)
    assert clock.seconds["dense"] == pytest.approx(0.05, abs=0.03)
    assert clock.seconds["scoring"] == pytest.approx(0.04, abs=0.03)
    assert set(clock.seconds) == {"dense", "scoring"}


def test_an_untimed_stage_is_forgotten() -> None:
    with timed() as clock:
        pass
    with stage("dense"):
        pass
    assert not clock.seconds


def test_a_question_in_doubt_takes_every_stage_and_little_besides(
    seed_index: Path, encoder: Encoder
) -> None:
    doubtful = Searcher(
        store.current(seed_index), encoder, Settings(doubt=Doubt((0.0, 1.0), (0.0, 1.0)))
    )
    doubtful.ask("劝返儿童")  # opens the model
    begun = time.perf_counter()
    with timed() as clock:
        doubtful.ask("辍学问题怎么解决？")
    whole = time.perf_counter() - begun
    assert set(clock.seconds) == set(STAGES)
    assert 0.5 * whole < sum(clock.seconds.values()) <= whole
