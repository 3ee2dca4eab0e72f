"""What users install: the wheel and the sdist, with the model inside."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # Without isolation, what builds it is what the tests installed: no network.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_wheel_classifies_in_a_fresh_environment_from_another_folder(
    dist: Path, tmp_path: Path
) -> None:
    (wheel,) = dist.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    install = [
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([sys.executable, *install, str(wheel)], check=True)
    # The dependencies come from this environment; its own skillsignal does not: a line of a .pth
    # file adds a folder, not what the .pth files in that folder add.
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "posts.csv").write_text(
        "text\nThanks for the quick fix, that saved our demo!\n", encoding="utf-8"
    )
    command = [tmp_path / "venv" / "bin" / "skillsignal", "classify", "posts.csv", "--names"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("post_id,author_id,created_at,lang,signal")
    where = [python, "-c", "import skillsignal; print(skillsignal.__file__)"]
    found = subprocess.run(where, cwd=elsewhere, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(tmp_path)


def test_wheel_and_sdist_hold_what_they_should(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "skillsignal",
        "skillsignal_cli",
    }
    for part in (
        "models/accurate/encoder.onnx",
        "models/default/weights.safetensors",
        "models/default/README.md",
        "py.typed",
    ):
        assert f"skillsignal/{part}" in names
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"pyproject.toml", "models/default/config.json", "corpora/nl/train.jsonl"} <= inside
