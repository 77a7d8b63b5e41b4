"""How fast sentence models encode."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.cli import xunwen
from corpus.errors import EncoderError
from evaluation.encoding import Speed, _apart, passages, random_transformer, speed, table
from index.encoder import SHIPPED, Vectors
from index.transformer import SentenceTransformerEncoder


class Counting:
    """An encoder that notes what it is given."""

    name, fingerprint, dimensions = "counting", "0", 3

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said: list[int] = []

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.zeros((len(texts), 3), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.said.append(len(texts))
        return np.zeros((len(texts), 3), np.float32)


def test_passages_have_a_hundred_characters_and_no_gaps() -> None:
    texts = passages()
    assert {len(text) for text in texts} == {100}
    assert len(texts) > 500
    assert texts[0][7:] == texts[1][:93]
    assert not any(text.split() != [text] for text in texts)


def test_passages_are_given_in_batches_and_questions_one_by_one() -> None:
    encoder = Counting()
    found = speed(encoder, "x", 5, seconds=0.05)
    assert set(encoder.said) == {2, 256}
    assert {len(text) for text in encoder.asked} == {20}
    assert (found.name, found.dimensions, found.size) == ("x", 3, 5)
    assert found.passages > 256
    assert 0 < found.question < 50


def test_the_shipped_model_is_measured_in_a_process_of_its_own() -> None:
    found = _apart(str(SHIPPED), os.environ)
    assert (found.name, found.dimensions) == ("xunwen-static", 512)
    assert found.size == sum(file.stat().st_size for file in SHIPPED.rglob("*"))
    assert found.passages > 1_000  # 13,000 where nothing else runs


def test_a_random_transformer_loads_and_knows_its_characters(tmp_path: Path) -> None:
    from transformers import BertConfig

    shape = BertConfig(
        vocab_size=21128, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16,
    )  # fmt: skip
    random_transformer(tmp_path / "made", shape)
    encoder = SentenceTransformerEncoder(str(tmp_path / "made"), device="cpu")
    found = encoder.encode_passages(["问", "答"])
    assert found.shape == (2, 16)
    assert np.abs(found[0] - found[1]).max() > 1e-3


def test_a_folder_that_does_not_load_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"cannot be measured: .*no sentence-transformers model"):
        _apart(str(tmp_path), os.environ)


def test_a_table_of_speeds() -> None:
    assert table([Speed("a", 512, 26_915_552, 13_912.4, 0.0512)]) == (
        "| model | dimensions | MB | passages/s, one core | question ms |\n"
        "| --- | --: | --: | --: | --: |\n"
        "| a | 512 | 26.9 | 13,912 | 0.05 |"
    )


def test_bench_says_what_wants_records() -> None:
    made = CliRunner().invoke(xunwen, ["bench", "--soak"])
    assert made.exit_code == 2
    assert "--soak, --store, --plot and --peer need --records" in made.output
