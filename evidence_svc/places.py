"""Places outside where checkpoints are kept by others: folders and stores, mailboxes, web addresses."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request as WebRequest
from urllib.request import urlopen

import fsspec

from evidence_svc.errors import ServiceError
from evidence_svc.mailing import MailError, MailServer, send_message

SECONDS = 20
MAILBOX, WEB = "mailto:", ("http://", "https://")


class PlaceError(ServiceError):
    """A place did not take a checkpoint; `reason` is place-unreachable, place-refused or place-contradicts."""

    reason = "place-unreachable"
    message = "Không gửi được điểm kiểm tra đến nơi lưu."


@dataclass(frozen=True, slots=True)
class Parcel:
    """A checkpoint as it is sent: its log, size, signed text, timestamp response, and the log's public keys."""

    origin: str
    size: int
    text: str
    keys: str
    stamp: bytes | None = None

    @property
    def files(self) -> dict[str, bytes]:
        """What a folder keeps; each size has files of its own."""
        name = f"checkpoints/{self.size:012}"
        stamped = {f"{name}.tsr": self.stamp} if self.stamp else {}
        return {name: self.text.encode(), **stamped, "keys": self.keys.encode(), "checkpoint": self.text.encode()}


def label_of(place: str) -> str:
    """A place's name for a page or a log: no user, password, path or token of a web address."""
    parts = urlsplit(place)
    if place.startswith(MAILBOX):
        return parts.path
    if place.startswith(WEB):
        return f"{parts.scheme}://{parts.hostname or ''} {hashlib.sha256(place.encode()).hexdigest()[:6]}"
    return f"{parts.scheme or 'file'}://{parts.hostname or ''}{parts.path}"


def send(place: str, parcel: Parcel, mail: MailServer | None) -> None:
    """Give a checkpoint to a place; raises PlaceError."""
    if place.startswith(MAILBOX):
        _send_letter(urlsplit(place).path, parcel, mail)
    elif place.startswith(WEB):
        _post(place, parcel)
    else:
        _keep(place, parcel)


def _keep(place: str, parcel: Parcel) -> None:
    """Into a folder or store; one that has another checkpoint of that size, or a larger one, is not written over."""
    try:
        target, root = fsspec.core.url_to_fs(place)
        _check_continues(target, root, parcel)
        for file, content in parcel.files.items():
            target.makedirs(f"{root}/{file}".rsplit("/", 1)[0], exist_ok=True)
            target.pipe_file(f"{root}/{file}", content)
    except (OSError, ValueError, ImportError) as error:
        raise PlaceError(f"Không ghi được vào nơi lưu: {type(error).__name__}.") from error


def _check_continues(target: Any, root: str, parcel: Parcel) -> None:
    """What the place holds convicts a log that was put back to yesterday, its publication and all."""
    name, newest = f"{root}/checkpoints/{parcel.size:012}", f"{root}/checkpoint"
    if target.exists(name) and _body(target.cat_file(name).decode(errors="replace")) != _body(parcel.text):
        raise PlaceError("Nơi lưu đã giữ một điểm kiểm tra KHÁC cùng số mục.", reason="place-contradicts")
    if target.exists(newest):
        origin, _, rest = target.cat_file(newest).decode(errors="replace").partition("\n")
        size = rest.partition("\n")[0]
        if origin == parcel.origin and size.isdecimal() and int(size) > parcel.size:
            words = (
                f"Nơi lưu đã giữ điểm kiểm tra {size} mục, nhật ký nay chỉ có {parcel.size}: bản cũ đã được khôi phục."
            )
            raise PlaceError(words, reason="place-contradicts")


def _body(text: str) -> str:
    """What is signed: cosignatures may be added later."""
    return text.partition("\n\n")[0]


def _send_letter(mailbox: str, parcel: Parcel, mail: MailServer | None) -> None:
    if mail is None:
        raise PlaceError("Chưa cấu hình máy chủ thư (EVIDENCE_CHECKPOINT_MAIL_SERVER hoặc EVIDENCE_SMTP_HOST).")
    try:
        send_message(mail, _letter(mailbox, parcel))
    except MailError as error:
        raise PlaceError(error.message) from error


def _letter(mailbox: str, parcel: Parcel) -> EmailMessage:
    letter = EmailMessage()
    letter["To"] = mailbox
    letter["Subject"] = f"Điểm kiểm tra nhật ký {parcel.origin}, {parcel.size} mục"
    letter.set_content(
        "Hãy giữ thư này. Nó chứng minh nhật ký có đúng các mục này vào lúc thư được gửi.\n\n" + parcel.text
    )
    for name, content in parcel.files.items():
        letter.add_attachment(content, "application", "octet-stream", filename=name.replace("/", "-"))
    return letter


def _post(place: str, parcel: Parcel) -> None:
    """As JSON; any answer but a 2xx is a refusal."""
    stamped = base64.b64encode(parcel.stamp).decode() if parcel.stamp else None
    told = {"origin": parcel.origin, "size": parcel.size, "checkpoint": parcel.text, "keys": parcel.keys.split()}
    content = json.dumps({**told, "timestamp": stamped}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    request = WebRequest(place, data=content, headers=headers, method="POST")  # noqa: S310 - http or https, checked
    try:
        with urlopen(request, timeout=SECONDS):  # noqa: S310 - http or https, checked
            return
    except (URLError, OSError, ValueError) as error:
        code = getattr(error, "code", None)
        reason = "place-refused" if code else "place-unreachable"
        raise PlaceError(f"Địa chỉ web không nhận: {code or type(error).__name__}.", reason=reason) from error
