"""A BERT with XLM-RoBERTa's pieces, such as intfloat/multilingual-e5-small, as transformers keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError
from index.training.distil.network import Network
from index.training.distil.pieces import SPECIAL, Pieces

if TYPE_CHECKING:
    from torch import Tensor

_LAYER = {
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
"""What BERT calls the parts of a layer, and what the network does."""


def read(name: str) -> tuple[Pieces, Network]:
    """The pieces and the network of a model, by its folder or its name on the hub.

    Raises:
        EncoderError: there is no such model, or it is of another kind.
        DependencyError: sentence-transformers is not installed.
    """
    from index.transformer import sentence_transformer

    model: Any = sentence_transformer(name, "cpu")
    body = model[0].auto_model
    kind = body.config
    if kind.model_type != "bert" or kind.hidden_act != "gelu":
        raise EncoderError(
            f"{name}: want a BERT as teacher, such as intfloat/multilingual-e5-small, "
            f"not {kind.model_type} ({getattr(kind, 'hidden_act', 'no activation')})"
        )
    pieces = _pieces(name, model.tokenizer)
    weights = _weights(body.state_dict(), kind.num_hidden_layers)
    return pieces, Network(weights, kind.num_attention_heads, kind.layer_norm_eps)


def _pieces(name: str, tokenizer: Any) -> Pieces:
    """The tokenizer's vocabulary, if it is of XLM-RoBERTa's kind."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    model = json.loads(backend.to_str())["model"] if backend else {}
    found: list[tuple[str, float]] = model["vocab"] if model.get("type") == "Unigram" else []
    if tuple(piece for piece, _ in found[:4]) != SPECIAL:
        raise EncoderError(
            f"{name}: want a teacher with XLM-RoBERTa's Unigram pieces (first {' '.join(SPECIAL)}), "
            "such as intfloat/multilingual-e5-small"
        )
    return Pieces(tuple(piece for piece, _ in found), tuple(score for _, score in found))


def _weights(state: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """BERT's weights under the network's names."""
    words = state["embeddings.word_embeddings.weight"]
    found = {
        "word.weight": words,
        "pos.weight": state["embeddings.position_embeddings.weight"]
        + state["embeddings.token_type_embeddings.weight"][0],
        "eln.weight": state["embeddings.LayerNorm.weight"],
        "eln.bias": state["embeddings.LayerNorm.bias"],
        "bias": words.new_zeros(words.shape[1]),
    }
    for at in range(layers):
        found |= _layer(state, at)
    return {name: one.detach().float() for name, one in found.items()}


def _layer(state: dict[str, Tensor], at: int) -> dict[str, Tensor]:
    """One layer's weights."""
    import torch

    own, found = f"encoder.layer.{at}", {}
    for side in ("weight", "bias"):
        parts = [state[f"{own}.attention.self.{n}.{side}"] for n in ("query", "key", "value")]
        found[f"layers.{at}.qkv.{side}"] = torch.cat(parts)
        for name, ours in _LAYER.items():
            found[f"layers.{at}.{ours}.{side}"] = state[f"{own}.{name}.{side}"]
    return found
