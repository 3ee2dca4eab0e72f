from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from skillsignal.errors import InputError
from skillsignal.readers import ReadOptions, open_export
from skillsignal.records import UNKNOWN_AUTHOR, Post, SetAside
from tests.conftest import SlackBuilder

ROOT_TS, REPLY_TS = "1740830000.000100", "1740830060.000200"
MESSAGES = [
    {"type": "message", "user": "U1", "ts": ROOT_TS, "thread_ts": ROOT_TS, "text": "Hi <@U2>!"},
    {"type": "message", "user": "U2", "ts": REPLY_TS, "thread_ts": ROOT_TS, "text": "hello"},
    {"type": "message", "user": "U404", "ts": "1740830070.000300", "text": "left long ago"},
    {"type": "message", "ts": "1740830071.000300", "text": "by nobody"},
    {"type": "message", "user": "U1", "text": "no time"},
    {"type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined"},
    {"type": "message", "subtype": "bot_message", "bot_id": "B1", "text": "build 12 failed"},
    {"type": "message", "user": "U9", "ts": "1740830072.0", "text": "beep"},
    {"type": "message", "user": "USLACKBOT", "ts": "1740830073.0", "text": "reminder"},
    {"type": "message", "user": "U1", "ts": "1740830074.0", "text": "", "files": [{"id": "F1"}]},
    "what is this",
]


def test_messages_become_posts(slack_zip: SlackBuilder) -> None:
    export = open_export(str(slack_zip(MESSAGES)))
    posts = [item for item in export.items() if isinstance(item, Post)]
    root, reply, gone, nobody, timeless = posts
    assert root.post_id == f"C1/{ROOT_TS}"
    assert (root.kind, root.reply_to, root.mentions) == ("post", None, ("U2",))
    assert (reply.kind, reply.reply_to) == ("reply", root.post_id)
    assert reply.thread_id == root.thread_id == f"C1/{ROOT_TS}"
    assert (reply.author_name, reply.job_title) == ("Bo Ek", "Nurse")
    assert root.created_at is not None
    assert root.created_at.isoformat() == "2025-03-01T11:53:20.000100+00:00"
    assert gone.author_id == "U404"
    assert nobody.author_id == UNKNOWN_AUTHOR
    assert timeless.created_at is None
    assert timeless.post_id == "C1/2025-03-01#5"
    assert export.people["U1"].email == "a@x.example"


def test_what_is_no_post_is_left_out_with_its_reason(slack_zip: SlackBuilder) -> None:
    export = open_export(str(slack_zip(MESSAGES)))
    aside = [item for item in export.items() if isinstance(item, SetAside)]
    assert [(item.line, item.reason, item.expected) for item in aside] == [
        (6, "joins, leaves and other automatic messages", True),
        (7, "written by a bot", True),
        (8, "written by a bot", True),
        (9, "written by a bot", True),
        (10, "a file or picture without words", True),
        (11, "the entry is no message", False),
    ]


def test_private_channels_are_read_only_when_asked(slack_zip: SlackBuilder) -> None:
    message = [{"type": "message", "user": "U1", "ts": "1740830000.1", "text": "between us"}]
    path = slack_zip(message, channels=[], groups=[{"id": "G1", "name": "general"}])
    (aside,) = open_export(str(path)).items()
    assert isinstance(aside, SetAside)
    assert aside.reason == "private channel or direct message"
    (post,) = open_export(str(path), ReadOptions(include_private=True)).items()
    assert isinstance(post, Post)


@pytest.mark.parametrize(
    "lists",
    [
        {"channels": []},
        {"channels": [{"id": "C1", "name": "general", "is_private": True}]},
        {"groups": [{"id": "G1", "name": "general"}]},
    ],
)
def test_what_is_not_listed_as_public_is_private(
    lists: dict[str, object], slack_zip: SlackBuilder
) -> None:
    message = [{"type": "message", "user": "U1", "ts": "1740830000.1", "text": "between us"}]
    (aside,) = open_export(str(slack_zip(message, **lists))).items()
    assert isinstance(aside, SetAside)
    assert aside.reason == "private channel or direct message"


@pytest.mark.parametrize("field", ["user", "username", "subtype", "ts", "thread_ts", "bot_id"])
@pytest.mark.parametrize("value", [None, 7, ["x"], {"id": "U1"}])
def test_odd_fields_break_nothing(field: str, value: object, slack_zip: SlackBuilder) -> None:
    message = {"type": "message", "user": "U1", "ts": "1740830000.1", "text": "hello"}
    (item,) = open_export(str(slack_zip([message | {field: value}]))).items()
    assert isinstance(item, Post | SetAside)


@pytest.mark.parametrize("profile", [None, "x", {"email": 7, "real_name": ["x"], "title": {}}])
def test_odd_profiles_break_nothing(profile: object, slack_zip: SlackBuilder) -> None:
    path = slack_zip([], users=[{"id": "U1", "name": "ada", "profile": profile}])
    assert open_export(str(path)).people["U1"].name == "ada"


def test_a_text_that_is_none_is_set_aside(slack_zip: SlackBuilder) -> None:
    (item,) = open_export(
        str(slack_zip([{"type": "message", "user": "U1", "text": ["x"]}]))
    ).items()
    assert isinstance(item, SetAside)
    assert not item.expected


def test_a_folder_and_a_zip_with_a_folder_inside_read_alike(
    slack_zip: SlackBuilder, tmp_path: Path
) -> None:
    path = slack_zip(MESSAGES)
    folder, nested = tmp_path / "unpacked", tmp_path / "nested.zip"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(nested, "w") as other:
        archive.extractall(folder)
        for name in archive.namelist():
            other.writestr(f"export-2025/{name}", archive.read(name))
        other.writestr("__MACOSX/._users.json", b"junk")
    texts = [
        [item.text for item in open_export(str(p)).items() if isinstance(item, Post)]
        for p in (path, folder, nested)
    ]
    assert texts[0] == texts[1] == texts[2]


def test_a_damaged_day_is_set_aside_and_the_rest_is_read(
    slack_zip: SlackBuilder,
) -> None:
    path = slack_zip(MESSAGES[:1])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("general/2025-03-02.json", "[{")
    items = list(open_export(str(path)).items())
    assert isinstance(items[0], Post)
    assert isinstance(items[1], SetAside)
    assert items[1].reason == "the day file is no valid JSON"


def test_a_damaged_member_of_the_zip_costs_its_day_only(slack_zip: SlackBuilder) -> None:
    path = slack_zip(MESSAGES[:1])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("general/2025-03-02.json", "[" + " " * 5_000 + "]")
        where = archive.getinfo("general/2025-03-02.json").header_offset
    content = bytearray(path.read_bytes())
    start = where + 30 + len("general/2025-03-02.json")
    content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)
    items = list(open_export(str(path)).items())
    assert isinstance(items[0], Post)
    assert isinstance(items[1], SetAside)
    assert "is damaged" in items[1].reason


def test_a_damaged_list_of_users_is_told(slack_zip: SlackBuilder) -> None:
    path = slack_zip([])
    broken = path.with_name("broken.zip")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(broken, "w") as other:
        for name in archive.namelist():
            other.writestr(name, b"{{" if name == "users.json" else archive.read(name))
    with pytest.raises(InputError, match=r"users\.json in .* is no valid JSON; download"):
        open_export(str(broken))
