"""A kernel that refuses: from a moment on, this process's writes or flushes fail as on a full or broken disk.

A seccomp filter (man 2 seccomp) answers chosen system calls with an error of choice; it needs no privilege, no compiler
and no file system of its own, holds for what the process starts later, and cannot be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from dataclasses import dataclass
from enum import Enum

# Numbers of pwrite64, fsync and fdatasync (linux/arch/*/include/asm/unistd.h).
_CALLS = {"x86_64": (18, 74, 75), "aarch64": (68, 82, 83)}
IS_POSSIBLE = platform.system() == "Linux" and platform.machine() in _CALLS

_LOAD_NUMBER, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


@dataclass(frozen=True)
class Refusal:
    """Which of the three calls fail, and how."""

    calls: tuple[int, ...]
    code: int


class Fault(Enum):
    """What a disk may do to a database."""

    FULL = Refusal((0,), errno.ENOSPC)
    FLUSH_FAILS = Refusal((1, 2), errno.EIO)
    LOG_FLUSH_FAILS = Refusal((2,), errno.EIO)


class _Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step))]


def refuse(fault: Fault) -> None:
    """Let the calls fail from now on, in this thread and what it starts; raises OSError when the kernel declines."""
    numbers = [_CALLS[platform.machine()][which] for which in fault.value.calls]
    jumps = [_Step(_JUMP_IF_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    ends = [_Step(_RETURN, 0, 0, _ALLOW), _Step(_RETURN, 0, 0, _FAIL | fault.value.code)]
    steps = [_Step(_LOAD_NUMBER, 0, 0, 0), *jumps, *ends]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    library = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if library.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
