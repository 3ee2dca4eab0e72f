from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from skillsignal.errors import ModelError
from skillsignal.research.encoder.weights import BLOCK, MAGIC, Sizes, _shapes, read_weights

SIZES = Sizes(hidden=32, layers=1, heads=2, inner=64, vocabulary=3, positions=4, epsilon=1e-12)
MATRICES = {"q", "k", "v", "ao", "fi", "fo"}


def is_packed(name: str) -> bool:
    return name == "emb.word" or (name.endswith(".w") and name.split(".")[1] in MATRICES)


def packed(values: np.ndarray) -> bytes:
    """Return values between -8 and 7 in blocks of four bits with the scale one."""
    blocks = (values.reshape(-1, BLOCK) + 8).astype(np.uint8)
    nibbles = blocks[:, : BLOCK // 2] | (blocks[:, BLOCK // 2 :] << 4)
    return b"".join(np.float16(1).tobytes() + row.tobytes() for row in nibbles)


def make_file(path: Path) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    tensors = {
        name: generator.integers(-8, 8, shape).astype(np.float32)
        for name, shape in _shapes(SIZES).items()
    }
    contents = {n: packed(t) if is_packed(n) else t.tobytes() for n, t in tensors.items()}
    head = MAGIC + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 3, 4, 1, 1e-12, BLOCK)
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, 5) + bytes(3 * 4 + 2 * 4 + 5)
    head += struct.pack("<iI", 1, 9) + bytes(9) + struct.pack("<i", len(contents))
    size = len(head) + sum(2 + len(name) + 1 + 4 + 16 for name in contents)
    entries, body = b"", b""
    for name, content in contents.items():
        entries += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BI", 0, 0)
        entries += struct.pack("<QQ", size + len(body), len(content))
        body += content
    path.write_bytes(head + entries + body)
    return tensors


def test_weights_are_read_back(tmp_path: Path) -> None:
    tensors = make_file(tmp_path / "weights.bin")
    read = read_weights(tmp_path / "weights.bin")
    assert read.sizes.layers == 1
    for name, tensor in tensors.items():
        assert np.array_equal(read.tensors[name], tensor), name


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"GGUF and so on")
    with pytest.raises(ModelError, match="does not begin with E5S1"):
        read_weights(tmp_path / "x.bin")
