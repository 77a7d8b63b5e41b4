"""Sentences to vectors: three libraries agree, words are told, what is wrong is said."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import DependencyError, EncoderError
from index.encoder import SHIPPED, StaticEncoder, load_encoder
from index.training.export import export
from index.training.vocabulary import tokenizer_of
from index.transformer import SentenceTransformerEncoder

TEXTS = [
    "",
    " \n\t",
    "\x00\x07\x1f",
    "🙂🙂",
    "\ud7ff\ufffd",
    "ꙮ问题ꙮ",
    "辍学问题怎么解决？",
    "Ｗｈｏ　ＣＯＶＩＤ－１９ 2020年3.5%",
    "學校\r\n饮水\u200b安全",
    "农村饮水安全工作，" * 450,
    "疫" * 4000,
]


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, StaticEncoder)
    return encoder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer of two layers with a vocabulary of single characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers import models as modules
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"辍学问题怎么解决教育饮水"]
    (folder / "vocab.txt").write_text("\n".join(signs), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(signs), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    body = modules.Transformer(str(folder / "bert"), max_seq_length=64)
    whole = SentenceTransformer(
        modules=[body, modules.Pooling(16)], prompts={"query": "问：", "document": ""}, device="cpu"
    )
    whole.save(str(folder / "whole"))
    return folder / "whole"


# the static encoder


def test_sentence_transformers_gives_the_same(shipped: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(SHIPPED), device="cpu").encode(TEXTS)
    np.testing.assert_allclose(shipped.encode_passages(TEXTS), theirs, atol=1e-5, rtol=0)


def test_model2vec_gives_the_same(shipped: StaticEncoder) -> None:
    model2vec = pytest.importorskip("model2vec")
    theirs = model2vec.StaticModel.from_pretrained(SHIPPED).encode(TEXTS)
    np.testing.assert_allclose(shipped.encode_passages(TEXTS), theirs, atol=1e-5, rtol=0)


def test_vectors_have_length_one_and_no_words_give_zeros(shipped: StaticEncoder) -> None:
    lengths = np.linalg.norm(shipped.encode_questions(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [0] * 5 + [1] * 6, atol=1e-6)
    assert shipped.encode_questions([]).shape == (0, shipped.dimensions)
    assert shipped.encode_questions(["问"]).dtype == np.float32


def test_a_batch_is_its_texts_one_by_one(shipped: StaticEncoder) -> None:
    texts = [f"第{number}个问题：{'饮水' * (number % 7)}" for number in range(2100)]
    whole = shipped.encode_passages(texts)
    for at in (0, 1023, 1024, 2099):
        np.testing.assert_array_equal(whole[at], shipped.encode_passages([texts[at]])[0])


def test_related_texts_are_nearer_than_others(shipped: StaticEncoder) -> None:
    asked = shipped.encode_questions(["孩子不上学了怎么办？"])
    found = shipped.encode_passages(["教育局劝返辍学学生。", "水利局改造自来水管网。"])
    near, far = (asked @ found.T)[0]
    assert near > far + 0.1


def test_pieces_are_words_without_the_unknown(shipped: StaticEncoder) -> None:
    assert shipped.pieces("辍学问题ꙮ怎么解决？ＧＤＰ") == [
        "辍学",
        "问题",
        "怎么",
        "解决",
        "gdp",
    ]
    assert shipped.pieces_of(["", "教育"]) == [[], ["教育"]]


def test_piece_vectors_add_up_to_the_text(shipped: StaticEncoder) -> None:
    text = "辍学问题ꙮ怎么解决？"
    words, empty = shipped.piece_vectors([text, "🙂"])
    assert words.pieces == ["辍学", "问题", "怎么", "解决"]
    np.testing.assert_allclose(np.linalg.norm(words.vectors, axis=1), 1, atol=1e-6)
    summed = words.weights @ words.vectors
    expected = shipped.encode_questions([text])[0]
    np.testing.assert_allclose(summed / np.linalg.norm(summed), expected, atol=1e-6)
    assert (empty.pieces, empty.vectors.shape) == ([], (0, shipped.dimensions))


def test_the_fingerprint_follows_the_weights_and_not_the_place(tmp_path: Path) -> None:
    tokenizer = tokenizer_of({"甲": 2, "乙": 1})
    rows = np.eye(3, 4, dtype=np.float32)
    for name, weight in (("one", 1.0), ("moved", 1.0), ("other", 2.0)):
        export(tmp_path / name, tokenizer, rows, np.full(3, weight, dtype=np.float32))
    prints = {
        name: StaticEncoder(tmp_path / name).fingerprint for name in ("one", "moved", "other")
    }
    assert prints["one"] == prints["moved"] != prints["other"]
    assert len(prints["one"]) == 64


def test_encoding_needs_no_torch_and_importing_needs_nothing() -> None:
    code = (
        "import sys; import index.encoder as e; "
        "assert not {'torch', 'tokenizers', 'safetensors'} & set(sys.modules); "
        "e.load_encoder().encode_questions(['辍学']); "
        "assert not {'torch', 'sentence_transformers', 'transformers', 'scipy'} & set(sys.modules)"
    )
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)  # noqa: S603


def test_the_shipped_folder_is_small_and_loads_at_once(shipped: StaticEncoder) -> None:
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*")) <= 32_000_000
    began = time.process_time()
    StaticEncoder(SHIPPED).encode_questions(["辍学问题怎么解决？"])
    assert time.process_time() - began < 2  # 0.2 s; the rest is for a busy machine
    assert shipped.name == "xunwen-static"


def test_the_shipped_folder_says_what_it_is() -> None:
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    head = card.split("---\n")[1]
    assert "license: other" in head
    assert "model-index:" in head
    assert json.loads((SHIPPED / "config.json").read_text())["max_length"] is None


# what is wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export(tmp_path, tokenizer_of({"甲": 1}), np.eye(2, dtype=np.float32), np.ones(2, np.float32))
    return tmp_path


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(EncoderError, match=rf"{file}: no (tokenizer|weights) here"):
        load_encoder(folder)


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x08\0\0\0\0\0\0\0not json", b"\xff" * 40])
def test_a_damaged_file_is_named(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    with pytest.raises(EncoderError, match=rf"{file}: damaged"):
        load_encoder(folder)


def test_weights_cut_short_are_named(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-6])
    with pytest.raises(EncoderError, match=r"model\.safetensors: damaged"):
        load_encoder(folder)


def test_files_of_two_models_are_refused(folder: Path) -> None:
    tokenizer_of({"甲": 2, "乙": 1}).save(str(folder / "tokenizer.json"))
    with pytest.raises(EncoderError, match="do not belong together"):
        load_encoder(folder)


# any sentence-transformers model


def test_a_transformer_in_a_folder_encodes_with_its_own_prompt(tiny: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = load_encoder(tiny)
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.dimensions == 16
    plain = SentenceTransformer(str(tiny), device="cpu")
    asked = plain.encode(["问：辍学"], prompt="", normalize_embeddings=True)
    found = plain.encode(["辍学"], prompt="", normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode_questions(["辍学"]), asked, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_passages(["辍学"]), found, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 16)


def test_a_transformers_fingerprint_follows_weights_and_prompt(tiny: Path) -> None:
    one, again = (SentenceTransformerEncoder(str(tiny), device="cpu") for _ in range(2))
    other = SentenceTransformerEncoder(str(tiny), device="cpu", query_prompt="找：")
    assert one.fingerprint == again.fingerprint != other.fingerprint


def test_encoding_leaves_a_transformers_fingerprint_alone(tiny: Path) -> None:
    before, after = (SentenceTransformerEncoder(str(tiny), device="cpu") for _ in range(2))
    after.encode_passages(["辍学问题", "教育"])
    assert before.fingerprint == after.fingerprint


def test_a_models_name_finds_it_from_anywhere(
    tiny: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.parent)
    assert load_encoder(tiny.name).name == str(tiny.resolve())
    monkeypatch.chdir(folder.parent)
    assert load_encoder(folder.name).name == str(folder.resolve())
    with pytest.raises(EncoderError, match=r"gone: this folder is gone; put it back, or build"):
        load_encoder(str(folder / "gone"))


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no sentence-transformers model in this folder"):
        load_encoder(tmp_path)


class _Hub:
    """Stands in for the hub's client and for loading; says how often each was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Exception, cached: bool) -> None:
        import huggingface_hub
        import sentence_transformers

        self.asked: list[str] = []
        self.loads: list[bool] = []
        self._answer, self._cached = answer, cached
        monkeypatch.setattr(huggingface_hub.HfApi, "model_info", self._model_info)
        monkeypatch.setattr(sentence_transformers, "SentenceTransformer", self._load)

    def _model_info(self, name: str, timeout: float) -> None:
        self.asked.append(name)
        raise self._answer

    def _load(self, name: str, device: str | None, local_files_only: bool = False) -> object:
        self.loads.append(local_files_only)
        if self._cached and local_files_only:
            return object()
        raise OSError(f"{name} is not a model\nand more")


BGE = "BAAI/bge-small-zh-v1.5"


def test_a_model_that_cannot_be_fetched_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = _Hub(monkeypatch, OSError("Name or service not known"), cached=False)
    with pytest.raises(
        EncoderError,
        match=r"BAAI/bge-small-zh-v1\.5: neither a folder nor a model that can be had .*: "
        r"the hub cannot be reached \(Name or service not known\)\. .*"
        r"hf download BAAI/bge-small-zh-v1\.5 --local-dir bge-small-zh-v1\.5; copy that folder",
    ):
        load_encoder(BGE)
    assert (hub.asked, hub.loads) == ([BGE], [True])


def test_a_model_that_the_hub_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx
    from huggingface_hub.errors import HfHubHTTPError

    gone = httpx.Response(404, request=httpx.Request("GET", "https://hub"))
    hub = _Hub(monkeypatch, HfHubHTTPError("404", response=gone), cached=False)
    with pytest.raises(EncoderError, match=r"had from the hub: BAAI/.* is not a model\. On"):
        load_encoder(BGE)
    assert hub.loads == [True, False]


def test_a_model_fetched_before_needs_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = _Hub(monkeypatch, OSError("no"), cached=True)
    assert load_encoder(BGE).name == BGE
    assert (hub.asked, hub.loads) == ([], [True])


def test_without_sentence_transformers_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(DependencyError, match="pip install sentence-transformers"):
        load_encoder("BAAI/bge-small-zh-v1.5")
