"""Identities: one person over several exports, under a name or a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from skillsignal.governance.pseudonyms import Pseudonyms
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post


def join_people(exports: Iterable[Mapping[str, Person]]) -> dict[str, Person]:
    """Return the people of all exports by every id they go by, one :class:`Person` each.

    Ids that share an e-mail address are one person: the id met first stays, and what one export
    does not tell another may.
    """
    by_id: dict[str, Person] = {}
    by_email: dict[str, Person] = {}
    ids_of: dict[str, list[str]] = {}
    for people in exports:
        for author_id, person in people.items():
            known = by_email.get(person.email or "") or by_id.get(author_id)
            joined = _join(known, person) if known else person
            ids = ids_of.setdefault(joined.author_id, [])
            ids.append(author_id)
            by_id.update(dict.fromkeys(ids, joined))
            if joined.email:
                by_email[joined.email] = joined
    return by_id


def _join(first: Person, second: Person) -> Person:
    return Person(
        author_id=first.author_id,
        name=first.name or second.name,
        email=first.email or second.email,
        department=first.department or second.department,
        job_title=first.job_title or second.job_title,
        aliases=tuple(dict.fromkeys((*first.aliases, *second.aliases))),
    )


@dataclass(frozen=True)
class Identities:
    """Who is who in one run; with ``pseudonyms`` nobody's id or name goes any further."""

    people: Mapping[str, Person]
    pseudonyms: Pseudonyms | None

    def id(self, author_id: str) -> str:
        """Return the id under which an author goes on."""
        person = self.people.get(author_id)
        if author_id == UNKNOWN_AUTHOR:
            return UNKNOWN_AUTHOR
        if self.pseudonyms is None:
            return person.author_id if person else author_id
        return self.pseudonyms.id(self._stable_id(author_id, person))

    def name(self, author_id: str, told: str | None = None) -> str | None:
        """Return the name under which an author goes on; ``told`` is what the post says."""
        person = self.people.get(author_id)
        if author_id == UNKNOWN_AUTHOR:
            return None
        if self.pseudonyms is None:
            return (person.name if person else None) or told
        return self.pseudonyms.label(self._stable_id(author_id, person))

    def _stable_id(self, author_id: str, person: Person | None) -> str:
        # The e-mail address is the same in every export; ids differ between them.
        return (person.email or person.author_id) if person else author_id

    def apply(self, post: Post) -> Post:
        """Return a post under the identities of this run, with what is known of its author."""
        person = self.people.get(post.author_id)
        return replace(
            post,
            author_id=self.id(post.author_id),
            author_name=self.name(post.author_id, post.author_name),
            department=post.department or (person.department if person else None),
            job_title=post.job_title or (person.job_title if person else None),
            mentions=tuple(dict.fromkeys(self.id(mentioned) for mentioned in post.mentions)),
        )
