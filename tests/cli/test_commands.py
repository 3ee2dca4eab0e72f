from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from skillsignal_cli.main import main


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the pseudonym key of the person who runs the tests out of them."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))
    monkeypatch.chdir(tmp_path)


def invoke(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def failed(result: Result) -> str:
    """Return the one line of a failed command."""
    assert result.exit_code == 1, result.output
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ")
    assert "Traceback" not in result.output
    return lines[-1].removeprefix("Error: ")


def test_run_tells_what_it_read_and_where_the_report_is(
    posts_csv: Path, toy_model_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = invoke("run", posts_csv, "--out", out, "--model", toy_model_folder)
    assert result.exit_code == 0, result.output
    assert "columns: text=Bericht, post_id=Bericht nr, author_id=Auteur" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Read 3 posts: Dutch 3."
    assert lines[1].startswith("2 posts (67%) show a signal; 0 of 2 people have enough evidence")
    assert "Appreciation                1" in lines
    assert lines[-1] == f"Report: {out / 'report.html'}"
    assert (out / "report.html").is_file()


def test_run_hides_names_by_default_and_keeps_the_key_apart(
    posts_csv: Path, toy_model_folder: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        invoke("run", posts_csv, "--out", name, "--model", toy_model_folder)
    one, two = (pd.read_csv(tmp_path / name / "people.csv") for name in ("one", "two"))
    assert one["author_id"].str.fullmatch("p-[0-9a-f]{16}").all()
    assert one["author_name"].str.fullmatch("[a-z]+-[a-z]+-[0-9]{2}").all()
    assert one.equals(two)
    assert (tmp_path / "home/.config/skillsignal/identity.key").stat().st_mode & 0o777 == 0o600
    invoke("run", posts_csv, "--out", "named", "--model", toy_model_folder, "--names")
    assert set(pd.read_csv(tmp_path / "named" / "people.csv")["author_id"]) == {"Jan", "Piet"}


def test_rows_set_aside_give_exit_code_3(toy_model_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,text\n1,Thanks for the great chart!\n2,\n", encoding="utf-8")
    result = invoke("run", path, "--out", "out", "--model", toy_model_folder)
    assert result.exit_code == 3
    assert f"Set aside 1 that can't be used: see {Path('out') / 'rejects.jsonl'}." in result.stdout
    assert (tmp_path / "out" / "report.html").is_file()
    result = invoke("classify", path, "-o", "s.csv", "--model", toy_model_folder)
    assert result.exit_code == 3
    assert json.loads((tmp_path / "rejects.jsonl").read_text("utf-8")) == {
        "source": "posts.csv",
        "line": 3,
        "reason": "the row has no text",
    }


def test_what_is_read_is_not_written_over(posts_csv: Path, toy_model_folder: Path) -> None:
    before = posts_csv.read_bytes()
    args = ("--model", toy_model_folder)
    assert "is what is read" in failed(invoke("classify", posts_csv, "-o", posts_csv, *args))
    people = posts_csv.rename(posts_csv.with_name("people.csv"))
    assert "is what is read" in failed(invoke("run", people, "--out", people.parent, *args))
    assert people.read_bytes() == before


def test_classify_writes_to_standard_output(posts_csv: Path, toy_model_folder: Path) -> None:
    result = invoke("classify", posts_csv, "--model", toy_model_folder, "--names")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("post_id,author_id,created_at,lang,signal")
    assert len(result.stdout.splitlines()) == 3


def test_classify_reads_standard_input(toy_model_folder: Path) -> None:
    stdin = "id;text\n1;Thanks for the great chart!\n".encode("utf-16")
    result = invoke("classify", "-", "--model", toy_model_folder, "--format", "jsonl", stdin=stdin)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["signal"] == "appreciation"


def test_the_name_of_the_file_tells_its_format(
    posts_csv: Path, toy_model_folder: Path, tmp_path: Path
) -> None:
    invoke("classify", posts_csv, "-o", "wide.parquet", "--wide", "--model", toy_model_folder)
    assert len(pd.read_parquet(tmp_path / "wide.parquet")) == 3


def test_people_and_report_come_from_the_ledger(
    posts_csv: Path, toy_model_folder: Path, tmp_path: Path
) -> None:
    invoke("run", posts_csv, "--out", "out", "--model", toy_model_folder)
    result = invoke("people", "out/evidence.db", "--min-posts", 1, "--min-threads", 1)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1 + 2 * 17
    result = invoke("report", "out/evidence.db", "-o", "again.html")
    assert result.exit_code == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "out/report.html").read_bytes()


def test_explain_tells_sentence_and_words(toy_model_folder: Path) -> None:
    text = "Room four is locked. Thanks for the great chart!"
    result = invoke("explain", text, "--model", toy_model_folder)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == "Language: en"
    assert "appreciation: “Thanks for the great chart!”" in result.stdout
    result = invoke(
        "explain", text, "--format", "json", "--signal", "value", "--model", toy_model_folder
    )
    rows = {row["signal"]: row for row in json.loads(result.stdout)["rows"]}
    assert rows["appreciation"]["present"]
    assert rows["value"]["words"]
    assert not rows["savvy"]["words"]


def test_explain_finds_a_post(posts_csv: Path, toy_model_folder: Path) -> None:
    result = invoke("explain", posts_csv, "--post", "3", "--model", toy_model_folder)
    assert "consensus: “Zullen we het op plan B houden?”" in result.stdout
    assert "has no post '9'" in failed(
        invoke("explain", posts_csv, "--post", "9", "--model", toy_model_folder)
    )


def test_explain_says_when_it_cannot() -> None:
    assert "say which with --lang" in failed(
        invoke("explain", "Det var en fin dag på kontoret i dag, synes jeg")
    )
    assert "nothing is written there" in failed(invoke("explain", "  "))


def test_train_makes_a_model_that_classify_loads(
    toy_corpus: Path, posts_csv: Path, tmp_path: Path
) -> None:
    result = invoke("model", "train", toy_corpus, "-o", "mine")
    assert result.exit_code == 0, result.output
    assert "measured on 60 test posts" in result.stdout
    assert invoke("classify", posts_csv, "--model", "mine").exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("run", "nope.csv"), "no such file or folder: nope.csv"),
        (("classify", "nope.zip"), "no such file or folder: nope.zip"),
        (("people", "nope.db"), "no ledger at nope.db"),
        (("report", "nope.db"), "no ledger at nope.db"),
        (("explain", "hello there all", "--model", "nope"), "no model in nope"),
        (("model", "train", "nope", "-o", "x"), "no corpus at nope"),
    ],
)
def test_bad_input_is_told_in_one_line(args: tuple[str, ...], message: str, tmp_path: Path) -> None:
    assert message in failed(invoke(*args))
    assert {p.name for p in tmp_path.iterdir()} <= {"home"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("run",), "Missing argument 'EXPORT...'"),
        (("run", "x", "--map", "txt=a"), "fields are text, post_id"),
        (("run", "x", "--timezone", "Mars/Olympus"), "write it as in Europe/Amsterdam"),
        (("explain", "x", "--signal", "charm"), "known are sharing, teaching"),
    ],
)
def test_wrong_usage_gives_exit_code_2(args: tuple[str, ...], message: str) -> None:
    result = invoke(*args)
    assert result.exit_code == 2
    assert message in result.stderr


def test_map_takes_columns_with_commas(toy_model_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("a;b, c\nJan;Bedankt voor de mooie grafiek!\n", encoding="utf-8")
    args = ("--map", "text=b, c,author_id=a", "--model", toy_model_folder)
    result = invoke("classify", path, *args, "--names")
    assert result.exit_code == 0, result.output
    assert ",Jan," in result.stdout
