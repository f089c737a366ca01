"""Windows: a Job object around a hook's process: one process, so much memory, and ended when the studio lets go of it.

Structures and numbers: `winnt.h` (JOBOBJECT_EXTENDED_LIMIT_INFORMATION). Not tried on Windows by us.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Final

_KILL_ON_CLOSE, _ACTIVE_PROCESS, _PROCESS_MEMORY, _JOB_MEMORY, _DIE_ON_EXCEPTION = 0x2000, 0x8, 0x100, 0x200, 0x400
_EXTENDED_LIMITS: Final = 9
CREATE_SUSPENDED: Final = 0x4


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits(memory_bytes: int) -> ExtendedLimits:
    """One process that takes at most *memory_bytes* and ends with the last handle to its job."""
    made = ExtendedLimits()
    made.basic.flags = _KILL_ON_CLOSE | _ACTIVE_PROCESS | _PROCESS_MEMORY | _JOB_MEMORY | _DIE_ON_EXCEPTION
    made.basic.active_processes = 1
    made.process_memory = made.job_memory = memory_bytes
    return made


def confine(process: int, memory_bytes: int) -> int:
    """Puts the suspended process with that handle into a job and lets it run. The job's handle, to be kept. Raises OSError."""
    if sys.platform != "win32":
        raise OSError("Job objects are a part of Windows")
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    given = limits(memory_bytes)
    done = (
        job
        and kernel.SetInformationJobObject(ctypes.c_void_p(job), _EXTENDED_LIMITS, ctypes.byref(given), ctypes.sizeof(given))
        and kernel.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(process))
    )
    if not done:
        raise OSError(ctypes.get_last_error(), "the Job object could not be made")
    if ctypes.WinDLL("ntdll").NtResumeProcess(ctypes.c_void_p(process)) != 0:
        raise OSError("the process could not be resumed")
    return int(job)


def release(job: int) -> None:
    """Ends what is left in the job."""
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(job))
