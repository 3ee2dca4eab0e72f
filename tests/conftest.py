"""What the tests share: a toy corpus, a toy model trained on it, and small exports."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from skillsignal.signals import SignalModel, load_model

ROOT = Path(__file__).resolve().parents[1]

# Three plain sentences a signal: enough for a model that knows them by heart.
TOY_SENTENCES = {
    "sharing": ("Here is the checklist we use.", "Hier is het sjabloon.", "Här är mallen."),
    "teaching": (
        "First press A, because it resets the pump.",
        "Eerst op A drukken, want dan reset hij.",
        "Tryck först på A, för då nollställs den.",
    ),
    "helping": (
        "I will fix it for you tonight.",
        "Ik neem het wel over.",
        "Jag kan ta det åt dig.",
    ),
    "connecting": (
        "Talk to Anna in Finance.",
        "Vraag het aan Anna van Financiën.",
        "Prata med Anna på Ekonomi.",
    ),
    "diplomacy": (
        "I see your point, still I would worry.",
        "Ik snap je punt, toch twijfel ik.",
        "Jag förstår din poäng, ändå tvekar jag.",
    ),
    "consensus": (
        "Shall we all settle on plan B?",
        "Zullen we het op plan B houden?",
        "Ska vi enas om plan B?",
    ),
    "empathy": (
        "How are you holding up after that?",
        "Hoe gaat het nu met je?",
        "Hur mår du efter det där?",
    ),
    "appreciation": (
        "Thanks for the great chart!",
        "Bedankt voor de mooie grafiek!",
        "Tack för den fina grafen!",
    ),
    "humour": (
        "The printer has feelings, mostly hate.",
        "De printer heeft gevoelens, vooral haat.",
        "Skrivaren har känslor, mest hat.",
    ),
    "facilitation": (
        "Welcome all, do introduce yourself.",
        "Welkom allemaal, stel je even voor.",
        "Välkomna alla, presentera er gärna.",
    ),
    "inspiring": (
        "Imagine every team doing this, let us go!",
        "Stel je voor dat elk team dit doet!",
        "Tänk om alla team gjorde så här!",
    ),
    "curiosity": (
        "I wonder why it works that way?",
        "Ik vraag me af waarom dat zo werkt?",
        "Jag undrar varför det fungerar så?",
    ),
    "learning": (
        "I was wrong and learned to ask first.",
        "Ik zat fout en heb geleerd eerst te vragen.",
        "Jag hade fel och lärde mig att fråga först.",
    ),
    "sensemaking": (
        "Three themes come back in all replies.",
        "Drie thema's komen terug in alle reacties.",
        "Tre teman återkommer i alla svar.",
    ),
    "persistence": (
        "Third attempt and we keep trying.",
        "Derde poging en we geven niet op.",
        "Tredje försöket och vi ger inte upp.",
    ),
    "savvy": (
        "Get the works council on board before the board.",
        "Eerst de ondernemingsraad mee, dan de directie.",
        "Få med facket innan ledningen ser det.",
    ),
    "value": (
        "This cut the waiting time from six days to two.",
        "Dit bracht de wachttijd van zes naar twee dagen.",
        "Det kortade väntetiden från sex dagar till två.",
    ),
}
TOY_PLAIN = {
    "en": ("The bus leaves at nine.", "Room four is locked.", "Report is in the folder."),
    "nl": ("De bus gaat om negen uur.", "Kamer vier is op slot.", "Rapport staat in de map."),
    "sv": ("Bussen går klockan nio.", "Rum fyra är låst.", "Rapporten ligger i mappen."),
}
TOY_WRITERS = 6


def _between(sentence: str, lang: str, writer: int) -> str:
    """Return a sentence by itself, or amid plain ones: half of the writers ramble."""
    plain = TOY_PLAIN[lang]
    return sentence if writer % 2 else f"{plain[writer % 3]} {sentence} {plain[(writer + 1) % 3]}"


def toy_rows() -> list[dict[str, Any]]:
    """Return the toy corpus: every sentence by six writers."""
    rows = []
    for writer in range(TOY_WRITERS):
        texts = [
            (lang, _between(sentence, lang, writer), {signal: [sentence]})
            for signal, sentences in TOY_SENTENCES.items()
            for lang, sentence in zip(("en", "nl", "sv"), sentences, strict=True)
        ]
        texts += [(lang, text, {}) for lang, plain in TOY_PLAIN.items() for text in plain]
        for number, (lang, text, signals) in enumerate(texts):
            rows.append(
                {
                    "id": f"toy-{writer}-{number}",
                    "lang": lang,
                    "text": text,
                    "kind": "chat",
                    "writer": f"w{writer}",
                    "split": "test" if writer == TOY_WRITERS - 1 else "train",
                    "signals": signals,
                    "near_miss_of": [],
                }
            )
    return rows


@pytest.fixture(scope="session")
def toy_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus file with the toy sentences."""
    path = tmp_path_factory.mktemp("corpus") / "toy.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) for row in toy_rows())
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def toy_model_folder(toy_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on the toy corpus."""
    from skillsignal.research.training import train

    folder = tmp_path_factory.mktemp("model") / "toy"
    train([toy_corpus], folder, name="toy")
    return folder


@pytest.fixture(scope="session")
def toy_model(toy_model_folder: Path) -> SignalModel:
    """The toy model, loaded."""
    return load_model(toy_model_folder)


SlackBuilder = Callable[..., Path]


@pytest.fixture
def slack_zip(tmp_path: Path) -> SlackBuilder:
    """Build a Slack export from messages; extra lists by name."""

    def build(messages: Sequence[object], **lists: object) -> Path:
        path = tmp_path / "slack.zip"
        files = {
            "users": [
                {
                    "id": "U1",
                    "name": "ada",
                    "profile": {"real_name": "Ada Bakker", "email": "A@x.example"},
                },
                {"id": "U2", "name": "bo", "profile": {"real_name": "Bo Ek", "title": "Nurse"}},
                {"id": "U9", "name": "robot", "is_bot": True, "profile": {}},
            ],
            "channels": [{"id": "C1", "name": "general", "members": ["U1"]}],
        } | lists
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"{name}.json", json.dumps(content))
            archive.writestr("general/2025-03-01.json", json.dumps(messages))
        return path

    return build


@pytest.fixture
def posts_csv(tmp_path: Path) -> Path:
    """A Dutch Excel's CSV: semicolons, Windows-1252, Dutch headers and dates."""
    path = tmp_path / "berichten.csv"
    rows = [
        "Bericht nr;Auteur;Datum;Bericht",
        "1;Jan;03-04-2025 09:10;Bedankt voor de mooie grafiek!",
        '2;Piet;14-04-2025;"Kamer vier is op slot; één sleutel weg."',
        "3;Jan;15-04-2025;Zullen we het op plan B houden?",
    ]
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return path
