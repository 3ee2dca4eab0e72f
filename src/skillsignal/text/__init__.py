"""Text: from what an export holds to what the author wrote, sentence by sentence."""

from skillsignal.text.clean import clean, clean_tracked
from skillsignal.text.sentences import sentence_spans
from skillsignal.text.tracked import TrackedText

__all__ = ["TrackedText", "clean", "clean_tracked", "sentence_spans"]
