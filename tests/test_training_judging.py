"""A contextual encoder that learns to judge: read back, taught, and the questions it learns from."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.commands.train import command
from corpus.errors import DatasetError, EncoderError, SettingError
from index.context import SHIPPED
from index.training.distil.graph import graph
from index.training.distil.levels import quantised
from index.training.distil.network import Network
from index.training.distil.pieces import Pieces, padded
from index.training.distil.student import Student
from index.training.judging import Judging, questions
from index.training.judging.lessons import Example, Told, joined
from index.training.judging.recipe import Taught, taught
from index.training.judging.start import open_student, with_head
from index.training.judging.teaching import mistaken, shares

SHARED = Path(__file__).parents[2] / "shared" / "data"
WIDTH, INNER, PIECES = 16, 32, 24
C, D, E, F = range(6, 10)
OTHERS = range(10, PIECES)
README = questions.QUESTIONS.with_name("README.md")


def _student() -> Student:
    import torch

    chance = torch.Generator().manual_seed(1)
    shapes = {"word.weight": (PIECES, WIDTH), "pos.weight": (40, WIDTH), "bias": (WIDTH,)}
    for name in ("eln", "layers.0.aln", "layers.0.oln"):
        shapes |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    sides = {"qkv": (3 * WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
    for name, shape in (sides | {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}).items():
        shapes |= {f"layers.0.{name}.weight": shape, f"layers.0.{name}.bias": shape[:1]}
    weights = {name: 0.4 * torch.randn(shape, generator=chance) for name, shape in shapes.items()}
    names = ("<s>", "<pad>", "</s>", "<unk>", *map(chr, range(ord("a"), ord("a") + PIECES - 4)))
    pieces = Pieces(names, tuple(-1.0 * at for at in range(PIECES)))
    return Student(pieces, pieces.tokenizer(), with_head(Network(weights, 2), 0))


def _window(chance: random.Random) -> Example:
    """Two sentences, one with an e and one with an f: to c answers the first, to d the second."""
    asked, said = (
        chance.randrange(2),
        [[E, *chance.sample(OTHERS, 2)], [F, *chance.sample(OTHERS, 2)]],
    )
    order = chance.sample((0, 1), 2)
    labels = [float(one == asked) for one in order]
    return Example(*joined([C + asked], [said[one] for one in order]), labels, False)


def _run(model: bytes, example: Example) -> list[np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    ids = np.asarray([example.ids])
    given = shares([example], ids.shape[1])[0].numpy()
    nothing = np.zeros((0, ids.shape[1]), np.float32)
    plain = session.run(["vector"], {"ids": ids, "shares": nothing})
    return [*session.run(["vector", "answers"], {"ids": ids, "shares": given}), *plain]


@pytest.mark.parametrize(("made", "off"), [(graph, 1e-5), (quantised, 0.05)])
def test_what_was_written_is_read_back(made, off: float, tmp_path: Path) -> None:
    student, example = _student(), _window(random.Random(3))
    model = made(student.network).SerializeToString()
    (tmp_path / "model.onnx").write_bytes(model)
    student.tokenizer.save(str(tmp_path / "tokenizer.json"))
    again = open_student(tmp_path)
    assert again.pieces.names == student.pieces.names
    assert again.network.weights.keys() == student.network.weights.keys()
    for name, one in student.network.weights.items():
        np.testing.assert_allclose(again.network.weights[name], one, atol=off, rtol=0)
    ids = padded([example.ids])
    vector, answers, plain = _run(model, example)
    found = again.network.answers(ids, shares([example], ids.shape[1])).numpy()[0]
    np.testing.assert_allclose(answers, found, atol=2 * off, rtol=0)
    np.testing.assert_array_equal(vector, plain)


def test_the_losses_by_hand() -> None:
    import torch

    odds = torch.tensor([[0.0, 0.0]])
    each = Example([], [(0, 1), (1, 2)], [1.0, 0.0], False)
    assert float(mistaken(odds, [each])) == pytest.approx(2 * np.log(2))
    assert float(mistaken(odds, [each._replace(weak=True)])) == pytest.approx(np.log(2))


def test_a_rule_is_learnt_and_vectors_stay() -> None:
    chance, student = random.Random(2), _student()
    windows = [_window(chance) for _ in range(400)]
    pairs = [[Told(a, b, a + b, frozenset((a + b,))) for b in "ijklmn"] for a in "cdefgh"]
    ids = student.ids([*"cdefgh"], "", 8)
    before = student.network.vectors(ids).detach()
    recipe = Judging(steps=300, tokens=600, rate=0.01, rising=10, batch_size=16, contrast=0.0)
    held = [_window(chance) for _ in range(100)]
    _, (first, last) = taught(student, Taught(windows, held, pairs), recipe, lambda *said: None)
    assert last < 0.3 * first
    read = padded([one.ids for one in held])
    odds = student.network.answers(read, shares(held, read.shape[1])).detach().numpy()
    right = [row.argmax() == np.argmax(one.labels) for row, one in zip(odds, held, strict=True)]
    assert np.mean(right) > 0.95  # half by chance
    assert float((student.network.vectors(ids).detach() * before).sum(1).mean()) > 0.9


def test_errors_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no contextual encoder|tokenizer"):
        open_student(tmp_path)
    with pytest.raises(DatasetError, match="none of the passages that the questions are about"):
        questions.texts(questions.read(), ["别的"])
    with pytest.raises(SettingError, match="steps: want more than 0, not 0"):
        Judging(steps=0)
    without = CliRunner().invoke(command, ["--architecture", "judging"])
    assert without.exit_code == 2
    assert "--architecture judging wants --pairs and --out" in without.output


def test_the_shipped_model_can_be_gone_on_from() -> None:
    assert with_head(open_student(SHIPPED).network, 0).judges
