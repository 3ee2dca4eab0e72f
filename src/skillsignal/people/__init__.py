"""People: the ledger of evidence, and what can honestly be said per person from it."""

from skillsignal.people.adoption import TIPPING_POINT, adoption_table
from skillsignal.people.estimates import EvidenceRule, people_table
from skillsignal.people.ledger import ImportFacts, Ledger, LedgerWriter

__all__ = [
    "TIPPING_POINT",
    "EvidenceRule",
    "ImportFacts",
    "Ledger",
    "LedgerWriter",
    "adoption_table",
    "people_table",
]
