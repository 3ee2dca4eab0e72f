from __future__ import annotations

import json

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.conversion import FORMATS, convert, parse, spans
from skillsignal.research.corpora import LabelledPost, read_corpus
from tests.conftest import ROOT

POSTS = [
    LabelledPost(
        "1",
        "sv",
        'Tack för listan,\n"Åsa"! Här är mallen. 🎉',
        "chat",
        "w1",
        "dev",
        {"appreciation": ("Tack för listan",), "sharing": ("Här är mallen.", "🎉")},
        ("teaching",),
        "informal",
        "library",
    ),
    LabelledPost("2", "en", "Bus is late.", "minutes", "w2", "test", {}, ()),
]


@pytest.mark.parametrize("name", FORMATS)
def test_there_and_back_without_loss(name: str) -> None:
    assert parse(convert(POSTS, name), name, "x") == POSTS


@pytest.mark.parametrize("name", FORMATS)
def test_our_corpora_go_there_and_back(name: str) -> None:
    posts = read_corpus([ROOT / "corpora" / "sv" / "dev.jsonl"])
    back = parse(convert(posts, name), name, "x")
    assert [post.as_row() for post in back] == [post.as_row() for post in posts]


def test_spans_point_at_the_evidence() -> None:
    assert [POSTS[0].text[s:e] for s, e, _ in spans(POSTS[0])] == [
        "Tack för listan",
        "Här är mallen.",
        "🎉",
    ]


def test_label_studio_has_what_its_import_wants() -> None:
    (task, _) = json.loads(convert(POSTS, "label-studio"))
    result = task["annotations"][0]["result"][0]
    assert result["value"] == {
        "start": 0,
        "end": 15,
        "text": "Tack för listan",
        "labels": ["appreciation"],
    }
    assert (result["from_name"], result["to_name"], result["type"]) == ("signal", "text", "labels")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_no_such_format_is_told(name: str) -> None:
    with pytest.raises(
        CorpusError, match=rf"x, item \d: .*; it should be {FORMATS[name].title[:5]}"
    ):
        parse('{"broken": \n' if name != "csv" else "a,b\n1,2\n", name, "x")
