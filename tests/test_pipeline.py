from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from skillsignal.errors import OutputError
from skillsignal.governance import Pseudonyms
from skillsignal.intake import take_in
from skillsignal.pipeline import Classifier, classify, run
from skillsignal.readers import open_exports
from skillsignal.signals import SignalModel

COLUMNS = ["post_id", "author_id", "created_at", "lang", "signal", "probability"]
COLUMNS += ["evidence", "start", "end", "model"]


def quiet(stage: str, done: int, total: int | None) -> None:
    """Show no progress."""


def classifier(model: SignalModel, path: Path, *, hidden: bool = False) -> Classifier:
    intake = take_in(open_exports((str(path),)))
    return Classifier.of(model, intake, Pseudonyms(bytes(32)) if hidden else None)


def table(model: SignalModel, path: Path, table_format: str, *, wide: bool = False) -> bytes:
    stream = io.BytesIO()
    classify(classifier(model, path), stream, table_format, wide, quiet)
    return stream.getvalue()


def test_a_run_writes_what_the_contract_says(
    toy_model: SignalModel, posts_csv: Path, tmp_path: Path
) -> None:
    summary = run(classifier(toy_model, posts_csv), tmp_path / "out", quiet)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"signals.csv", "people.csv", "evidence.db", "report.html"}
    signals = pd.read_csv(tmp_path / "out" / "signals.csv", dtype={"post_id": str})
    assert signals.columns.tolist() == COLUMNS
    assert dict(zip(signals["post_id"], signals["signal"], strict=True)) == {
        "1": "appreciation",
        "3": "consensus",
    }
    assert signals["author_id"].tolist() == ["Jan", "Jan"]
    assert signals["evidence"].tolist()[0] == "Bedankt voor de mooie grafiek!"
    assert (signals["start"].tolist()[0], signals["end"].tolist()[0]) == (0, 30)
    assert summary.posts_with_signals == 2
    assert summary.authors == 2


def test_the_same_run_gives_the_same_bytes(
    toy_model: SignalModel, posts_csv: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        run(classifier(toy_model, posts_csv, hidden=True), tmp_path / name, quiet)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_pseudonyms_reach_every_file(toy_model: SignalModel, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    rows = [f"{n},Wilhelmina,Thanks for the great chart Wilhelmina!" for n in range(6)]
    path.write_text("\n".join(("id,name,text", *rows)), encoding="utf-8")
    run(classifier(toy_model, path, hidden=True), tmp_path / "out", quiet)
    for file in (tmp_path / "out").iterdir():
        assert b"Wilhelmina" not in file.read_bytes(), file.name


def test_rejects_are_listed_without_what_was_written(
    toy_model: SignalModel, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n1,Thanks for the chart\n2,private,words\n", encoding="utf-8")
    run(classifier(toy_model, path), tmp_path / "out", quiet)
    lines = (tmp_path / "out" / "rejects.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["line"] for line in lines] == [3]
    assert "private" not in lines[0]


def test_a_run_that_fails_leaves_nothing(
    toy_model: SignalModel, posts_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillsignal.pipeline.render_page", full)
    with pytest.raises(OutputError, match="nothing was changed there"):
        run(classifier(toy_model, posts_csv), tmp_path / "out", quiet)
    assert not (tmp_path / "out").exists()


def test_formats_hold_the_same_rows(toy_model: SignalModel, posts_csv: Path) -> None:
    csv = pd.read_csv(io.BytesIO(table(toy_model, posts_csv, "csv")), dtype={"post_id": str})
    tsv = pd.read_csv(
        io.BytesIO(table(toy_model, posts_csv, "tsv")), sep="\t", dtype={"post_id": str}
    )
    parquet = pd.read_parquet(io.BytesIO(table(toy_model, posts_csv, "parquet")))
    jsonl = pd.DataFrame(
        [json.loads(line) for line in table(toy_model, posts_csv, "jsonl").splitlines()]
    )
    for other in (tsv, parquet, jsonl):
        assert other.astype(str).to_dict("records") == csv.astype(str).to_dict("records")


def test_wide_has_a_row_for_every_post(toy_model: SignalModel, posts_csv: Path) -> None:
    wide = pd.read_csv(io.BytesIO(table(toy_model, posts_csv, "csv", wide=True)))
    assert wide.columns.tolist()[:4] == ["post_id", "author_id", "created_at", "lang"]
    assert wide.columns.tolist()[4:] == [f"p_{s}" for s in toy_model.taxonomy.ids]
    assert len(wide) == 3
    assert wide.filter(like="p_").notna().all(axis=None)
