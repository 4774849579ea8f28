"""Notifications as they are kept: a file for each, in a folder named after what was decided about it."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ciatlas.fault import AtlasError
from ciatlas.messages import _

FOLDER = "inbox"
UNREVIEWED, ACCEPTED, REJECTED = "unreviewed", "accepted", "rejected"
STATUSES = (UNREVIEWED, ACCEPTED, REJECTED)
_ID = re.compile(r"[0-9a-f]{32}")


class Full(Exception):
    """As many notifications wait for a review as are kept."""


@dataclass(frozen=True, slots=True)
class Notification:
    """id: made from its content. received: when (RFC 3339, UTC). client: the network that it came from, not the machine.

    media_type: as it was sent. sha256: of its bytes. statements: how many it makes, where that is known. content: as it came.
    """

    id: str
    received: str
    client: str
    media_type: str
    sha256: str
    statements: int | None
    content: str


class Kept:
    """The notifications in a folder of the server's state; several processes may work on it at one time."""

    def __init__(self, state: Path, most: int) -> None:
        """most: how many may wait for a review."""
        self.folder, self.most = state / FOLDER, most

    def add(self, body: bytes, media_type: str, client: str, statements: int | None) -> str:
        """Keeps a notification as unreviewed and gives its id; one that is there already stays what it is.

        client: the address that it came from. Raises Full; OSError when the disk is full.
        """
        digest = hashlib.sha256(body).hexdigest()
        id = digest[:32]
        if self.status(id) is not None:
            return id
        target = self.folder / UNREVIEWED
        target.mkdir(parents=True, exist_ok=True)
        if sum(1 for _one in target.iterdir()) >= self.most:
            raise Full
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        notification = Notification(id, now, network(client), media_type, digest, statements, body.decode("utf-8"))
        aside = target / f".{id}.{os.getpid()}"
        try:
            aside.write_text(json.dumps(asdict(notification), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
            aside.replace(target / f"{id}.json")
        finally:
            aside.unlink(missing_ok=True)
        return id

    def status(self, id: str) -> str | None:
        """What was decided about a notification; None where there is none with this id."""
        if not _ID.fullmatch(id):
            return None
        return next((status for status in STATUSES if (self.folder / status / f"{id}.json").is_file()), None)

    def read(self, id: str) -> Notification | None:
        """The notification with this id, None where there is none. Raises AtlasError when its file is damaged."""
        status = self.status(id)
        if status is None:
            return None
        path = self.folder / status / f"{id}.json"
        try:
            return Notification(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise AtlasError(_("{file} cannot be read: {reason}").format(file=path, reason=error)) from error

    def ids(self, *statuses: str) -> list[str]:
        """The ids of the notifications about which this was decided (any of the statuses), sorted."""
        found = (path for status in statuses if (self.folder / status).is_dir() for path in (self.folder / status).iterdir())
        return sorted(path.stem for path in found if path.suffix == ".json" and _ID.fullmatch(path.stem))

    def all(self, *statuses: str) -> Iterator[tuple[str, Notification]]:
        """Status and notification, the latest first. Raises AtlasError when a file is damaged."""
        read = ((status, one) for status in statuses for id in self.ids(status) if (one := self.read(id)) is not None)
        yield from sorted(read, key=lambda pair: (pair[1].received, pair[1].id), reverse=True)

    def decide(self, id: str, status: str) -> bool:
        """Puts a notification among the accepted, the rejected or again the unreviewed ones; False where there is none with this id."""
        former = self.status(id)
        if former is None:
            return False
        (self.folder / status).mkdir(exist_ok=True)
        (self.folder / former / f"{id}.json").replace(self.folder / status / f"{id}.json")
        return True

    def remove(self, id: str) -> bool:
        """Removes a notification, which may then come again; False where there is none with this id."""
        status = self.status(id)
        if status is None:
            return False
        (self.folder / status / f"{id}.json").unlink(missing_ok=True)
        return True


def network(address: str) -> str:
    """The network that an address belongs to, of a size that names no single household; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
