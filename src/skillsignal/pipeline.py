"""The order of the stages: from exports to tables, ledger and report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import IO

from skillsignal.governance import Identities, Presenter, Pseudonyms, join_people
from skillsignal.intake import ExportIntake, Intake, Progress, counted_posts
from skillsignal.outputs import OutputFolder
from skillsignal.people import ImportFacts, Ledger, LedgerWriter, people_table
from skillsignal.records import Evidence, ScoredPost
from skillsignal.report import SignalsWriter, render_page, report_figures, write_table
from skillsignal.signals import SignalModel, read_signals

BATCH = 2_000
SIGNALS, PEOPLE, LEDGER, REPORT, REJECTS = (
    "signals.csv",
    "people.csv",
    "evidence.db",
    "report.html",
    "rejects.jsonl",
)


@dataclass(frozen=True)
class RunSummary:
    """What a run did, for people to read."""

    folder: Path
    intake: Intake
    signals: dict[str, int]
    posts_with_signals: int
    authors: int
    authors_with_enough: int


@dataclass(frozen=True)
class Classifier:
    """The stages from posts to scored posts, under the identities of one run."""

    model: SignalModel
    intake: Intake
    identities: Identities

    @classmethod
    def of(cls, model: SignalModel, intake: Intake, pseudonyms: Pseudonyms | None) -> Classifier:
        """Join the people of all exports, and get ready."""
        people = join_people(found.export.people for found in intake.exports)
        return cls(model, intake, Identities(people, pseudonyms))

    def scored(self, progress: Progress) -> Iterator[tuple[int, list[ScoredPost]]]:
        """Yield batches of scored posts, each with the number of its export, from 1."""
        presenter = Presenter(self.identities, self.intake.names)
        done = 0
        for number, found in enumerate(self.intake.exports, 1):
            posts = counted_posts(found)
            while batch := list(islice(posts, BATCH)):
                known = [self.identities.apply(post) for post, _ in batch]
                scored = read_signals(self.model, known, [lang for _, lang in batch])
                yield number, [_presented(post, presenter) for post in scored]
                done += len(batch)
                progress("classifying", done, self.intake.posts)


def _presented(scored: ScoredPost, presenter: Presenter) -> ScoredPost:
    def presented(evidence: Evidence) -> Evidence:
        return replace(evidence, text=presenter(evidence.text))

    signals = tuple(replace(s, evidence=presented(s.evidence)) for s in scored.signals)
    return replace(scored, signals=signals)


def classify(
    classifier: Classifier, stream: IO[bytes], table_format: str, wide: bool, progress: Progress
) -> int:
    """Write the signals table of all posts to an open stream; return the number of posts."""
    model = classifier.model
    writer = SignalsWriter(stream, table_format, model.taxonomy, model.name, wide=wide)
    posts = 0
    for _, scored in classifier.scored(progress):
        writer.write(scored)
        posts += len(scored)
    writer.close()
    return posts


def run(classifier: Classifier, folder: Path, progress: Progress) -> RunSummary:
    """Do the whole main job: signals, people, ledger and report, in one folder.

    Raises
    ------
    OutputError
        If the folder can't be written to; then nothing in it has changed.
    """
    with OutputFolder(folder, stale=(REJECTS,)) as out:
        counts = _write_signals(classifier, out, progress)
        ledger = Ledger(out.path(LEDGER))
        people = people_table(ledger)
        with out.path(PEOPLE).open("wb") as stream:
            write_table(people, stream, "csv")
        out.path(REPORT).write_text(render_page(report_figures(ledger, people)), "utf-8")
        if classifier.intake.rejects:
            with out.path(REJECTS).open("wb") as stream:
                write_rejects(classifier.intake, stream)
    enough = people.loc[people["sufficient"], "author_id"]
    return RunSummary(
        folder=folder,
        intake=classifier.intake,
        signals={s: counts[s] for s in classifier.model.taxonomy.ids},
        posts_with_signals=counts[""],
        authors=int(people["author_id"].nunique()),
        authors_with_enough=int(enough.nunique()),
    )


def _write_signals(classifier: Classifier, out: OutputFolder, progress: Progress) -> Counter[str]:
    """Write the signals table and the ledger; count the signals, and under "" posts with any."""
    model = classifier.model
    ledger = LedgerWriter(out.path(LEDGER), model.taxonomy)
    ledger.state("model", model.name)
    ledger.state("languages", " ".join(model.languages))
    ledger.state("pseudonyms", "no" if classifier.identities.pseudonyms is None else "yes")
    for number, found in enumerate(classifier.intake.exports, 1):
        ledger.add_import(number, _import_facts(found))
    counts: Counter[str] = Counter()
    with out.path(SIGNALS).open("wb") as stream:
        writer = SignalsWriter(stream, "csv", model.taxonomy, model.name, wide=False)
        for number, scored in classifier.scored(progress):
            writer.write(scored)
            ledger.add_posts(number, scored)
            counts.update(s.signal for post in scored for s in post.signals)
            counts[""] += sum(bool(post.signals) for post in scored)
        writer.close()
    ledger.close()
    return counts


def _import_facts(found: ExportIntake) -> ImportFacts:
    reasons = tuple((reason, known, n) for (reason, known), n in sorted(found.set_aside.items()))
    return ImportFacts(PurePath(found.export.name).name, found.export.format, found.posts, reasons)


def write_rejects(intake: Intake, stream: IO[bytes]) -> None:
    """Write down where the unusable items stand and why; never what they say."""
    for found in intake.exports:
        folder = PurePath(found.export.name).parent
        for reject in found.rejects:
            place = PurePath(reject.source)
            shown = place.relative_to(folder) if place.is_relative_to(folder) else place
            row = {"source": str(shown), "line": reject.line, "reason": reject.reason}
            line = json.dumps(row, ensure_ascii=False)
            stream.write(f"{line}\n".encode("utf-8", "replace"))
