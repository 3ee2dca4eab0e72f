from __future__ import annotations

import pytest

from skillsignal.governance import Identities, Presenter, Pseudonyms, join_people
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post

SLACK = {
    "U1": Person("U1", "Ada Bakker", "a@x.example", None, "Nurse"),
    "U2": Person("U2", "Bo Ek"),
}
VIVA = {"7": Person("7", None, "a@x.example", "Care"), "8": Person("8", "Will Åkesson")}
PEOPLE = join_people([SLACK, VIVA])
PLAIN = Identities(PEOPLE, None)
HIDDEN = Identities(PEOPLE, Pseudonyms(bytes(32)))


def test_ids_with_the_same_address_are_one_person() -> None:
    assert PEOPLE["7"] == PEOPLE["U1"] == Person("U1", "Ada Bakker", "a@x.example", "Care", "Nurse")
    assert PEOPLE["8"] != PEOPLE["U2"]
    assert HIDDEN.id("7") == HIDDEN.id("U1") != HIDDEN.id("U2")


def test_posts_take_what_is_known_of_their_author() -> None:
    post = PLAIN.apply(Post("1", "7", "x", mentions=("U2", "U1", "7")))
    assert (post.author_id, post.author_name) == ("U1", "Ada Bakker")
    assert (post.department, post.job_title) == ("Care", "Nurse")
    assert post.mentions == ("U2", "U1")


def test_pseudonyms_hide_ids_and_names() -> None:
    post = HIDDEN.apply(Post("1", "U1", "x", author_name="Ada Bakker", mentions=("U2",)))
    shown = f"{post.author_id} {post.author_name} {post.mentions}"
    assert not any(part in shown for part in ("Ada", "Bakker", "U1", "U2"))


def test_an_unknown_author_stays_unknown() -> None:
    post = HIDDEN.apply(Post("1", UNKNOWN_AUTHOR, "x"))
    assert (post.author_id, post.author_name) == (UNKNOWN_AUTHOR, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks Ada and Bo Ek's team!", "Thanks … and … team!"),
        ("Will will help", "… will help"),
        ("sorry ada, dank je wel ADA BAKKER", "sorry …, dank je wel …"),
        ("bo ek bo Bo", "… bo …"),
        ("see wiki.example/ada-phonebook", "see wiki.example/…-phonebook"),
        ("adaptable bakkerij", "adaptable bakkerij"),
        ("mail a.bakker@x.example or call +31 6 1234 5678", "mail … or call …"),
        ("ask @someone now", "ask @… now"),
        ("R&amp;D &lt;3 in 2025-03-01, 10 of 20", "R&D <3 in 2025-03-01, 10 of 20"),
        (
            "see <https://x.example|the doc>\nand <https://y.example>",
            "see the doc and https://y.example",
        ),
        ("<p>Hej <b>alla</b></p>", "Hej alla"),
    ],
)
def test_evidence_hides_people(text: str, expected: str) -> None:
    assert Presenter(HIDDEN)(text) == expected


def test_mentions_show_the_pseudonym_of_the_person() -> None:
    label = Pseudonyms(bytes(32)).label("a@x.example")
    assert Presenter(HIDDEN)("thanks <@U1|ada> and [[user:7]]") == f"thanks @{label} and @{label}"


def test_names_show_where_they_are_asked_for() -> None:
    present = Presenter(PLAIN)
    assert present("Thanks Ada, <@U1> and @someone") == "Thanks Ada, @Ada Bakker and @someone"
    assert present("mail a@x.example") == "mail …"
