"""A Unigram vocabulary of XLM-RoBERTa's kind, texts cut with it, and ids side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""The first pieces of every such vocabulary, in this order."""
BEGIN, PAD, END, UNKNOWN = range(4)
SPACE = "\u2581"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces and what each one scores, in nats; a piece's id is its place."""

    names: tuple[str, ...]
    scores: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.names)

    def kept(self, ids: Sequence[int]) -> Pieces:
        """These pieces alone, numbered anew in this order."""
        return Pieces(tuple(self.names[one] for one in ids), tuple(self.scores[one] for one in ids))

    def tokenizer(self) -> Tokenizer:
        """What cuts texts into these pieces; it puts nothing around them."""
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        vocabulary = list(zip(self.names, self.scores, strict=True))
        made = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN))
        made.normalizer = normalizers.NFKC()
        made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
        return made


def cut(tokenizer: Tokenizer, texts: Sequence[str], prefix: str, most: int) -> list[list[int]]:
    """Each text's ids, prefix before it and begin and end around them: at most ``most``."""
    found = tokenizer.encode_batch_fast([prefix + text for text in texts], add_special_tokens=False)
    return [[BEGIN, *one.ids[: most - 2], END] for one in found]


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of ids side by side, int64 ``(texts, pieces)``, filled up with the pad."""
    import torch

    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in rows])
