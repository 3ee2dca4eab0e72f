"""Governance: what protects the people whose posts are read, as defaults."""

from skillsignal.governance.identities import Identities, join_people
from skillsignal.governance.masking import Presenter
from skillsignal.governance.pseudonyms import Pseudonyms, load_or_create_key

__all__ = ["Identities", "Presenter", "Pseudonyms", "join_people", "load_or_create_key"]
