from __future__ import annotations

from pathlib import Path

import pytest

from skillsignal.errors import ColumnError
from skillsignal.readers import ReadOptions, open_export
from skillsignal.records import Post, SetAside

MESSAGES = """\
id,thread_id,replied_to_id,group_id,sender_id,in_private_conversation,body,message_type,created_at,deleted_at
10,10,null,5,1,false,"Hej [[user:2]]\\nVälkommen!",update,2025-03-01T09:00:00Z,null
11,10,10,5,2,false,Tack,update,2025/03/01 09:05:00 +0000,null
12,12,null,null,1,true,psst,update,2025-03-01T09:00:00Z,null
13,13,null,5,1,false,oops,update,2025-03-01T09:00:00Z,2025-03-02T09:00:00Z
14,14,null,5,1,false,Ada joined,system,2025-03-01T09:00:00Z,null
15,15,null,5,1,false,,update,2025-03-01T09:00:00Z,null
16,16,null,5,999,false,gone,update,null,null
"""
USERS = """\
id,name,email,job_title,location,department
1,Åsa Ek,Asa@x.example,Nurse,Malmö,Care
2,Bo,bo@x.example,null,,IT
"""
GROUPS = "id,name,description\n5,Alla,\n"


@pytest.fixture
def viva(tmp_path: Path) -> Path:
    folder = tmp_path / "viva"
    folder.mkdir()
    for name, content in (("Messages", MESSAGES), ("Users", USERS), ("Groups", GROUPS)):
        (folder / f"{name}.csv").write_bytes(content.encode("utf-8-sig"))
    return folder


def test_messages_become_posts(viva: Path) -> None:
    items = list(open_export(str(viva)).items())
    first, reply, gone = (item for item in items if isinstance(item, Post))
    assert first.text == "Hej [[user:2]]\nVälkommen!"
    assert (first.author_name, first.department, first.channel) == ("Åsa Ek", "Care", "Alla")
    assert (first.kind, first.mentions, first.reply_to) == ("post", ("2",), None)
    assert (reply.kind, reply.reply_to, reply.thread_id) == ("reply", "10", "10")
    assert reply.job_title is None
    assert (gone.author_id, gone.author_name, gone.created_at) == ("999", None, None)


def test_what_is_no_post_is_left_out_with_its_reason(viva: Path) -> None:
    aside = [item for item in open_export(str(viva)).items() if isinstance(item, SetAside)]
    assert [(item.line, item.reason) for item in aside] == [
        (4, "private channel or direct message"),
        (5, "deleted"),
        (6, "joins, leaves and other automatic messages"),
        (7, "a file or picture without words"),
    ]


def test_private_conversations_are_read_only_when_asked(viva: Path) -> None:
    options = ReadOptions(include_private=True)
    texts = [i.text for i in open_export(str(viva), options).items() if isinstance(i, Post)]
    assert "psst" in texts


@pytest.mark.parametrize("mark", ["true", "TRUE", "1", "yes", "ja"])
def test_anything_but_no_is_private(mark: str, viva: Path) -> None:
    text = MESSAGES.replace("5,1,false,", f"5,1,{mark},", 1)
    (viva / "Messages.csv").write_text(text, encoding="utf-8")
    ids = [item.post_id for item in open_export(str(viva)).items() if isinstance(item, Post)]
    assert "10" not in ids


def test_private_groups_are_private(viva: Path) -> None:
    (viva / "Groups.csv").write_text("id,name,private\n5,Alla,true\n", encoding="utf-8")
    assert [i for i in open_export(str(viva)).items() if isinstance(i, Post)] == []


def test_a_list_saved_again_by_excel_is_read(viva: Path) -> None:
    (viva / "Groups.csv").write_text("id;name\n5;Alla\n", encoding="utf-8-sig")
    first = next(i for i in open_export(str(viva)).items() if isinstance(i, Post))
    assert first.channel == "Alla"


def test_without_a_list_of_users_the_user_is_told(viva: Path) -> None:
    (viva / "Users.csv").unlink()
    assert open_export(str(viva)).notes == ("no Users.csv: names in the text can't be masked",)


def test_the_messages_alone_are_enough(viva: Path) -> None:
    posts = [
        item for item in open_export(str(viva / "Messages.csv")).items() if isinstance(item, Post)
    ]
    assert [post.author_id for post in posts] == ["1", "2", "999"]


def test_a_missing_column_is_told(viva: Path) -> None:
    (viva / "Messages.csv").write_text("id,sender_id,texts\n1,2,3\n", encoding="utf-8")
    with pytest.raises(ColumnError, match="lacks the column body; it has id, sender_id, texts"):
        open_export(str(viva))
