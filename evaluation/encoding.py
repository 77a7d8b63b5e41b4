"""How fast a sentence model encodes on one core: each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import EncoderError
from corpus.record import read_transcript, record_files, shipped
from index.encoder import SHIPPED, Encoder, load_encoder

if TYPE_CHECKING:
    from transformers import BertConfig

BESIDE = "bge-small-zh's shape, random weights"
LENGTH, STEP, QUESTION = 100, 7, 20
_SECONDS = 4.0
_AT_ONCE = 256
_ONE_CORE = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")} | {
    "TOKENIZERS_PARALLELISM": "false"
}


@dataclass(frozen=True, slots=True)
class Speed:
    """``passages`` of 100 characters a second and ``question`` milliseconds, of processor time.

    ``size`` is the folder's, in bytes.
    """

    name: str
    dimensions: int
    size: int
    passages: float
    question: float


def compare(encoders: Sequence[str], environment: Mapping[str, str]) -> list[Speed]:
    """The shipped model, a transformer of bge-small-zh's shape, and these folders.

    ``environment`` is that of the processes they are measured in.

    Raises:
        EncoderError: one of them does not load.
    """
    with tempfile.TemporaryDirectory(prefix="xunwen-") as place:
        random_transformer(Path(place), bge_small())
        measured = [
            _apart(str(SHIPPED), environment),
            _apart(place, environment, BESIDE),
        ]
        return measured + [_apart(one, environment) for one in encoders]


def speed(encoder: Encoder, name: str, size: int, seconds: float = _SECONDS) -> Speed:
    """Encode for so many seconds of processor time; the first call does not count."""
    texts = passages()
    questions = [text[:QUESTION] for text in texts]
    encoder.encode_passages(texts[:2])
    encoder.encode_questions(questions[:1])
    rate = _rate(lambda at: encoder.encode_passages(_some(texts, at)), seconds) * _AT_ONCE
    asked = _rate(lambda at: encoder.encode_questions([questions[at % len(texts)]]), seconds / 4)
    return Speed(name, encoder.dimensions, size, rate, 1000 / asked)


def passages() -> list[str]:
    """Passages of 100 characters of the shipped record, one beginning every seven."""
    words = "".join(read_transcript(file).text for file in record_files([shipped()]))
    plain = "".join(words.split())
    return [plain[at : at + LENGTH] for at in range(0, len(plain) - LENGTH, STEP)]


def bge_small() -> BertConfig:
    """The shape of BAAI/bge-small-zh-v1.5, as its config.json has it."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=21128, hidden_size=512, num_hidden_layers=4, num_attention_heads=8,
        intermediate_size=2048, max_position_embeddings=512,
    )  # fmt: skip


def random_transformer(folder: Path, shape: BertConfig) -> None:
    """Write a sentence-transformers folder of this shape that cuts Chinese into characters."""
    from sentence_transformers import SentenceTransformer
    from transformers import BertModel, BertTokenizerFast  # type: ignore[attr-defined]

    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    signs += [chr(0x4E00 + at) for at in range(shape.vocab_size - len(signs))]
    with tempfile.TemporaryDirectory() as plain:
        vocabulary = Path(plain) / "vocab.txt"
        vocabulary.write_text("\n".join(signs), encoding="utf-8")
        BertTokenizerFast(vocab=str(vocabulary)).save_pretrained(plain)
        BertModel(shape).save_pretrained(plain)
        SentenceTransformer(plain, device="cpu").save(str(folder), create_model_card=False)


def table(measured: Sequence[Speed]) -> str:
    """One row a model, as Markdown."""
    head = "| model | dimensions | MB | passages/s, one core | question ms |"
    rows = [
        f"| {one.name} | {one.dimensions} | {one.size / 1e6:.1f} | {one.passages:,.0f} "
        f"| {one.question:.2f} |"
        for one in measured
    ]
    return "\n".join([head, "| --- |" + " --: |" * 4, *rows])


def _apart(folder: str, environment: Mapping[str, str], name: str | None = None) -> Speed:
    """Measure in a new process with one thread."""
    command = [sys.executable, "-m", "evaluation.encoding", folder, name or ""]
    root = Path(__file__).resolve().parent.parent
    around = {**environment, **_ONE_CORE}
    done = subprocess.run(
        command, cwd=root, env=around, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EncoderError(f"{folder}: cannot be measured: {last}")
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


def _run(folder: str, name: str) -> Speed:
    """Measure in this process."""
    encoder = load_encoder(None if folder == str(SHIPPED) else folder)
    size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    return speed(encoder, name or Path(encoder.name).name, size)


def _some(texts: Sequence[str], at: int) -> list[str]:
    """The ``at``-th handful of the texts, round and round."""
    return [texts[(at * _AT_ONCE + more) % len(texts)] for more in range(_AT_ONCE)]


def _rate(work: Callable[[int], object], seconds: float) -> float:
    """How often a second of processor time the work is done."""
    begun, done = time.process_time(), 0
    while time.process_time() - begun < seconds:
        work(done)
        done += 1
    return done / (time.process_time() - begun)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_run(*sys.argv[1:3]))) + "\n")
