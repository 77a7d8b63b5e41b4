"""A contextual encoder that learns to judge: read back, given lessons, taught, refused."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.commands.train import command
from corpus.errors import DatasetError, EncoderError, SettingError
from index.context import PASSAGE, QUESTION, SHIPPED, joined, shares, shipped
from index.encoder import SHIPPED as STATIC
from index.encoder import Encoder, load_encoder
from index.sentences import windows as sentence_windows
from index.training import train_judging
from index.training.distil.export import export
from index.training.distil.graph import graph
from index.training.distil.lessons import Batch, Lessons
from index.training.distil.levels import quantised
from index.training.distil.network import Network
from index.training.distil.pieces import Pieces, padded
from index.training.distil.settings import Distil
from index.training.distil.student import Student
from index.training.judging import Judging, lessons, questions, vectors
from index.training.judging.batches import Taught, drawn, filled
from index.training.judging.growth import grown
from index.training.judging.lessons import Example
from index.training.judging.questions import Asked, Record
from index.training.judging.recipe import gather, taught
from index.training.judging.start import open_student, with_head
from index.training.judging.teaching import Teaching, mistaken, padded_shares
from index.training.judging.vectors import Lesson, Sought, missed
from index.training.pairs import Pair

WIDTH, INNER, PIECES = 16, 32, 24
C, D, E, F = range(6, 10)
OTHERS = range(10, PIECES)

SCHOOL = "全市改造学校三十所。辍学学生由教师逐户劝返。"
WATER = "饮水工程已经完工。水质每月检测一次。"
ROADS = "通村公路硬化二百公里。"
TEXTS = {"s": SCHOOL, "w": WATER, "r": ROADS}


def asked(
    query: str, evidence: Mapping[int, tuple[tuple[int, int], ...]], about: int | None = None
):
    return Asked(query, "plain", evidence, about)


RECORD = Record(
    ("s", "w", "r"),
    (
        asked("谁去劝辍学的孩子？", {0: ((10, 22),)}),
        asked("水质达标率是多少？", {}, 1),
        asked("学校和公路做了什么？", {0: ((0, 10),), 2: ((0, 11),)}),
    ),
)


@pytest.fixture(scope="module")
def student() -> Student:
    return open_student(SHIPPED)


def _network(layers: int = 1, norm: float = 0.0, seed: int = 1) -> Network:
    import torch

    chance = torch.Generator().manual_seed(seed)
    shapes = {"word.weight": (PIECES, WIDTH), "pos.weight": (40, WIDTH), "bias": (WIDTH,)}
    shapes |= {"eln.weight": (WIDTH,), "eln.bias": (WIDTH,)}
    sides = {"aln": (WIDTH,), "oln": (WIDTH,), "qkv": (3 * WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
    sides |= {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}
    for at in range(layers):
        for name, shape in sides.items():
            added = shape[:1]
            shapes |= {f"layers.{at}.{name}.weight": shape, f"layers.{at}.{name}.bias": added}
    weights = {name: 0.4 * torch.randn(shape, generator=chance) for name, shape in shapes.items()}
    norms = {name: norm + one for name, one in weights.items() if name.endswith("ln.weight")}
    return Network(weights | norms, 2)


def _small(layers: int = 1, norm: float = 0.0) -> Student:
    names = ("<s>", "<pad>", "</s>", "<unk>", *map(chr, range(ord("a"), ord("a") + PIECES - 4)))
    pieces = Pieces(names, tuple(-1.0 * at for at in range(PIECES)))
    return Student(pieces, pieces.tokenizer(), with_head(_network(layers, norm), 0))


def _grown(gate: float = 0.2) -> Student:
    """Two layers, of which the first is shared; judging's second comes after a teacher's third."""
    student, teacher = _small(2, norm=1.0), _network(3, norm=1.0, seed=5)
    recipe = Judging(shared=1, between=(2,), gate=gate)
    return replace(student, network=grown(student.network, teacher, recipe))


def _window(chance: random.Random) -> Example:
    """Two sentences, one with an e and one with an f: to c answers the first, to d the second."""
    which, said = chance.randrange(2), [[one, *chance.sample(OTHERS, 2)] for one in (E, F)]
    order = chance.sample((0, 1), 2)
    labels = [float(one == which) for one in order]
    return Example(*joined([C + which], [said[one] for one in order]), labels, False)


def _searched(letters: str) -> Lesson:
    """A record of so many passages of a letter; the first is asked for by the first, and so on."""
    said = [chr(ord(one) + len(letters)) for one in letters]
    only = [frozenset({at}) for at in range(len(letters))]
    asked = [Sought(one, at, at) for one, at in zip(letters, only, strict=True)]
    return Lesson(said, [*range(len(said))], asked)


def _run(model: bytes, example: Example) -> list[np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    ids = np.asarray([example.ids])
    given = shares(example.edges, ids.shape[1])
    alone = session.run(None, {"ids": ids, "shares": given[:0]})
    return [*alone, *session.run(None, {"ids": ids, "shares": given})]


@pytest.mark.parametrize("begun", [_small, _grown])
@pytest.mark.parametrize(("made", "off"), [(graph, 1e-5), (quantised, 0.05)])
def test_what_was_written_is_read_back(made, off: float, begun, tmp_path: Path) -> None:
    student, example = begun(), _window(random.Random(3))
    model = made(student.network).SerializeToString()
    (tmp_path / "model.onnx").write_bytes(model)
    student.tokenizer.save(str(tmp_path / "tokenizer.json"))
    again = open_student(tmp_path)
    assert again.pieces.names == student.pieces.names
    assert again.network.weights.keys() == student.network.weights.keys()
    for name, one in student.network.weights.items():
        np.testing.assert_allclose(again.network.weights[name], one, atol=off, rtol=0)
    ids = padded([example.ids])
    vector, unasked, unread, answers = _run(model, example)
    found = again.network.answers(ids, padded_shares([example], ids.shape[1])).numpy()[0]
    np.testing.assert_allclose(answers, found, atol=2 * off, rtol=0)
    np.testing.assert_allclose(vector, again.network.vectors(ids), atol=off, rtol=0)
    assert (unasked.shape, unread.shape) == ((0,), (0, WIDTH))


def test_the_shipped_model_can_be_gone_on_from(student: Student) -> None:
    question, sentence = "谁去劝辍学的孩子？", "辍学学生由教师逐户劝返。"
    served = shipped()
    network = with_head(student.network, 0)
    assert network.weights is student.network.weights
    cosine = served.encode_passages([sentence])[0] @ (
        network.vectors(student.ids([sentence], "passage: ", 64))[0].numpy()
    )
    assert cosine > 0.98
    ids, places = joined(served.pieces(question), [served.pieces(sentence)])
    example = Example(ids, places, [1.0], False)
    odds = network.answers(padded([ids]), padded_shares([example], len(ids))).numpy()[0]
    served_odds = served.answers(served.pieces(question), [served.pieces(sentence)])
    np.testing.assert_allclose(served_odds, odds, atol=0.7)


def test_a_question_is_read_with_its_evidence_and_with_what_is_near(
    student: Student, encoder: Encoder
) -> None:
    found = list(lessons.strong(RECORD, TEXTS, student, encoder))
    labels = [one.labels for one in found]
    first, second, third = labels[:3], labels[3:5], labels[5:]
    assert first[0] == [0.0, 1.0]  # the school's second sentence
    assert sorted(map(len, first[1:])) == [1, 2]  # roads and water, nothing in either
    assert second[0] == [0.0, 0.0]  # the water that it is about comes first
    assert third == [[1.0, 0.0], [1.0], [0.0, 0.0]]
    assert not any(map(any, first[1:] + second))
    pieces = shipped().pieces
    assert found[0].ids == joined(
        pieces("谁去劝辍学的孩子?"), [pieces("全市改造学校三十所。"), pieces("辍学学生由教师逐户劝返。")]
    )[0]  # fmt: skip
    assert list(lessons.strong(RECORD, {}, student, encoder)) == []


def test_vectors_look_for_what_answers_in_all_that_a_record_says() -> None:
    whose, both = (Sought(*one) for one in (
        ("谁去劝辍学的孩子?", frozenset({0}), frozenset({1})),
        ("学校和公路做了什么?", frozenset({0, 2}), frozenset({0, 4})),
    ))  # fmt: skip
    found, windows = vectors.lessons(RECORD, TEXTS)
    assert found.said == ["全市改造学校三十所。", "辍学学生由教师逐户劝返。",
                          "饮水工程已经完工。", "水质每月检测一次。", ROADS]  # fmt: skip
    assert (found.places, found.asked) == ([0, 0, 1, 1, 2], [whose, both])
    assert windows.said == ["全市改造学校三十所。辍学学生由教师逐户劝返。",
                            "饮水工程已经完工。水质每月检测一次。", ROADS]  # fmt: skip
    assert windows.places == [0, 1, 2]
    assert [one.rows for one in windows.asked] == [{0}, {0, 2}]
    assert list(vectors.lessons(RECORD, {"w": WATER})) == []
    only = Lesson([ROADS], [2], [Sought(both.text, frozenset({2}), frozenset({0}))])
    assert list(vectors.lessons(RECORD, {"r": ROADS})) == [only, only]
    assert found.some(1, random.Random(0)).asked in ([whose], [both])
    assert sorted(found.some(9, random.Random(0)).asked) == sorted([whose, both])


def test_windows_of_a_lesson_are_those_that_are_searched() -> None:
    said = [
        f"第{at}户" + "的情况" * length + "。" for at, length in enumerate([60, 50, 130, 2, 70])
    ]
    text, third = "".join(said), sum(map(len, said[:2]))
    record = Record(("r",), (Asked("第二户怎么样？", "plain", {0: ((third, third + 9),)}, None),))
    _, windows = vectors.lessons(record, {"r": text})
    assert (
        windows.said
        == list(sentence_windows(said))
        == ["".join(said[:2]), said[2], "".join(said[3:])]
    )
    assert [one.rows for one in windows.asked] == [{1}]


def test_what_is_missed_by_hand() -> None:
    import torch

    asked = [
        Sought("", frozenset({0}), frozenset({1})),
        Sought("", frozenset({0, 4}), frozenset({0, 2})),
    ]
    given = Lesson(["", "", ""], [0, 0, 4], asked)
    alike = torch.tensor([[3.0, 1.0, 2.0], [1.0, 3.0, 0.0]])
    passages = -np.log(np.exp(3) / (np.exp(3) + np.exp(2)))  # to the second everything is right
    sentences = -np.log([np.exp(1), np.exp(1) + np.exp(0)]) + np.log(
        [np.exp([3, 1, 2]).sum(), np.exp([1, 3, 0]).sum()]
    )
    wanted = passages / 2 + 0.5 * sentences.mean()
    assert float(missed(alike, given)) == pytest.approx(wanted, abs=1e-5)


def test_mere_pairs_are_read_with_their_own_text_and_with_a_rival(
    student: Student, encoder: Encoder
) -> None:
    batch = Batch(["水质谁来检测", "公路修了多长"], [WATER, ROADS])
    found = list(lessons.weak(batch, student, encoder, (0, 0)))
    assert [(one.labels, one.weak) for one in found] == [
        ([1.0, 1.0], True),
        ([0.0], True),
        ([1.0], True),
        ([0.0, 0.0], True),
    ]
    assert not list(lessons.weak(Batch(["水", "水"], [WATER, WATER]), student, encoder, (0, 0)))
    long = "这一句话很长很长很长很长。" * 30
    assert not list(lessons.weak(Batch(["水", "路"], [long, long[:-1]]), student, encoder, (0, 0)))


def test_a_question_is_read_with_what_is_said_in_another_record() -> None:
    one, other = Example(*joined([5], [[7, 8], [9]]), [1.0, 0.0], False), Example(
        *joined([6, 6], [[4]]), [1.0], False
    )  # fmt: skip
    assert (one.question, other.question) == ([5], [6, 6])
    wanted = {(0, 5, 2, 2, 4, 2): [0.0], (0, 6, 6, 2, 2, 7, 8, 9, 2): [0.0, 0.0]}
    found = list(lessons.strays([[one], [], [other]], 20, 1))
    assert {tuple(stray.ids): stray.labels for stray in found} == wanted
    assert (len(found), {stray.weak for stray in found}) == (20, {False})
    assert list(lessons.strays([[one], []], 20, 1)) == []


def test_what_is_held_back_is_not_learnt_from(student: Student) -> None:
    records = [RECORD, Record(("r",), (asked("公路多长？", {0: ((0, 11),)}),))]
    pairs = [Pair(query, text, "a") for query, text in (("水", WATER), ("路", ROADS))]
    given = gather(
        records, TEXTS, pairs, student, Judging(held=2, weak=0.0, strays=1.0), lambda *_: None
    )
    assert [one.labels for one in given.windows] == [[1.0]]
    assert len(given.held) == 8
    assert [one.said for one in given.records] == [[ROADS], [ROADS]]  # as sentences, as windows
    every = gather(
        records, TEXTS, pairs, student, Judging(held=0, weak=0.5, strays=0.0), lambda *_: None
    )
    assert (len(every.windows), len(every.held)) == (9 + 4, 0)
    with pytest.raises(DatasetError, match="all of records that are held back"):
        gather([RECORD], TEXTS, pairs, student, Judging(held=2), lambda *_: None)


def test_what_was_learnt_from_before_comes_less_often(student: Student) -> None:
    old, new = RECORD, Record(("r",), (asked("公路多长？", {0: ((0, 11),)}),))
    recipe = Judging(held=0, weak=0.0, strays=0.0, known=40, again=0.25)
    pairs = [Pair(query, text, "a") for query, text in (("水", WATER), ("路", ROADS))]
    given = gather([old] * 40 + [new] * 3, TEXTS, pairs, student, recipe, lambda *_: None)
    fresh = list(lessons.strong(new, TEXTS, student, load_encoder()))
    assert given.windows[-3:] == fresh * 3
    assert (len(given.windows) - 3) / (40 * 8) == pytest.approx(0.25, abs=0.08)
    assert given.records[-6:] == [*vectors.lessons(new, TEXTS)] * 3
    assert (len(given.records) - 6) / (40 * 2) == pytest.approx(0.25, abs=0.12)
    none = gather(
        [old, new], TEXTS, pairs, student, replace(recipe, known=1, again=0.0), lambda *_: None
    )
    assert (none.windows, len(none.records)) == (fresh, 2)


def test_batches_are_of_so_many_pieces_and_records_of_so_many_questions() -> None:
    windows = [Example([0] * size, [], [], False) for size in (5, 2, 9, 3)]
    sizes = [[len(one.ids) for one in batch] for batch in filled(windows, 9)]
    assert sizes == [[2, 3], [5], [9]]
    asked = [Sought(str(at), frozenset({0}), frozenset({0})) for at in range(9)]
    given = Taught([], [], [Lesson(["甲"], [0], asked), Lesson(["乙"], [0], asked)])
    recipe = Judging(batch_size=8, others=0.0)
    found = [drawn(given, recipe, step) for step in range(20)]
    assert {len(set(one.asked)) for one in found} == {8}
    assert {one.said[0] for one in found} == {"甲", "乙"}
    assert found[3] == drawn(given, recipe, 3) != found[5]
    assert drawn(Taught([], []), recipe, 0) is None
    mere = Lessons([Pair(str(at), str(at), "a") for at in range(9)], Distil(batch_size=4))
    mixed = [drawn(replace(given, others=mere), Judging(others=0.3), step) for step in range(400)]
    assert np.mean([isinstance(one, Batch) for one in mixed]) == pytest.approx(0.3, abs=0.05)


def test_vectors_of_mere_pairs_are_held_where_they_were() -> None:
    import torch

    batch, losses = Batch(["cd", "ef"], ["ij", "kl"]), {}
    for keep, contrast in ((1.0, 0.0), (0.0, 1.0)):
        student = _grown()
        teaching = Teaching(student, Judging(keep=keep, contrast=contrast, scale=5.0))
        with torch.no_grad():
            assert float(teaching._moved(batch)) == pytest.approx(0.0, abs=1e-6)
            before, _ = teaching._vectors(*batch)
            student.network.weights["bias"] += torch.linspace(-2, 2, WIDTH)
            after, _ = teaching._vectors(*batch)
            losses[keep] = float(teaching._moved(batch)), before, after
    (kept, before, after), (changed, *_) = losses[1.0], losses[0.0]
    cosines = [(a * b).sum(1).mean() for a, b in zip(before, after, strict=True)]
    assert 0.01 < kept == pytest.approx(float(2 - sum(cosines)), abs=1e-5)
    then, now = (torch.softmax(5 * one.asked @ one.said.T, 1) for one in (before, after))
    back, forth = (torch.softmax(5 * one.said @ one.asked.T, 1) for one in (before, after))
    wanted = sum((a * (a / b).log()).sum(1).mean() for a, b in ((then, now), (back, forth)))
    assert 1e-4 < changed == pytest.approx(float(wanted), abs=1e-5)


def test_the_losses_by_hand() -> None:
    import torch

    two = Example([], [(0, 1), (1, 2)], [1.0, 0.0], False)
    one = Example([], [(0, 1)], [0.0], False)
    odds = torch.tensor([[2.0, -1.0], [0.5, 9.0]])  # the nine is no sentence
    right, wrong, other = (np.log1p(np.exp(value)) for value in (-2.0, -1.0, 0.5))
    surest = (right + other) / 2
    assert float(mistaken(odds, [two, one])) == pytest.approx((right + wrong + other) / 3 + surest)
    weak = [two._replace(weak=True), one]
    assert float(mistaken(odds, weak)) == pytest.approx(other + surest)


def test_a_rule_is_learnt_and_vectors_stay() -> None:
    chance, student = random.Random(2), _small()
    windows = [_window(chance) for _ in range(400)]
    records = [_searched("cdefgh")]
    ids = student.ids([*"cdefgh"], "", 8)
    before = student.network.vectors(ids).detach()
    recipe = Judging(
        steps=300, tokens=600, rate=0.01, rising=10, batch_size=16, contrast=0.0, before=0.0
    )
    held = [_window(chance) for _ in range(100)]
    _, (first, last) = taught(student, Taught(windows, held, records), recipe, lambda *_: None)
    assert last < 0.3 * first
    read = padded([one.ids for one in held])
    odds = student.network.answers(read, padded_shares(held, read.shape[1])).detach().numpy()
    right = [row.argmax() == np.argmax(one.labels) for row, one in zip(odds, held, strict=True)]
    assert np.mean(right) > 0.95  # half by chance
    assert float((student.network.vectors(ids).detach() * before).sum(1).mean()) > 0.7


def test_layers_of_its_own_change_nothing_until_they_count() -> None:
    network, example = _small(2, norm=1.0).network, _window(random.Random(3))
    ids, read = padded([example.ids]), padded_shares([example], len(example.ids))
    before = network.answers(ids, read)
    closed, opened = (_grown(gate).network for gate in (0.0, 1.0))
    assert closed.judging == ["layers.0", "judge.layers.1", "judge.layers.2"]
    assert (closed.layers, closed.shared, network.shared) == (2, 1, 2)
    np.testing.assert_array_equal(closed.answers(ids, read), before)
    assert not np.allclose(opened.answers(ids, read), before, atol=0.001)
    gateless = Network({n: w for n, w in opened.weights.items() if ".gate" not in n}, 2)
    np.testing.assert_allclose(gateless.answers(ids, read), opened.answers(ids, read), atol=1e-5)


def test_vectors_learn_to_find_and_what_both_share_stays() -> None:
    chance, student = random.Random(2), _grown()
    windows, held = ([_window(chance) for _ in range(size)] for size in (400, 100))
    before = {name: one.clone() for name, one in student.network.weights.items()}
    records, recipe = [_searched("cdefgh")], Judging(
        steps=300, tokens=600, rate=0.01, rising=10, opening=1.0, before=0.0, keep=0.1, others=0.0
    )  # fmt: skip

    def found() -> list[int]:
        (given,) = records
        asked = student.ids([one.text for one in given.asked], QUESTION, 48)
        said = student.ids(given.said, PASSAGE, 128)
        asked, said = (student.network.vectors(ids).detach() for ids in (asked, said))
        return (asked @ said.T).argmax(1).tolist()

    assert found() != [*range(6)]
    _, (first, last) = taught(student, Taught(windows, held, records), recipe, lambda *_: None)
    assert last < 0.3 * first
    assert found() == [*range(6)]
    stayed = {n for n, one in student.network.weights.items() if (one == before[n]).all()}
    shared = ("word.", "pos.", "eln.", "layers.0.")
    assert stayed == {name for name in before if name.startswith(shared)}


@pytest.mark.parametrize(
    ("start", "teacher", "setting", "why"),
    [
        (_grown, _network(3), {}, "judges with layers of its own already"),
        (_small, _network(3), {"shared": 1}, "want a layer before each of 0, not 4"),
        (lambda: _small(2), _network(2), {"shared": 1, "between": (2,)}, "are 0 to 1"),
        (lambda: _small(2), replace(_network(3), heads=4), {"between": ()}, "of another width"),
    ],
)
def test_a_start_and_a_teacher_that_do_not_fit_are_refused(start, teacher, setting, why) -> None:
    with pytest.raises(SettingError, match=why):
        grown(start().network, teacher, Judging(**setting))


def test_a_share_of_every_weight_is_what_it_was() -> None:
    chance = random.Random(2)
    windows = [_window(chance) for _ in range(50)]
    given = Taught(windows, [])
    weights = {}
    for share in (0.0, 0.75, 1.0):
        student = _small()
        taught(student, given, Judging(steps=3, before=share, every=9), lambda *_: None)
        weights[share] = student.network.weights["judge.bias"].detach()
    old, new = _small().network.weights["judge.bias"], weights[0.0]
    assert not np.allclose(old, new)
    np.testing.assert_allclose(weights[0.75], 0.75 * old + 0.25 * new, atol=1e-6)
    np.testing.assert_allclose(weights[1.0], old)


def test_the_command_writes_a_model_that_judges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [questions.named(text) for text in (SCHOOL, WATER, ROADS)]
    record = Record(tuple(names), RECORD.asked)
    monkeypatch.setattr(questions, "read", lambda: [record, record])
    pairs = [{"query": text[:4], "positive": text} for text in (SCHOOL, WATER, ROADS)]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(map(json.dumps, pairs)), "utf-8")
    given = ["--architecture", "judging", "--pairs", str(file), "--out", str(tmp_path / "out")]
    found = CliRunner().invoke(command, [*given, "--quick"])
    assert found.exit_code == 0, found.output
    assert "about 3 of 3 passages, in 20 steps" in found.output
    assert "on questions held back went from" in found.output
    assert open_student(tmp_path / "out").network.judges


def test_a_head_drawn_by_chance_is_not_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record(tuple(map(questions.named, (SCHOOL, WATER, ROADS))), RECORD.asked)
    monkeypatch.setattr(questions, "read", lambda: [record])
    file = tmp_path / "pairs.jsonl"
    pairs = [{"query": text[:4], "positive": text} for text in (SCHOOL, WATER, ROADS)]
    file.write_text("\n".join(map(json.dumps, pairs)), "utf-8")
    student = open_student(SHIPPED)
    kept = {n: w for n, w in student.network.weights.items() if not n.startswith("judge.")}
    bare = Network(kept, student.network.heads, student.network.epsilon)
    export(tmp_path / "start", replace(student, network=bare))
    made = {}
    for share in (0.0, 1.0):
        recipe = Judging(steps=2, held=0, batch_size=4, before=share)
        train_judging(file, tmp_path / "out", start=tmp_path / "start", recipe=recipe)
        made[share] = (tmp_path / "out" / "model.onnx").read_bytes()
    assert made[0.0] == made[1.0]


def test_errors_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="tokenizer"):
        open_student(tmp_path)
    with pytest.raises(EncoderError, match="no contextual encoder here"):
        open_student(STATIC)
    with pytest.raises(DatasetError, match="none of the passages that the questions are about"):
        questions.texts(questions.read(), ["别的"])
    nothing = tmp_path / "pairs.jsonl"
    nothing.write_text('{"query": "水", "positive": "饮水工程已经完工。"}\n', "utf-8")
    with pytest.raises(DatasetError, match="none of the passages"):
        train_judging(nothing, tmp_path / "out")


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ({"steps": 0}, "steps: want more than 0, not 0"),
        ({"weak": -1.0}, "weak: want 0 or more, not -1.0"),
        ({"others": 2.0}, "others: want at most 1, not 2.0"),
        ({"again": 2.0}, "again: want at most 1, not 2.0"),
        ({"known": -1}, "known: want 0 or more, not -1"),
        ({"shared": 0}, "shared: want more than 0, not 0"),
        ({"between": (-1,)}, r"between: want numbers from 0, not \(-1,\)"),
        ({"held": 1}, "held: 1 would hold back every record"),
        ({"batch_size": 1}, "batch_size: want 2 or more, not 1"),
    ],
)
def test_settings_without_meaning_are_refused(setting: dict[str, float], why: str) -> None:
    with pytest.raises(SettingError, match=why):
        Judging(**setting)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "--architecture judging wants --pairs and --out"),
        (["--transcripts", "t"], "--transcripts, --turns: this architecture learns from --pairs"),
        (["--pairs", "p", "--out", "o", "--epochs", "2"], "a judging model has those of its start"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: list[str], why: str) -> None:
    found = CliRunner().invoke(command, ["--architecture", "judging", *options])
    assert found.exit_code == 2
    assert why in found.output
