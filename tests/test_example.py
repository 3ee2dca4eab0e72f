from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from skillsignal.governance import join_people
from skillsignal.intake import take_in
from skillsignal.readers import open_exports
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "example"
EXPORTS = (str(EXAMPLE / "slack-export.zip"), str(EXAMPLE / "viva-engage"))


def test_the_exports_are_what_the_sources_build(tmp_path: Path) -> None:
    copy = tmp_path / "example"
    built = shutil.ignore_patterns("slack-export.zip", "viva-engage")
    shutil.copytree(EXAMPLE, copy, ignore=built)
    subprocess.run([sys.executable, str(copy / "build.py")], check=True, capture_output=True)
    assert (copy / "slack-export.zip").read_bytes() == Path(EXPORTS[0]).read_bytes()
    for file in (EXAMPLE / "viva-engage").iterdir():
        assert (copy / "viva-engage" / file.name).read_bytes() == file.read_bytes()


def test_six_hundred_posts_by_twenty_five_people_in_three_languages() -> None:
    intake = take_in(open_exports(EXPORTS))
    assert intake.posts == 600
    assert intake.rejects == ()
    assert set(intake.languages) <= {"en", "nl", "sv", "other"}
    assert min(intake.languages[lang] for lang in ("en", "nl", "sv")) > 150
    people = join_people(found.export.people for found in intake.exports)
    assert len({person.email for person in people.values()}) == 25
    assert {person.department for person in people.values()} == {
        "Customer Care",
        "Engineering",
        "Operations",
    }
