"""Fine-tuning: all signals at once, with the words of the evidence as a second task."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from skillsignal.research.corpora import LabelledPost, corpus_digest, read_corpus
from skillsignal.research.encoder.network import ScoresOnly, SignalNetwork, load_pretrained
from skillsignal.research.encoder.tokens import (
    Example,
    kept_subwords,
    make_examples,
    packaged_tokenizer,
    trimmed_tokenizer,
)
from skillsignal.research.encoder.weights import packaged_weights, read_weights
from skillsignal.research.evaluation import best_thresholds
from skillsignal.research.training import calibrate, label_matrix, library_versions, measure
from skillsignal.signals.bundle import save_model
from skillsignal.signals.encoder import EncoderModel
from skillsignal.signals.taxonomy import Taxonomy, default_taxonomy
from skillsignal.text import clean

NEAR_MISS_WEIGHT = 2.0
EVIDENCE_WEIGHT = 0.7
LAYER_DECAY = 0.9
HEAD_RATE = 2e-3
WARM_UP = 0.08
LARGEST_GRADIENT = 1.0

Report = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """How to fine-tune; ``layers`` names those of the encoder that are kept."""

    epochs: int = 4
    rate: float = 6e-5
    batch: int = 16
    seed: int = 0
    layers: tuple[int, ...] = tuple(range(12))


def finetune(
    paths: Sequence[Path], folder: Path, name: str, settings: Settings, report: Report
) -> dict[str, Any]:
    """Fine-tune on ``train``, calibrate on ``dev``, measure on ``test``, write a bundle.

    Returns the scores that the bundle holds. Two cores take about half an hour for 5,400 posts.

    Raises
    ------
    CorpusError
        If the corpora can't be read.
    MissingExtraError
        If the packages of the extra ``finetune`` are not installed.
    """
    from tokenizers import Tokenizer

    taxonomy = default_taxonomy()
    posts = read_corpus(paths, taxonomy)
    full = Tokenizer.from_str(packaged_tokenizer())
    full.no_truncation()
    kept = kept_subwords(full, (clean(post.text) for post in posts))
    tokenizer_json = trimmed_tokenizer(packaged_tokenizer(), kept)
    train = [post for post in posts if post.split == "train"]
    examples = make_examples(Tokenizer.from_str(tokenizer_json), train, taxonomy, NEAR_MISS_WEIGHT)
    torch.manual_seed(settings.seed)
    weights = read_weights(packaged_weights())
    network = SignalNetwork(weights.sizes, len(kept), len(settings.layers), len(taxonomy.ids))
    load_pretrained(network, weights, kept, list(settings.layers))
    _fit(network, examples, settings, report)
    graph = quantised(export(network))
    facts = {"corpus_sha256": corpus_digest(paths), "trained_with": library_versions("torch")}
    return finish(graph, tokenizer_json, posts, taxonomy, folder, name, facts)


def finish(
    graph: bytes,
    tokenizer_json: str,
    posts: Sequence[LabelledPost],
    taxonomy: Taxonomy,
    folder: Path,
    name: str,
    facts: dict[str, Any],
) -> dict[str, Any]:
    """Calibrate a graph on the ``dev`` posts, measure it on ``test``, and write the bundle."""
    from skillsignal.research.model_card import encoder_card

    languages = tuple(sorted({post.lang for post in posts}))
    plain = np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(taxonomy.ids), 1))
    raw = EncoderModel(name, taxonomy, languages, graph, tokenizer_json, plain, {})
    dev = [post for post in posts if post.split == "dev"]
    truth = label_matrix([set(post.signals) for post in dev], taxonomy)
    scores = raw.scores([clean(post.text) for post in dev])
    calibration = calibrate(scores, truth)
    probabilities = 1 / (1 + np.exp(-(scores * calibration[:, 0] + calibration[:, 1])))
    thresholds = tuple(best_thresholds(truth, probabilities).tolist())
    model = EncoderModel(
        name,
        taxonomy,
        languages,
        graph,
        tokenizer_json,
        calibration,
        dict.fromkeys(languages, thresholds),
    )
    measured = measure(model, [post for post in posts if post.split == "test"])
    train = [post for post in posts if post.split == "train"]
    taxonomy_text = (Path(__file__).parents[2] / "signals" / "taxonomy.toml").read_text("utf-8")
    save_model(
        model,
        folder,
        name=name,
        taxonomy_text=taxonomy_text,
        facts=facts,
        scores=measured,
        card=encoder_card(model, train, dev, measured),
    )
    return measured


def _fit(
    network: SignalNetwork, examples: Sequence[Example], settings: Settings, report: Report
) -> None:
    generator = random.Random(settings.seed)  # noqa: S311 (no secret)
    # The subwords' own vectors stay as they are: few of them are seen often enough to move well.
    network.word.weight.requires_grad_(False)
    optimizer, rates = _optimizer(network, settings.rate)
    steps = settings.epochs * -(-len(examples) // settings.batch)
    step = 0
    for epoch in range(settings.epochs):
        network.train()
        losses = []
        for batch in _batches(examples, settings.batch, generator):
            share = min(1.0, step / (WARM_UP * steps)) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        report(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.4f}")


def _optimizer(network: SignalNetwork, rate: float) -> tuple[Any, list[float]]:
    """Return the optimizer and its rates: lower layers move less (Howard and Ruder, 2018)."""
    top = len(network.layers) - 1
    rates = [rate * LAYER_DECAY ** (top - i) for i in range(top + 1)] + [HEAD_RATE]
    heads = [*network.post_head.parameters(), *network.word_head.parameters(), network.mix]
    parts = [*(list(layer.parameters()) for layer in network.layers), heads]
    groups = [{"params": part, "lr": rate} for part, rate in zip(parts, rates, strict=True)]
    return torch.optim.AdamW(groups, weight_decay=0.01), rates


def _batches(
    examples: Sequence[Example], size: int, generator: random.Random
) -> list[list[Example]]:
    """Return batches of texts of like length, in any order."""
    order = list(examples)
    generator.shuffle(order)
    chunk = size * 20
    batches = []
    for begin in range(0, len(order), chunk):
        part = sorted(order[begin : begin + chunk], key=lambda example: len(example.ids))
        batches += [part[i : i + size] for i in range(0, len(part), size)]
    generator.shuffle(batches)
    return batches


def _loss(network: SignalNetwork, batch: Sequence[Example]) -> torch.Tensor:
    longest = max(len(example.ids) for example in batch)
    signals = len(batch[0].labels)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    evidence = torch.zeros(len(batch), longest, signals)
    for row, example in enumerate(batch):
        length = len(example.ids)
        ids[row, :length] = torch.tensor(example.ids)
        mask[row, :length] = True
        evidence[row, :length] = torch.from_numpy(example.evidence)
    labels = torch.from_numpy(np.stack([example.labels for example in batch]))
    weights = torch.from_numpy(np.stack([example.weights for example in batch]))
    posts, words = network(ids, mask)
    cross_entropy = functional.binary_cross_entropy_with_logits
    of_posts = (cross_entropy(posts, labels, reduction="none") * weights).mean()
    of_words = cross_entropy(words, evidence, reduction="none") * mask.unsqueeze(-1)
    return of_posts + EVIDENCE_WEIGHT * of_words.sum() / mask.sum() / signals


def export(network: SignalNetwork) -> bytes:
    """Return the network as an ONNX graph from ``ids`` and ``mask`` to ``scores``."""
    network.eval()
    stream = io.BytesIO()
    example = (
        torch.tensor([[0, 5, 2], [0, 2, 1]]),
        torch.tensor([[True] * 3, [True, True, False]]),
    )
    axes = {0: "texts", 1: "subwords"}
    torch.onnx.export(
        ScoresOnly(network),
        example,
        stream,
        input_names=["ids", "mask"],
        output_names=["scores"],
        dynamic_axes={"ids": axes, "mask": axes, "scores": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )
    return stream.getvalue()


def quantised(graph: bytes) -> bytes:
    """Return an ONNX graph with its matrices in eight bits (dynamic quantisation)."""
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.onnx", Path(folder) / "after.onnx"
        before.write_bytes(graph)
        quantize_dynamic(before, after, weight_type=QuantType.QInt8, per_channel=True)
        return after.read_bytes()
