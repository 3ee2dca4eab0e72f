from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from skillsignal.errors import ModelError
from skillsignal.signals import default_taxonomy, load_model, shipped_model_path
from skillsignal.signals.bundle import CHECKED, read_scores


@pytest.fixture
def copy(toy_model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy_model_folder, tmp_path / "copy"))


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(config), encoding="utf-8")


def test_a_copy_loads_and_says_the_same(toy_model_folder: Path, copy: Path) -> None:
    texts = ["Thanks for the great chart!", "Rum fyra är låst."]
    a, b = load_model(toy_model_folder), load_model(copy)
    assert np.array_equal(a.probabilities(texts), b.probabilities(texts))


def test_training_twice_gives_the_same_bytes(
    toy_corpus: Path, toy_model_folder: Path, tmp_path: Path
) -> None:
    from skillsignal.research.training import train

    train([toy_corpus], tmp_path / "again", name="toy")
    for file in toy_model_folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("name", CHECKED["linear"])
def test_an_altered_file_is_refused(name: str, copy: Path) -> None:
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=f"{name} was altered or cut short"):
        load_model(copy)


@pytest.mark.parametrize("name", CHECKED["linear"])
def test_a_missing_file_is_told(name: str, copy: Path) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"lacks {name}; copy the model anew"):
        load_model(copy)


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model in .*: config\.json is missing"):
        load_model(tmp_path)


def test_a_broken_configuration_is_told(copy: Path) -> None:
    (copy / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json can't be read"):
        load_model(copy)


def test_a_newer_format_says_so(copy: Path) -> None:
    change_config(copy, format=99)
    with pytest.raises(ModelError, match=r"has format 99.*upgrade skillsignal"):
        load_model(copy)


def test_another_taxonomy_is_refused(copy: Path) -> None:
    change_config(copy, taxonomy_sha256="0" * 64)
    with pytest.raises(ModelError, match="taxonomy is another one"):
        load_model(copy)


def test_a_file_that_the_format_does_not_know_is_refused(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text("utf-8"))
    change_config(copy, files={**config["files"], "code.py": "0" * 64})
    with pytest.raises(ModelError, match=r"lists the files code\.py"):
        load_model(copy)


def test_the_default_model_is_whole_and_small() -> None:
    model = load_model()
    assert model.taxonomy.digest == default_taxonomy().digest
    assert model.languages == ("en", "nl", "sv")
    size = sum(file.stat().st_size for file in shipped_model_path().iterdir())
    assert size < 40_000_000
    assert read_scores()["all"]["macro_f1"]["value"] > 0


def test_the_default_model_loads_in_under_half_a_second() -> None:
    load_model()
    begin = time.perf_counter()
    load_model()
    assert time.perf_counter() - begin < 0.5
