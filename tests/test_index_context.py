"""The contextual encoder, and the sentences that it reads closely."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError, IndexDamagedError, IndexWriteError
from corpus.model import Speaker, Transcript, Turn
from index import closeness, judge, rewriting, sentences, store
from index.build import add_to_index, build_index, remove_from_index
from index.context import SHIPPED, ContextEncoder, companion, forget, shipped
from index.disk import writable
from index.encoder import Encoder
from index.evidence import Choice, Sentence, Worth
from index.manifest import SEGMENTS, read_manifest
from index.rerank import Weights
from index.search import Searcher, Settings
from index.sentences import SentenceVectors

QUESTION = "老人没人照顾怎么办"
CARE = "我们为独居高龄人员提供上门护理服务。"
PHOTOS = "老年大学的照片展览已经结束。"
SCHOOL = "我们逐户劝返辍学学生。"
ROAD = "去年修了四十二公里公路。"


def record(name: str, *sayings: str, kind: str = "answer") -> Transcript:
    """One official says so many sentences, each a turn."""
    text, turns = "", []
    for saying in sayings:
        spans = ((len(text), len(text) + len(saying)),)
        turns.append(Turn(f"t{len(text)}", Speaker("邱红标", role="official"), kind, spans))
        text += saying
    return Transcript(name, name, "2020-09-01", name + text, "test", text, tuple(turns), ())


def folder_of(index: Path) -> Path:
    (segment,) = (store.current(index) / SEGMENTS).iterdir()
    return segment


def test_every_text_has_a_vector_of_length_one_and_blank_ones_have_none() -> None:
    texts = [SCHOOL, "", "  ", "Ａ", ROAD * 40]
    vectors = shipped().encode_passages(texts)
    assert vectors.shape == (5, shipped().dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 1, 1], abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    texts = [f"{number}。{SCHOOL}" for number in range(100)]
    together = shipped().encode_passages(texts)
    alone = np.concatenate([shipped().encode_passages([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_other_words_for_the_same_lie_nearer_than_the_same_words_for_another_matter() -> None:
    question = shipped().encode_questions([QUESTION])[0]
    near, far = shipped().encode_passages([CARE, PHOTOS])
    assert float(question @ near) > float(question @ far) + 0.1


def test_what_was_read_together_is_remembered_until_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, runs = shipped(), []
    run = model.run
    monkeypatch.setattr(model, "run", lambda ids, shares: runs.append(len(ids)) or run(ids, shares))
    asked, said = model.pieces(QUESTION), [model.pieces(CARE), model.pieces(ROAD)]
    forget()
    first = model.answers(asked, said)
    assert model.answers(asked, said) is first
    assert len(runs) == 1
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0
    other_cut = model.answers(asked, [said[0] + said[1]])
    assert other_cut.shape == (1,)
    forget()
    np.testing.assert_array_equal(model.answers(asked, said), first)
    assert len(runs) == 3


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_is_refused_in_one_line(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "m"
    shutil.copytree(SHIPPED, folder)
    assert ContextEncoder(folder).fingerprint == shipped().fingerprint
    (folder / file).write_bytes((folder / file).read_bytes()[:1000])
    with pytest.raises(EncoderError, match=f"{file}: damaged") as refused:
        ContextEncoder(folder)
    assert "\n" not in str(refused.value)
    (folder / file).unlink()
    with pytest.raises(EncoderError, match=f"{file}: no "):
        ContextEncoder(folder)


def test_each_turn_has_its_sentences_and_windows_and_questions_have_none(
    tmp_path: Path, encoder: Encoder
) -> None:
    said = record("甲", "", f"{SCHOOL}{ROAD}", ROAD)
    asked = record("乙", "怎么办呢请问一下？", kind="question")
    build_index([said, asked], tmp_path, encoder)
    segment = folder_of(tmp_path)
    vectors, bounds = sentences.open_sentences(segment)
    assert bounds.tolist() == [0, 0, 0, 2, 3, 4, 4, 4, 4]
    expected = shipped().encode_passages([SCHOOL, ROAD, SCHOOL + ROAD, ROAD]).astype(np.float16)
    assert np.array_equal(vectors, expected)
    numbers = [np.array([1, 2, 3, 0], np.int32)]  # 乙 comes first
    found = SentenceVectors([segment], numbers)
    question = shipped().encode_questions(["学校怎么办学"])[0]
    each = (expected.astype(np.float32) @ question).tolist()
    cosines = [max(0, one) for one in each]
    assert found.nearest(question, [0, 1, 2, 3]).tolist() == pytest.approx(
        [0, 0, (max(cosines[:2]) + cosines[2]) / 2, cosines[3]], abs=1e-6
    )
    assert found.cosines(question, 2, 2) == pytest.approx(each[:2], abs=1e-6)
    assert found.cosines(question, 3, 1) == pytest.approx(each[3:], abs=1e-6)
    assert found.cosines(question, 0, 0) is found.cosines(question, 1, 9) is None
    with pytest.raises(IndexDamagedError, match="read other sentences than there are"):
        found.cosines(question, 2, 3)


def test_each_turn_gains_by_how_near_it_comes(tmp_path: Path, encoder: Encoder) -> None:
    build_index([record("甲", PHOTOS, CARE, ROAD)], tmp_path, encoder)
    with_it = dict(Searcher.open(tmp_path, encoder).rank(QUESTION))
    without = dict(
        Searcher(store.current(tmp_path), encoder, Settings(closely=False)).rank(QUESTION)
    )
    question = shipped().encode_questions([QUESTION])[0]
    turns = ["甲#t0", f"甲#t{len(PHOTOS)}", f"甲#t{len(PHOTOS + CARE)}"]
    cosines = shipped().encode_passages([PHOTOS, CARE, ROAD]) @ question
    gained = [with_it[turn] - without[turn] for turn in turns]
    expected = (Weights().context * np.maximum(0, cosines)).tolist()
    assert gained == pytest.approx(expected, abs=1e-3)  # kept at half the width
    assert gained[1] > gained[0] > 0


def test_the_sentence_that_means_it_is_marked_though_another_has_the_words(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = "老人节的演出没有停办。"
    build_index([record("甲", show + CARE + ROAD, SCHOOL)], tmp_path, encoder)

    def marked(closely: bool) -> list[str]:
        settings = Settings(
            settled=math.inf, answer_at=0.0, closely=closely, evidence=Choice(most=1)
        )
        found = Searcher(store.current(tmp_path), encoder, settings).ask(QUESTION).findings[0]
        return [found.source.words((span,)) for span in found.evidence]

    assert marked(closely=False) == [show]
    assert marked(closely=True) == [CARE]
    best = []

    def judged(question: str, said: Sequence[Sentence], worth: Worth, reader: object) -> np.ndarray:
        best.append(said[int(worth.scores(Choice()).argmax())].text)
        return np.zeros(len(said), np.float32)

    monkeypatch.setattr(judge, "answers", judged)  # what reads together begins with the best too
    settings = Settings(settled=math.inf, doubt=judge.Doubt((0.0, 1.0), (0.0, 1.0)))
    Searcher(store.current(tmp_path), encoder, settings).ask(QUESTION)
    assert best[0] == CARE


def test_a_lead_that_reading_could_not_overturn_is_left_as_it_is(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([record("甲", SCHOOL, CARE, ROAD)], tmp_path, encoder)

    def searcher(**settings: float) -> Searcher:
        return Searcher(store.current(tmp_path), encoder, Settings(**settings))

    plain = searcher(closely=False)
    first, second, _ = (hit.score for hit in plain.rank(SCHOOL))
    lead = first - second
    assert lead > Settings().settled  # all of its words are one turn's
    assert searcher(settled=1.01 * lead).rank(SCHOOL) == searcher(settled=math.inf).rank(SCHOOL)
    assert searcher(settled=1.01 * lead).rank(SCHOOL) != plain.rank(SCHOOL)
    assert searcher(settled=0.99 * lead).rank(SCHOOL) == plain.rank(SCHOOL)

    def unread(self: ContextEncoder, texts: object) -> None:
        raise AssertionError("a question was read closely for nothing")

    monkeypatch.setattr(ContextEncoder, "encode_questions", unread)
    assert searcher().ask(SCHOOL).confidence == plain.ask(SCHOOL).confidence


def test_a_segment_with_too_many_sentences_is_searched_without(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "MOST", 2)
    done: list[int] = []
    build_index([record("甲", SCHOOL, ROAD, SCHOOL)], tmp_path, encoder, done.append)
    assert done == [3]
    assert read_manifest(store.current(tmp_path)).segments[0].context == ""
    assert not (folder_of(tmp_path) / sentences.VECTORS).exists()
    hits = Searcher.open(tmp_path, encoder).rank(QUESTION)
    plain = Searcher(store.current(tmp_path), encoder, Settings(closely=False)).rank(QUESTION)
    assert hits == plain


def test_what_is_not_read_is_never_half_read(tmp_path: Path, encoder: Encoder) -> None:
    build_index([record("甲", SCHOOL, ROAD)], tmp_path, encoder, closely=False)
    add_to_index([record("乙", SCHOOL)], tmp_path, encoder)
    stamps = read_manifest(store.current(tmp_path)).segments
    assert [one.context for one in stamps] == ["", ""]
    hits = Searcher.open(tmp_path, encoder).rank(QUESTION)
    plain = Searcher(store.current(tmp_path), encoder, Settings(closely=False)).rank(QUESTION)
    assert hits == plain


def test_joined_segments_keep_the_vectors_that_are_there(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "甲乙丙丁戊己庚辛"
    build_index([record(names[0], SCHOOL)], tmp_path / "a", encoder)
    for name in names[1:]:
        add_to_index([record(name, ROAD, SCHOOL)], tmp_path / "a", encoder)
    asked: list[str] = []
    made = ContextEncoder.encode_passages
    monkeypatch.setattr(
        ContextEncoder,
        "encode_passages",
        lambda self, texts: asked.extend(texts) or made(self, texts),
    )
    remove_from_index([names[1]], tmp_path / "a", encoder)
    assert asked == []
    rest = [record(names[0], SCHOOL), *(record(name, ROAD, SCHOOL) for name in names[2:])]
    build_index(rest, tmp_path / "b", encoder)
    one, other = (Searcher.open(tmp_path / way, encoder) for way in "ab")
    assert one.rank(QUESTION) == other.rank(QUESTION)


@pytest.mark.parametrize("nobody", ["甲", "乙", "甲乙"])
def test_segments_in_which_nobody_answers_are_joined_as_any_other(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    monkeypatch.setattr(rewriting, "JOINED", 3)  # as many as that become one
    held = [
        record(name, ROAD, SCHOOL, kind="question" if name in nobody else "answer")
        for name in "甲乙丙丁"
    ]
    build_index(held[:1], tmp_path / "a", encoder)
    for one in held[1:]:
        add_to_index([one], tmp_path / "a", encoder)
    segments = (store.current(tmp_path / "a") / SEGMENTS).iterdir()
    assert len(list(segments)) < len(held)
    build_index(held, tmp_path / "b", encoder)
    grown, new = (Searcher.open(tmp_path / way, encoder) for way in "ab")
    assert grown.rank(QUESTION) == new.rank(QUESTION)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize(("file", "width"), [(sentences.VECTORS, 384), (sentences.BOUNDS, 1)])
def test_a_disk_that_refuses_sentences_is_said_in_a_line(
    tmp_path: Path, file: str, width: int
) -> None:
    import resource

    writer = sentences.SentencesWriter(lambda texts: np.ones((len(texts), width), np.float32))
    writer.add(record("甲", *[SCHOOL] * 3000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(IndexWriteError, match="larger than is allowed"), writable(tmp_path):
            list(writer.write(tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tmp_path / file).stat().st_size == 20_000


def test_torn_sentences_are_said_to_be_so(tmp_path: Path, encoder: Encoder) -> None:
    build_index([record("甲", SCHOOL, ROAD)], tmp_path, encoder)
    segment = folder_of(tmp_path)
    for file in (sentences.VECTORS, sentences.BOUNDS):
        whole = (segment / file).read_bytes()
        (segment / file).write_bytes(whole[:-3])
        with pytest.raises(IndexDamagedError, match=r"Run: xunwen index build RECORDS --index "):
            SentenceVectors([segment], [np.array([0, 1], np.int32)])
        (segment / file).write_bytes(whole)
    np.save(segment / sentences.BOUNDS, np.array([0, 1, 1], np.int32))
    with pytest.raises(IndexDamagedError, match="sentences are missing"):
        SentenceVectors([segment], [np.array([0], np.int32)])


def test_sentences_read_by_another_version_are_not_used(tmp_path: Path, encoder: Encoder) -> None:
    build_index([record("甲", SCHOOL, ROAD)], tmp_path, encoder)
    searcher = Searcher.open(tmp_path, encoder)
    assert searcher.manifest.segments[0].context == shipped().fingerprint
    opened = searcher._opened
    older = replace(opened.manifest.segments[0], context="0" * 64)
    old = replace(opened, manifest=replace(opened.manifest, segments=(older,)))
    generation = store.current(tmp_path)
    assert closeness.Closeness.over(generation, old, encoder) is None
    assert closeness.Closeness.over(generation, opened, encoder) is not None


def test_only_a_static_encoder_needs_a_companion(encoder: Encoder) -> None:
    assert companion(encoder) is shipped()
    assert companion(shipped()) is None
    assert json.loads((SHIPPED / "tokenizer.json").read_text("utf-8"))["model"]["type"] == "Unigram"
