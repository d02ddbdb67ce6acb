"""What names and identifiers of the register may look like: nothing invisible, nothing that reads as something else."""

from __future__ import annotations

import re
import unicodedata

from evidence_svc.domain.errors import DomainError

LONGEST_ID = 64
LONGEST_NAME = 200
# Identifiers stand in addresses, in file names and in the log's subjects: letters that are the same everywhere.
_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]*[a-z0-9])?")


class RegisterError(DomainError):
    """A name or an identifier is not fit for the register."""

    reason = "name-unfit"


def check_id(text: str) -> str:
    """The identifier without spaces around it; raises RegisterError (`id-unfit`)."""
    given = text.strip()
    if len(given) > LONGEST_ID or not _ID.fullmatch(given):
        raise RegisterError(
            f"Mã gồm chữ không dấu, số và dấu gạch nối ở giữa, dài nhất {LONGEST_ID} ký tự.", reason="id-unfit"
        )
    return given


def check_username(text: str) -> str:
    """The sign-in name in small letters; raises RegisterError (`username-unfit`)."""
    given = text.strip().lower()
    if len(given) > LONGEST_ID or not _USERNAME.fullmatch(given):
        raise RegisterError(
            f"Tên đăng nhập gồm chữ không dấu, số và các dấu . _ @ - ở giữa, dài nhất {LONGEST_ID} ký tự.",
            reason="username-unfit",
        )
    return given


def check_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """A name to be shown: composed (NFC), single spaces; raises RegisterError (`name-missing`, `name-unfit`).

    Control and format characters are refused, those that turn the direction of writing among them (UAX #9): a name
    must not look like another one, or hide what stands beside it.
    """
    given = " ".join(unicodedata.normalize("NFC", text).split())
    if not given:
        raise RegisterError("Tên không được để trống.", reason="name-missing")
    if len(given) > longest:
        raise RegisterError(f"Tên dài nhất {longest} ký tự.")
    if any(unicodedata.category(letter)[0] == "C" for letter in given):
        raise RegisterError("Tên có ký tự ẩn hoặc ký tự đổi chiều chữ. Hãy gõ lại tên.")
    return given
