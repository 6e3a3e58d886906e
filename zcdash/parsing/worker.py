"""Main program of a child: it limits itself, then reads one file after another from its standard input.

A file is a message with its bytes, a message for each call of a `FileReader`, and an empty one at its end. The child imports
`intake` and `domain` only: no ledger, no page. It ends with its parent, whose pipe is closed then.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

# openpyxl takes numpy where it is there: 40 MB and 0.1 s at each start, for nothing that is read or written here.
sys.modules["numpy"] = None  # type: ignore[assignment]

from zcdash.errors import InvalidInput, NeedsConversion, UnreadableDocument  # noqa: E402
from zcdash.intake.xlsx_reader import UnreadableWorkbook  # noqa: E402
from zcdash.parsing import wire  # noqa: E402
from zcdash.parsing.file_reader import FileReader  # noqa: E402
from zcdash.parsing.limits import REUSED_BELOW  # noqa: E402

try:
    import resource
except ImportError:  # Windows: the parent's clock is the only limit
    resource = None  # type: ignore[assignment]

_MEMORY_FILE = Path("/proc/self/statm")


def main(memory: int, cpu_seconds: int) -> None:
    """Serve until the parent closes the pipe, within bytes of memory and seconds of processor time for each call."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    base = _address_space()
    _limit_process(base, memory)
    gc.freeze()
    wire.send(answers, b"ready")
    while (data := wire.receive(requests)) is not None:
        _serve(data, requests, answers, cpu_seconds)
        del data
        gc.collect()
        wire.send(answers, wire.encode(_address_space() - base < REUSED_BELOW))


def _address_space() -> int:
    """Return the bytes of address space in use, 0 where the system does not say."""
    if resource is None or not _MEMORY_FILE.exists():
        return 0
    return int(_MEMORY_FILE.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _limit_process(base: int, memory: int) -> None:
    """Let the address space grow by so many bytes and no file have more, write no core, and let pages go first."""
    if resource is None:
        return
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    if base:
        resource.setrlimit(resource.RLIMIT_AS, (base + memory, base + memory))


def _limit_time(cpu_seconds: int) -> None:
    """Allow seconds of processor time beyond those used so far."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _serve(data: bytes, requests: BinaryIO, answers: BinaryIO, cpu_seconds: int) -> None:
    """Answer the calls for one file."""
    _limit_time(cpu_seconds)
    reader = FileReader(data)
    while call := wire.receive(requests):
        _limit_time(cpu_seconds)
        wire.send(answers, _answer(reader, call))
    _limit_time(cpu_seconds)


def _answer(reader: FileReader, call: bytes) -> bytes:
    """Return the answer: its kind as a line, then the value, what is wrong with the file, or the trace of a bug."""
    name, _, arguments = call.partition(b"\n")
    try:
        method = getattr(FileReader, name.decode())
        value = method(reader, *wire.decode_arguments(arguments, method))
        return b"value\n" + wire.encode(value)
    except UnreadableWorkbook as error:
        return b"unreadable\n" + wire.encode([error.code, error.sentence, error.advice])
    except NeedsConversion as error:
        return b"conversion\n" + wire.encode([error.sentence, error.advice, error.target])
    except UnreadableDocument as error:
        return b"document\n" + wire.encode([error.sentence, error.advice])
    except InvalidInput as error:
        return b"refused\n" + wire.encode([error.sentence, error.advice])
    except MemoryError:
        return b"memory\n"
    except Exception:
        return b"bug\n" + traceback.format_exc().encode()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
