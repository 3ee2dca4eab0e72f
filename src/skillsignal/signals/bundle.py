"""A model on disk: one folder, checked file by file before anything of it is used.

Layout of the folder (format 1)::

    config.json          format, kind, name, taxonomy digest, languages, thresholds, corpus
                         digest, library versions, and the SHA-256 of every file that is loaded
    taxonomy.toml        the signals
    scores.json          the measured quality
    README.md            the model card
  kind "linear":
    vocabulary.json      the terms, words first
    weights.safetensors  coefficients, intercepts, calibration, word_idf, character_idf
  kind "encoder":
    tokenizer.json       the subwords
    encoder.onnx         the graph from subwords to scores
    weights.safetensors  calibration
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from skillsignal.errors import ModelError
from skillsignal.signals.encoder import EncoderModel
from skillsignal.signals.features import TfidfFeatures
from skillsignal.signals.model import LinearModel, SignalModel
from skillsignal.signals.taxonomy import parse_taxonomy

FORMAT = 1
CONFIG = "config.json"
TAXONOMY = "taxonomy.toml"
VOCABULARY = "vocabulary.json"
WEIGHTS = "weights.safetensors"
SCORES = "scores.json"
CARD = "README.md"
TOKENIZER = "tokenizer.json"
ENCODER = "encoder.onnx"
SHIPPED = ("default", "accurate")
CHECKED = {
    "linear": (TAXONOMY, VOCABULARY, WEIGHTS, SCORES),
    "encoder": (TAXONOMY, TOKENIZER, ENCODER, WEIGHTS, SCORES),
}


def shipped_model_path(name: str = "default") -> Path:
    """Return the folder of a model that comes with the program."""
    installed = Path(str(resources.files("skillsignal"))) / "models" / name
    if installed.is_dir():
        return installed
    # An editable installation reads the models from the checkout.
    return Path(__file__).resolve().parents[3] / "models" / name


def _located(folder: Path | None) -> Path:
    """Return a folder as it is, or that of a shipped model where only its name is given."""
    if folder is None:
        return shipped_model_path()
    is_name = str(folder) in SHIPPED and not folder.exists()
    return shipped_model_path(str(folder)) if is_name else folder


def load_model(folder: Path | None = None) -> SignalModel:
    """Load a model from a folder, or a shipped one by its name; the default if none is given.

    Raises
    ------
    ModelError
        If the folder or a file is missing, altered, cut short, or of an unknown format.
    """
    folder = _located(folder)
    config = read_config(folder)
    files = {name: _read_checked(folder, name, config["files"]) for name in CHECKED[config["kind"]]}
    try:
        return _assemble(config, files)
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"the model in {folder} does not hang together ({error}); train or copy it anew"
        ) from error


def read_config(folder: Path) -> dict[str, Any]:
    """Read the configuration of a model folder.

    Raises
    ------
    ModelError
        If it is missing, no JSON, or of a format that this version does not know.
    """
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        found, kind = config["format"], config.get("kind")
        names = sorted(config["files"])
    except FileNotFoundError as error:
        raise ModelError(
            f"no model in {folder}: {CONFIG} is missing; give the folder that 'model train' wrote"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder / CONFIG} can't be read ({type(error).__name__}); copy the model anew"
        ) from error
    if found != FORMAT:
        raise ModelError(
            f"the model in {folder} has format {found}, this version of skillsignal reads format "
            f"{FORMAT}; upgrade skillsignal or train the model anew"
        )
    if kind not in CHECKED:
        known = ", ".join(CHECKED)
        raise ModelError(f"the model in {folder} is of the kind '{kind}', known are {known}")
    if names != sorted(CHECKED[kind]):
        raise ModelError(
            f"the model in {folder} lists the files {', '.join(names)}, expected "
            f"{', '.join(sorted(CHECKED[kind]))}; copy the model anew"
        )
    return dict(config)


def read_scores(folder: Path | None = None) -> dict[str, Any]:
    """Return the measured quality that stands beside a model."""
    folder = _located(folder)
    config = read_config(folder)
    return dict(json.loads(_read_checked(folder, SCORES, config["files"])))


def _read_checked(folder: Path, name: str, digests: dict[str, str]) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ModelError(f"the model in {folder} lacks {name}; copy the model anew") from error
    if hashlib.sha256(content).hexdigest() != digests[name]:
        raise ModelError(
            f"{folder / name} was altered or cut short (its SHA-256 differs); copy the model anew"
        )
    return content


def _assemble(config: dict[str, Any], files: dict[str, bytes]) -> SignalModel:
    from safetensors.numpy import load

    taxonomy = parse_taxonomy(files[TAXONOMY].decode())
    if taxonomy.digest != config["taxonomy_sha256"]:
        raise ValueError("its taxonomy is another one than it was trained on")
    arrays = load(files[WEIGHTS])
    main_file = WEIGHTS if config["kind"] == "linear" else ENCODER
    known: dict[str, Any] = {
        "name": f"{config['name']}-{config['files'][main_file][:8]}",
        "taxonomy": taxonomy,
        "languages": tuple(config["languages"]),
        "calibration": arrays["calibration"],
        "thresholds": {
            lang: tuple(table[signal] for signal in taxonomy.ids)
            for lang, table in config["thresholds"].items()
        },
    }
    if config["kind"] == "encoder":
        return EncoderModel(**known, graph=files[ENCODER], tokenizer=files[TOKENIZER].decode())
    vocabulary = json.loads(files[VOCABULARY])
    features = TfidfFeatures(
        words=tuple(vocabulary["words"]),
        characters=tuple(vocabulary["characters"]),
        word_idf=arrays["word_idf"],
        character_idf=arrays["character_idf"],
    )
    terms = len(features.words) + len(features.characters)
    if arrays["coefficients"].shape != (len(taxonomy.signals), terms):
        raise ValueError("weights and vocabulary differ in size")
    return LinearModel(
        **known,
        features=features,
        coefficients=arrays["coefficients"].astype(np.float32),
        intercepts=arrays["intercepts"],
    )


def save_model(
    model: LinearModel | EncoderModel,
    folder: Path,
    *,
    name: str,
    taxonomy_text: str,
    facts: dict[str, Any],
    scores: dict[str, Any],
    card: str,
) -> None:
    """Write a model folder; ``facts`` (corpus digest, versions) go into the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {TAXONOMY: taxonomy_text.encode(), SCORES: _json(scores, indent=2)}
    contents |= _encoder_files(model) if isinstance(model, EncoderModel) else _linear_files(model)
    config = {
        "format": FORMAT,
        "kind": "encoder" if isinstance(model, EncoderModel) else "linear",
        "name": name,
        "taxonomy_sha256": model.taxonomy.digest,
        "languages": model.languages,
        "thresholds": {
            lang: dict(zip(model.taxonomy.ids, row, strict=True))
            for lang, row in model.thresholds.items()
        },
        **facts,
        "files": {file: hashlib.sha256(data).hexdigest() for file, data in contents.items()},
    }
    for file, data in {**contents, CONFIG: _json(config, indent=2), CARD: card.encode()}.items():
        (folder / file).write_bytes(data)


def _linear_files(model: LinearModel) -> dict[str, bytes]:
    from safetensors.numpy import save

    features = model.features
    return {
        VOCABULARY: _json({"words": features.words, "characters": features.characters}),
        WEIGHTS: save(
            {
                # Half precision: the scores move by less than 0.001, the file is half as large.
                "coefficients": model.coefficients.astype(np.float16),
                "intercepts": model.intercepts,
                "calibration": model.calibration,
                "word_idf": features.word_idf,
                "character_idf": features.character_idf,
            }
        ),
    }


def _encoder_files(model: EncoderModel) -> dict[str, bytes]:
    from safetensors.numpy import save

    return {
        TOKENIZER: model.tokenizer.encode(),
        ENCODER: model.graph,
        WEIGHTS: save({"calibration": model.calibration}),
    }


def _json(value: Any, indent: int | None = None) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode()
