from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from skillsignal_cli.main import main

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (skillsignal .+)$", README, re.MULTILINE)


def test_the_reference_is_what_help_says() -> None:
    path = ROOT / "docs" / "build_cli_reference.py"
    spec = importlib.util.spec_from_file_location("build_cli_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert module.reference() == found, "run 'make docs'"


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first_screen = "\n".join(README.splitlines()[:40])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_the_readme_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the commands of the README in their order, in a folder with the example's exports."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    for name in ("slack-export.zip", "viva-engage"):
        (tmp_path / name).symlink_to(ROOT / "docs" / "example" / name)
    (tmp_path / "posts.csv").write_text(
        "Auteur;Bericht\nJan;Bedankt voor de snelle reactie, het werkt nu!\n", encoding="utf-8"
    )
    assert len(COMMANDS) >= 5
    for command in COMMANDS:
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))], ids=str)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text("utf-8"))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert missing == []
