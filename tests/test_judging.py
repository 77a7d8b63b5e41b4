"""Judging whether a sentence answers: what the network makes of one, and its graphs with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from index.training.distil.graph import graph
from index.training.distil.levels import quantised
from index.training.distil.network import Network
from index.training.distil.pieces import BEGIN, END, PAD

YES, NO = 3, 4
TEXT = [BEGIN, YES, END, END, YES, YES, NO, YES, END]
"""A question of one piece; a sentence that says yes, and one that says no and yes."""
SHARES = np.zeros((2, len(TEXT)), np.float32)
SHARES[0, 4:6] = SHARES[1, 6:8] = 1 / 2


def _network() -> Network:
    """No layers, two numbers: once normed, begin and yes are (1, -1), end and no are (-1, 1)."""
    import torch

    rows = torch.tensor([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    weights = {
        "word.weight": rows,
        "pos.weight": torch.zeros(12, 2),
        "eln.weight": torch.ones(2),
        "eln.bias": torch.zeros(2),
        "bias": torch.zeros(2),
        "judge.said.weight": torch.eye(2),
        "judge.whole.weight": 9 * torch.eye(2),
        "judge.bias": torch.tensor([0.25, 0.0]),
        "judge.head.weight": torch.tensor([[2.0, 0.0]]),
        "judge.head.bias": torch.tensor([0.5]),
    }
    return Network(weights, heads=1)


def _by_hand() -> list[float]:
    """Sentences come to 1 and 0; the whole text to 1/9, nine times that is 1."""
    return [2 * np.tanh(1 + 1 + 0.25) + 0.5, 2 * np.tanh(0 + 1 + 0.25) + 0.5]


def _run(model: Any, ids: list[int], shares: np.ndarray) -> list[np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(["vector", "answers"], {"ids": np.asarray([ids]), "shares": shares})


def test_a_sentence_is_judged_by_its_mean_beside_that_of_the_whole_text() -> None:
    import torch

    found = _network().answers(torch.tensor([TEXT]), torch.from_numpy(SHARES)[None])
    np.testing.assert_allclose(found[0].numpy(), _by_hand(), atol=1e-5)
    wider = torch.nn.functional.pad(torch.from_numpy(SHARES)[None], (0, 2))
    padded = _network().answers(torch.tensor([[*TEXT, PAD, PAD]]), wider)
    np.testing.assert_allclose(padded[0].numpy(), _by_hand(), atol=1e-5)


def test_the_graphs_judge_as_the_network_does() -> None:
    for made, near in ((graph(_network()), 1e-5), (quantised(_network()), 0.02)):
        np.testing.assert_allclose(_run(made, TEXT, SHARES)[1], _by_hand(), atol=near, rtol=0)


def test_a_text_alone_has_a_vector_and_one_with_sentences_their_answers() -> None:
    import torch

    unread, answers = _run(graph(_network()), TEXT, SHARES)
    alone, none = _run(graph(_network()), TEXT, SHARES[:0])
    assert (unread.shape, answers.shape, none.shape) == ((0, 2), (2,), (0,))
    np.testing.assert_allclose(alone, _network().vectors(torch.tensor([TEXT])), atol=1e-6)
