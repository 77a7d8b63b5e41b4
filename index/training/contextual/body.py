"""A static model's words with attention on top: a small T5 encoder that starts as the table.

T5's encoder (Raffel et al., 2020, arXiv 1910.10683) is a residual one, normed
before each part and once at the end. With the outputs of attention and inner
layer at zero it gives each word's row brought to a fixed length; a weight a
word and the mean over the text make of these what the static model gives,
as near as fewer dimensions can. So training starts where the table ends.

Transformers and sentence-transformers load what is saved, with no code of ours::

    config.json, model.safetensors    T5EncoderModel, half precision
    tokenizer.json                    the static model's words; [UNK] before each text
    1_WordWeights, 2_Pooling, 3_Normalize

The [UNK] in front weighs nothing: attention may look there, and an empty text
has something to look at.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoder import StaticEncoder
from index.training.start import start_from

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from torch import Tensor

_LOUDNESS = 20.0
"""A word's mean weight; only ratios show, and half precision likes numbers near these."""


@dataclass(frozen=True, slots=True)
class Shape:
    """``layers`` of ``heads`` of ``head`` dimensions, ``inner`` neurons; ``longest`` words a text."""

    width: int = 256
    layers: int = 1
    heads: int = 4
    head: int = 64
    inner: int = 1024
    longest: int = 384


class Tokens(NamedTuple):
    """Texts as word ids, each led by 0 and padded with it; both ``(texts, words)``."""

    ids: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Body:
    """``encoder`` is a T5EncoderModel, ``weights`` an embedding one wide."""

    encoder: Any
    weights: Any
    tokenizer: Tokenizer
    shape: Shape

    @property
    def width(self) -> int:
        """Dimensions of a vector."""
        return int(self.encoder.config.d_model)

    def tokens(self, texts: Sequence[str], most: int) -> Tokens:
        """The first ``most`` words of each text."""
        cut = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return self.padded([np.asarray(one.ids[:most], dtype=np.int64) for one in cut])

    def padded(self, rows: Sequence[NDArray[np.int64]]) -> Tokens:
        """Rows of ids side by side."""
        import torch

        ids = np.zeros((len(rows), 1 + max(map(len, rows), default=0)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, 1 : 1 + len(row)] = row
            mask[at, : 1 + len(row)] = 1
        where = self.weights.weight.device
        return Tokens(torch.from_numpy(ids).to(where), torch.from_numpy(mask).to(where))

    def hidden(self, tokens: Tokens, rows: Tensor | None = None) -> Tensor:
        """Each word in its context ``(texts, words, width)``; ``rows`` may stand in for the ids."""
        given = {"input_ids": tokens.ids} if rows is None else {"inputs_embeds": rows}
        found = self.encoder(attention_mask=tokens.mask, **given)
        return found.last_hidden_state  # type: ignore[no-any-return]

    def vectors(self, tokens: Tokens) -> Tensor:
        """Each text's vector, of length one."""
        import torch

        weights = self.weights(tokens.ids) * tokens.mask[:, :, None]
        summed = (self.hidden(tokens).float() * weights).sum(1)
        return torch.nn.functional.normalize(summed, dim=1)


def fresh(start: Path, texts: Sequence[str], shape: Shape, seed: int) -> Body:
    """A body that says what the static model in ``start`` says.

    Where the table is wider than the shape, the directions stay in which these
    texts differ most.

    Raises:
        EncoderError: there is no static model in the folder.
    """
    import torch
    from transformers import T5Config, T5EncoderModel

    tokenizer, table = start_from(start)
    rows = table.rows.numpy() @ _directions(StaticEncoder(start), texts, shape.width)
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
    weights = table.weights.numpy() * lengths
    weights[0] = 0.0
    words, width = rows.shape
    config = T5Config(
        vocab_size=words, d_model=width, d_kv=shape.head, d_ff=shape.inner,
        num_layers=shape.layers, num_heads=shape.heads, dropout_rate=0.0,
        is_encoder_decoder=False, use_cache=False, pad_token_id=0,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        encoder = T5EncoderModel(config)
    with torch.no_grad():
        encoder.shared.weight.copy_(torch.from_numpy(rows / lengths[:, None]))
        encoder.shared.weight[0] = 0.0
    weighed = torch.from_numpy(weights * (_LOUDNESS / max(weights.mean(), 1e-6)))[:, None]
    single = torch.nn.Embedding(words, 1, _weight=weighed.float())
    body = Body(encoder, single, tokenizer, shape)
    soften(body, 0.0)
    return body


def soften(body: Body, share: float) -> None:
    """Bring what the layers add to the words' own rows to this share of it."""
    import torch

    with torch.no_grad():
        for block in body.encoder.encoder.block:
            block.layer[0].SelfAttention.o.weight.mul_(share)
            block.layer[-1].DenseReluDense.wo.weight.mul_(share)


def _directions(encoder: StaticEncoder, texts: Sequence[str], width: int) -> NDArray[np.float32]:
    """The main directions of the texts' vectors ``(dimensions, width)``, or all there are."""
    if width >= encoder.dimensions:
        return np.eye(encoder.dimensions, dtype=np.float32)
    vectors = encoder.encode_passages(texts)
    _, found = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(found[:, ::-1][:, :width])


def save(body: Body, folder: Path) -> None:
    """Write the folder that sentence-transformers loads."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as place:
        plain, made = Path(place) / "plain", Path(place) / "made"
        write_plain(body, plain)
        whole = SentenceTransformer(modules=_modules(body, plain), device="cpu")
        whole.save(str(made), create_model_card=False)
        _tighten(plain, made, body)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(made, folder, dirs_exist_ok=True)
    (folder / "model.safetensors").chmod(0o644)  # written for the owner alone


def _modules(body: Body, plain: Path) -> list[torch.nn.Module]:
    """The encoder, the words' weights, their mean, brought to length one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer versions know these by other names too
        from sentence_transformers.models import Normalize, Pooling, Transformer, WordWeights

    values = body.weights.weight.detach().cpu().numpy()[:, 0].tolist()
    words = [body.tokenizer.id_to_token(at) or "" for at in range(len(values))]
    weights = {word: round(value, 2) for word, value in zip(words, values, strict=True)}
    width = body.width
    return [
        Transformer(str(plain), max_seq_length=body.shape.longest),
        WordWeights(words, weights, 0.0),
        Pooling(width, pooling_mode="mean"),
        Normalize(),
    ]


def _tighten(plain: Path, made: Path, body: Body) -> None:
    """Half precision, names that old versions know, and words without what nobody reads."""
    shutil.copy(plain / "model.safetensors", made)
    unread = made / "1_WordWeights" / "model.safetensors"  # the settings beside it say it all
    unread.unlink(missing_ok=True)
    settings = made / "1_WordWeights" / "config.json"
    kept = json.dumps(json.loads(settings.read_text("utf-8")), ensure_ascii=False)
    settings.write_text(kept + "\n", "utf-8")
    _led(body).save(str(made / "tokenizer.json"), pretty=False)
    modules = json.loads((made / "modules.json").read_text("utf-8"))
    for module in modules:
        module["type"] = f"sentence_transformers.models.{module['type'].rpartition('.')[2]}"
    (made / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", "utf-8")


def write_plain(body: Body, folder: Path) -> None:
    """The encoder in half precision and its tokenizer, as transformers keeps them."""
    import copy

    from transformers import PreTrainedTokenizerFast

    half = copy.deepcopy(body.encoder).cpu().half()
    half.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["dtype"] = "float32"  # what to reckon in; the file stays as it is
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    led, unknown = _led(body), body.tokenizer.id_to_token(0)
    kept: Any = PreTrainedTokenizerFast  # has no types
    kept(
        tokenizer_object=led, unk_token=unknown, pad_token=unknown,
        model_max_length=body.shape.longest,
    ).save_pretrained(folder)  # fmt: skip


def _led(body: Body) -> Tokenizer:
    """The tokenizer, which puts the unknown word before each text."""
    from tokenizers import Tokenizer, processors

    led = Tokenizer.from_str(body.tokenizer.to_str())
    unknown = led.id_to_token(0)
    led.post_processor = processors.TemplateProcessing(
        single=f"{unknown} $A", pair=f"{unknown} $A {unknown} $B", special_tokens=[(unknown, 0)]
    )
    return led
