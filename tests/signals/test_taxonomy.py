from __future__ import annotations

import pytest

from skillsignal.errors import ModelError
from skillsignal.signals import default_taxonomy
from skillsignal.signals.taxonomy import parse_taxonomy


def test_every_signal_is_named_and_defined_in_three_languages() -> None:
    taxonomy = default_taxonomy()
    assert len(taxonomy.ids) == len(set(taxonomy.ids)) == 17
    for signal in taxonomy.signals:
        assert set(signal.names) == set(signal.definitions) == {"en", "nl", "sv"}


def test_a_missing_language_falls_back_to_english() -> None:
    taxonomy = parse_taxonomy(
        "[signals.x]\nfamily='f'\nenabling=true\nname.en='X'\ndefinition.en='does x'"
    )
    assert taxonomy["x"].name("nl") == "X"


@pytest.mark.parametrize(
    "text", ["[", "", "[signals.x]\nfamily='f'\nenabling=true\nname.nl='X'\ndefinition.en='x'"]
)
def test_a_broken_taxonomy_is_told(text: str) -> None:
    with pytest.raises(ModelError, match="taxonomy can't be read"):
        parse_taxonomy(text)


def test_the_digest_hangs_on_the_definitions() -> None:
    text = "[signals.x]\nfamily='f'\nenabling=true\nname.en='X'\ndefinition.en='does x'"
    other = text.replace("does x", "does y")
    assert parse_taxonomy(text).digest != parse_taxonomy(other).digest
