"""Build the example exports of the invented company Dissel.

Reads people.csv, posts.jsonl and extras.json from this folder and writes
slack-export.zip and viva-engage/ next to them. Same input, same bytes.
"""

from __future__ import annotations

import csv
import json
import re
import uuid
import zipfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TEAM = "T0DISSEL01"
BOT_USER, BOT_ID, BOT_NAME = "U0DSLBOT00", "B0DSLBOT01", "Dissel Robot"
ZIP_TIME = (2026, 3, 2, 8, 0, 0)
EXPORT_TIME = 1772438400
FIRST_CHANNEL_TIME = 1483344000
OPEN_TO_ALL = ("general", "random")
MENTION = re.compile(r"@\{([a-z]+)\}")
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)|(https?://[^\s)]*[^\s).,:;!?])")

Row = dict[str, Any]
People = dict[str, dict[str, str]]
USER_COLUMNS = [
    "id",
    "name",
    "email",
    "job_title",
    "location",
    "department",
    "api_url",
    "deleted_by_id",
    "deleted_by_type",
    "joined_at",
    "deleted_at",
    "suspended_by_id",
    "suspended_by_type",
    "suspended_at",
    "guid",
    "state",
    "user_cover_image_url",
]
MESSAGE_COLUMNS = [
    "id",
    "thread_id",
    "replied_to_id",
    "group_id",
    "sender_id",
    "participants",
    "in_private_conversation",
    "body",
    "attachments",
    "message_type",
    "created_at",
    "deleted_at",
    "closed",
]
GROUP_COLUMNS = ["id", "name", "description"]


def read_people(path: Path) -> People:
    """Return the people table, keyed by person id."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def read_posts(path: Path) -> list[Row]:
    """Return the authored posts, oldest first."""
    posts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return sorted(posts, key=lambda post: (post["at"], post["key"]))


def guid(name: str) -> str:
    """Return a UUID that depends on the name only."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.dissel.example"))


def seconds(at: str) -> int:
    """Return an ISO 8601 UTC time as Unix seconds."""
    return int(datetime.fromisoformat(at).timestamp())


def find_roots(posts: list[Row]) -> dict[str, str]:
    """Map every post key to the key of the first post of its thread."""
    parents = {post["key"]: post["reply_to"] for post in posts}

    def root(key: str) -> str:
        while parents[key]:
            key = parents[key]
        return key

    return {key: root(key) for key in parents}


# --- Slack ---------------------------------------------------------------------------------


def slack_text(text: str, people: People) -> str:
    """Turn authored text into Slack markup."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = MENTION.sub(lambda hit: f"<@{people[hit[1]]['slack_id']}>", text)
    return LINK.sub(lambda hit: f"<{hit[2]}|{hit[1]}>" if hit[1] else f"<{hit[3]}>", text)


def slack_message(post: Row, ts: str, people: People) -> Row:
    """Return one ordinary message, without its thread fields."""
    return {
        "type": "message",
        "user": people[post["author"]]["slack_id"],
        "ts": ts,
        "client_msg_id": guid(f"{post['channel']}-{ts}"),
        "team": TEAM,
        "text": slack_text(post["text"], people),
    }


def slack_system(event: Row, ts: str, people: People) -> Row:
    """Return one bot message, join or leave."""
    message: Row = {"type": "message", "subtype": event["kind"], "ts": ts}
    if event["kind"] == "bot_message":
        return message | {"bot_id": BOT_ID, "username": BOT_NAME, "text": event["text"]}
    user = people[event["author"]]["slack_id"]
    verb = "joined" if event["kind"] == "channel_join" else "left"
    return message | {"user": user, "text": f"<@{user}> has {verb} the channel"}


def add_threads(messages: dict[str, Row], roots: dict[str, str]) -> None:
    """Add the thread fields to roots and replies, in place."""
    replies: dict[str, list[Row]] = defaultdict(list)
    for key, message in messages.items():
        if roots[key] != key:
            root = messages[roots[key]]
            message |= {"thread_ts": root["ts"], "parent_user_id": root["user"]}
            replies[roots[key]].append({"user": message["user"], "ts": message["ts"]})
    for key, entries in replies.items():
        users = list(dict.fromkeys(entry["user"] for entry in entries))
        messages[key] |= {
            "thread_ts": messages[key]["ts"],
            "reply_count": len(entries),
            "reply_users_count": len(users),
            "reply_users": users,
            "latest_reply": max(entry["ts"] for entry in entries),
            "replies": entries,
            "is_locked": False,
            "subscribed": False,
        }


def add_reactions(messages: dict[str, Row], reactions: Row, people: People) -> None:
    """Add the reactions to the messages, in place."""
    for key, by_name in reactions.items():
        messages[key]["reactions"] = [
            {"name": name, "users": [people[who]["slack_id"] for who in ids], "count": len(ids)}
            for name, ids in by_name.items()
        ]


def slack_days(posts: list[Row], extras: Row, people: People) -> dict[str, list[Row]]:
    """Return the messages per file name, `<channel>/YYYY-MM-DD.json`."""
    days: dict[str, list[Row]] = defaultdict(list)
    messages: dict[str, Row] = {}
    for number, post in enumerate(posts):
        ts = f"{seconds(post['at'])}.{number + 100:06d}"
        messages[post["key"]] = slack_message(post, ts, people)
        days[f"{post['channel']}/{post['at'][:10]}.json"].append(messages[post["key"]])
    add_threads(messages, find_roots(posts))
    add_reactions(messages, extras["reactions"], people)
    for number, event in enumerate(extras["slack_system"]):
        message = slack_system(event, f"{seconds(event['at'])}.{number + 1:06d}", people)
        days[f"{event['channel']}/{event['at'][:10]}.json"].append(message)
    for number, post in enumerate(extras["slack_private"] + extras["slack_dm"]):
        message = slack_message(post, f"{seconds(post['at'])}.{number + 50:06d}", people)
        days[f"{post['channel']}/{post['at'][:10]}.json"].append(message)
    return {name: sorted(day, key=lambda item: item["ts"]) for name, day in days.items()}


def slack_user(person: dict[str, str]) -> Row:
    """Return one entry of users.json."""
    profile = {
        "real_name": person["name"],
        "display_name": person["aliases"] or person["id"],
        "email": person["email"],
        "title": person["job_title"],
    }
    return {
        "id": person["slack_id"],
        "team_id": TEAM,
        "name": person["email"].split("@")[0],
        "deleted": bool(person["left"]),
        "real_name": person["name"],
        "profile": profile,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
    }


def slack_users(people: People) -> list[Row]:
    """Return users.json: everyone on Slack, and the bot."""
    users = [slack_user(person) for person in people.values() if person["slack_id"]]
    bot = {"id": BOT_USER, "team_id": TEAM, "name": "dissel_robot", "deleted": False}
    bot |= {"real_name": BOT_NAME, "is_bot": True, "is_restricted": False}
    bot["profile"] = {"real_name": BOT_NAME, "bot_id": BOT_ID, "title": ""}
    return [*users, bot]


def slack_channel(name: str, number: int, authors: set[str], purpose: str, people: People) -> Row:
    """Return one entry of channels.json or groups.json."""
    everyone = {who for who, person in people.items() if person["slack_id"]}
    inside = everyone if name in OPEN_TO_ALL else authors
    members = sorted(people[who]["slack_id"] for who in inside if not people[who]["left"])
    creator = people["hanneke"]["slack_id"]
    created = FIRST_CHANNEL_TIME + number
    note = {"value": purpose, "creator": creator, "last_set": created}
    return {
        "id": f"{'G' if name == 'care-leads' else 'C'}0DSLCH{number:03d}",
        "name": name,
        "created": created,
        "creator": creator,
        "is_archived": False,
        "is_general": name == "general",
        "members": members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": note,
    }


def slack_indexes(posts: list[Row], extras: Row, people: People) -> dict[str, list[Row]]:
    """Return the files at the root of the Slack export."""
    authors: dict[str, set[str]] = defaultdict(set)
    for post in [*posts, *extras["slack_private"]]:
        authors[post["channel"]].add(post["author"])
    channels = [
        slack_channel(name, number, authors[name], purpose, people)
        for number, (name, purpose) in enumerate(extras["slack_channels"].items(), start=1)
    ]
    private = {post["channel"] for post in extras["slack_private"]}
    dm = extras["slack_dm"]
    members = sorted({people[post["author"]]["slack_id"] for post in dm})
    log = {"user_id": people["seun"]["slack_id"], "user_name": "seun", "date": str(EXPORT_TIME)}
    log |= {"change_type": "added", "service_type": BOT_NAME, "scope": "chat:write"}
    return {
        "users.json": slack_users(people),
        "channels.json": [entry for entry in channels if entry["name"] not in private],
        "groups.json": [entry for entry in channels if entry["name"] in private],
        "dms.json": [{"id": dm[0]["channel"], "created": seconds(dm[0]["at"]), "members": members}],
        "integration_logs.json": [log],
    }


def write_slack(path: Path, posts: list[Row], extras: Row, people: People) -> None:
    """Write the Slack export zip, with sorted names and fixed times."""
    files = slack_indexes(posts, extras, people) | slack_days(posts, extras, people)
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, json.dumps(files[name], ensure_ascii=False, indent=1) + "\n")


# --- Viva Engage ---------------------------------------------------------------------------


def viva_text(text: str, people: People) -> str:
    """Turn authored text into a Viva Engage body."""
    text = MENTION.sub(lambda hit: f"[[user:{people[hit[1]]['viva_id']}]]", text)
    text = LINK.sub(lambda hit: f"{hit[1]} {hit[2]}" if hit[1] else hit[3], text)
    return text.replace("\n", "\\n")


def viva_attachments(text: str, number: int) -> str:
    """Return a link preview for the first link in the text, if any."""
    hit = LINK.search(text)
    if not hit:
        return ""
    url = hit[2] or hit[3]
    title = url.rsplit("/", 1)[-1].replace("-", " ")
    return f'opengraphobject:[{500000 + number} : {url} : title="{title}" : description=""]'


def viva_message(post: Row, ids: dict[str, int], group: str, people: People) -> Row:
    """Return one row of Messages.csv; private posts have a `to`."""
    number = ids[post["key"]]
    known = [post["author"], *MENTION.findall(post["text"])]
    known += [post["to"]] if "to" in post else []
    users = dict.fromkeys(f"user:{people[who]['viva_id']}" for who in known)
    return {
        "id": number,
        "thread_id": ids[post["root"]],
        "replied_to_id": ids[post["reply_to"]] if post["reply_to"] else "",
        "group_id": group,
        "sender_id": people[post["author"]]["viva_id"],
        "participants": ",".join(users),
        "in_private_conversation": "true" if "to" in post else "false",
        "body": viva_text(post["text"], people),
        "attachments": viva_attachments(post["text"], number),
        "message_type": "update",
        "created_at": post["at"],
        "deleted_at": post.get("deleted", "null"),
        "closed": "false",
    }


def viva_extras(extras: Row) -> list[Row]:
    """Return the private and the deleted messages in the shape of posts."""
    rows: list[Row] = []
    for number, post in enumerate(extras["viva_private"]):
        reply_to = f"private{number - 1}" if number else None
        rows.append({**post, "key": f"private{number}", "reply_to": reply_to, "channel": ""})
    for number, post in enumerate(extras["viva_deleted"]):
        rows.append({**post, "key": f"deleted{number}", "reply_to": None})
    return rows


def viva_messages(posts: list[Row], extras: Row, people: People) -> list[Row]:
    """Return Messages.csv, oldest first."""
    rows = sorted([*posts, *viva_extras(extras)], key=lambda row: (row["at"], row["key"]))
    roots = find_roots(rows)
    ids = {row["key"]: 31000000 + 17 * number for number, row in enumerate(rows, start=1)}
    groups = {name: str(number) for number, name in enumerate(extras["viva_groups"], start=8801)}
    groups[""] = ""
    return [
        viva_message({**row, "root": roots[row["key"]]}, ids, groups[row["channel"]], people)
        for row in rows
    ]


def viva_user(person: dict[str, str]) -> Row:
    """Return one row of Users.csv."""
    row: Row = dict.fromkeys(USER_COLUMNS, "")
    left = f"{person['left']}T16:00:00Z" if person["left"] else "null"
    return row | {
        "id": person["viva_id"],
        "name": person["name"],
        "email": person["email"],
        "job_title": person["job_title"],
        "location": person["office"],
        "department": person["department"],
        "api_url": f"https://viva.dissel.example/api/v1/users/{person['viva_id']}",
        "joined_at": f"{person['joined']}T08:00:00Z",
        "deleted_at": "null",
        "suspended_at": left,
        "guid": guid(person["id"]),
        "state": "suspended" if person["left"] else "active",
    }


def write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    """Write a CSV file as Viva Engage does, with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def write_viva(folder: Path, posts: list[Row], extras: Row, people: People) -> None:
    """Write the three files of the Viva Engage export."""
    folder.mkdir(exist_ok=True)
    users = [viva_user(person) for person in people.values() if person["viva_id"]]
    groups = [
        {"id": number, "name": name, "description": description}
        for number, (name, description) in enumerate(extras["viva_groups"].items(), start=8801)
    ]
    write_csv(folder / "Users.csv", USER_COLUMNS, sorted(users, key=lambda row: row["id"]))
    write_csv(folder / "Messages.csv", MESSAGE_COLUMNS, viva_messages(posts, extras, people))
    write_csv(folder / "Groups.csv", GROUP_COLUMNS, groups)


def main() -> None:
    """Build both exports."""
    people = read_people(HERE / "people.csv")
    posts = read_posts(HERE / "posts.jsonl")
    extras: Row = json.loads((HERE / "extras.json").read_text(encoding="utf-8"))
    slack = [post for post in posts if post["platform"] == "slack"]
    viva = [post for post in posts if post["platform"] == "viva"]
    write_slack(HERE / "slack-export.zip", slack, extras, people)
    write_viva(HERE / "viva-engage", viva, extras, people)
    print(f"{len(slack)} Slack posts, {len(viva)} Viva Engage posts, {len(people)} people")


if __name__ == "__main__":
    main()
