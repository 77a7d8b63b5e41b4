"""The model card: its head as the Hub reads it, its figures as the folder has them."""

from __future__ import annotations

import json

from huggingface_hub import ModelCard

from index.encoder import SHIPPED, load_encoder
from index.weighting import SHIPPED as TERMS
from index.weighting import read


def test_the_head_of_the_card_is_the_hubs() -> None:
    card = ModelCard.load(SHIPPED / "README.md")
    data = card.data
    assert (data.language, data.license, data.library_name, data.pipeline_tag) == (
        ["zh"], "other", "sentence-transformers", "sentence-similarity",
    )  # fmt: skip
    assert data.model_name == "xunwen-static"
    measured = [(r.dataset_type, r.metric_type) for r in data.eval_results]
    assert measured == [
        (name, "ndcg_at_10")
        for name in ("covid_ctx", "gov_msgboard", "gov_hk_legco", "drcd_dev_zhs")
    ]
    assert all(0 < r.metric_value < 1 for r in data.eval_results)


def test_the_card_states_what_is_shipped() -> None:
    text = (SHIPPED / "README.md").read_text("utf-8")
    words = json.loads((SHIPPED / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    assert f"{len(words):,} words" in text
    assert f"{load_encoder().dimensions} dimensions" in text
    assert f"{len(read(TERMS)):,} terms" in text
