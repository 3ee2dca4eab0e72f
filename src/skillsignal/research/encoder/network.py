"""The encoder in PyTorch, with a head for posts and one for their words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from skillsignal.research.encoder.weights import EncoderWeights, Sizes

DROPOUT = 0.1
MASKED = -1e4
# How sharply the highest word scores stand out in the score of a post.
SHARPNESS = 2.0


class Layer(nn.Module):  # type: ignore[misc]
    """One layer of the encoder: attention and a feed-forward part, each normalised after."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.qkv = nn.Linear(sizes.hidden, 3 * sizes.hidden)
        self.out = nn.Linear(sizes.hidden, sizes.hidden)
        self.inner = nn.Linear(sizes.hidden, sizes.inner)
        self.outer = nn.Linear(sizes.inner, sizes.hidden)
        self.norm_attention = nn.LayerNorm(sizes.hidden, sizes.epsilon)
        self.norm_outer = nn.LayerNorm(sizes.hidden, sizes.epsilon)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the hidden states after this layer, ``(texts, subwords, hidden)``."""
        texts, length, hidden = x.shape
        split = self.qkv(x).view(texts, length, 3, self.heads, hidden // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        joined = attended.transpose(1, 2).reshape(texts, length, hidden)
        x = self.norm_attention(x + self.dropout(self.out(joined)))
        forward = self.outer(functional.gelu(self.inner(x)))
        return self.norm_outer(x + self.dropout(forward))


class SignalNetwork(nn.Module):  # type: ignore[misc]
    """Encoder and heads: scores of a post from its mean and from its highest words."""

    def __init__(self, sizes: Sizes, vocabulary: int, layers: int, signals: int) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, sizes.hidden)
        self.position = nn.Embedding(sizes.positions, sizes.hidden)
        self.norm = nn.LayerNorm(sizes.hidden, sizes.epsilon)
        self.dropout = nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(layers))
        self.post_head = nn.Linear(sizes.hidden, signals)
        self.word_head = nn.Linear(sizes.hidden, signals)
        self.mix = nn.Parameter(torch.full((signals,), 0.5))
        for head, bias in ((self.post_head, -2.0), (self.word_head, -3.0)):
            nn.init.zeros_(head.weight)
            nn.init.constant_(head.bias, bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores of posts, ``(texts, signals)``, and of each of their subwords."""
        x = self.word(ids) + self.position(torch.arange(ids.shape[1], device=ids.device))
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        present = mask.unsqueeze(-1).float()
        lengths = present.sum(1)
        words = self.word_head(self.dropout(x))
        posts = self.post_head(self.dropout((x * present).sum(1) / lengths))
        masked = words.masked_fill(~mask.unsqueeze(-1), MASKED)
        highest = torch.logsumexp(masked * SHARPNESS, 1) / SHARPNESS - 0.5 * torch.log(lengths)
        return posts + self.mix * highest, words


def load_pretrained(
    network: SignalNetwork,
    weights: EncoderWeights,
    kept: npt.NDArray[np.int64],
    layers: list[int],
) -> None:
    """Put pretrained weights into a network: the kept subwords, and the layers named."""
    t = {name: torch.from_numpy(array) for name, array in weights.tensors.items()}
    parts: list[tuple[nn.Module, torch.Tensor, torch.Tensor]] = [
        (network.norm, t["emb.ln.w"], t["emb.ln.b"])
    ]
    for layer, i in zip(network.layers, layers, strict=True):
        joined = [torch.cat([t[f"l{i}.{m}.{kind}"] for m in "qkv"]) for kind in "wb"]
        parts.append((layer.qkv, joined[0], joined[1]))
        for module, name in (
            (layer.out, "ao"),
            (layer.inner, "fi"),
            (layer.outer, "fo"),
            (layer.norm_attention, "aln"),
            (layer.norm_outer, "oln"),
        ):
            parts.append((module, t[f"l{i}.{name}.w"], t[f"l{i}.{name}.b"]))
    with torch.no_grad():
        network.word.weight.copy_(t["emb.word"][torch.from_numpy(kept)])
        network.position.weight.copy_(t["emb.pos"] + t["emb.type"])
        for module, weight, bias in parts:
            module.weight.copy_(weight)
            module.bias.copy_(bias)


class ScoresOnly(nn.Module):  # type: ignore[misc]
    """What inference needs: the scores of posts."""

    def __init__(self, network: SignalNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return scores of posts, ``(texts, signals)``."""
        return self.network(ids, mask)[0]
