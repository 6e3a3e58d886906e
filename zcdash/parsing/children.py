"""Pool of the child processes that read files from outside.

A child is started ahead, used again after a good file, and thrown away after a kill, a crash or many files. It is a program
of its own behind two pipes: nothing is forked from the server's threads.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import zcdash
from zcdash.errors import InvalidInput, NeedsConversion, UnreadableDocument, ZcdashError
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.parsing import wire
from zcdash.parsing.file_reader import FileReader
from zcdash.parsing.limits import DOCUMENT_LIMITS, MOST_DOCUMENTS, MOST_FILES, START_SECONDS, WAIT_SECONDS, Limits

P = ParamSpec("P")
T = TypeVar("T")
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
"""Names of the environment that a child may need; it learns neither the ledger's place nor a secret."""


class Limit(Enum):
    """Reason why a child did not finish a file."""

    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"


class NotRead(Exception):
    """A child reached a limit, or crashed."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


class NoReader(ZcdashError):
    """No child could be started, or all of them are busy for long."""


def _not_started() -> NoReader:
    return NoReader("读文件的子程序启动不了。", "请重试；仍不行的，请联系管理员。")


class Child:
    """One child process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # `-P`: no module is taken from the folder in which the program was started.
        root = str(Path(zcdash.__file__).parents[1])
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
        sizes = limits.memory, limits.cpu_seconds
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-m", "zcdash.parsing.worker", *map(str, sizes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _not_started() from error
        self._ready = self._broken = False
        self._files = 0

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended."""
        return self._process.poll() is None

    def begin(self, data: bytes) -> None:
        """Hand a file over. Raises NoReader where the child did not start, and NotRead."""
        if not self._ready:
            try:
                self._exchange(None, START_SECONDS)
            except NotRead as error:
                raise _not_started() from error
            self._ready = True
        self._files += 1
        self._exchange(data, self._limits.wall_seconds, answered=False)

    def call(self, method: Callable[Concatenate[FileReader, P], T], *arguments: P.args, **_: P.kwargs) -> T:
        """Return the result of a method of `FileReader` for the file. Raises what it raises, and NotRead."""
        request = method.__name__.encode() + b"\n" + wire.encode(arguments)
        kind, _mark, value = self._exchange(request, self._limits.wall_seconds).partition(b"\n")
        match kind:
            case b"value":
                result: T = wire.decode(value, wire.hints(method)["return"])
                return result
            case b"unreadable":
                raise UnreadableWorkbook(*wire.decode(value, list[str]))
            case b"document":
                raise UnreadableDocument(*wire.decode(value, list[str]))
            case b"conversion":
                raise NeedsConversion(*wire.decode(value, list[str]))
            case b"refused":
                raise InvalidInput(*wire.decode(value, list[str]))
            case b"memory":
                self._broken = True
                raise NotRead(Limit.MEMORY)
        raise RuntimeError(f"a child failed:\n{value.decode(errors='replace')}")

    def end(self) -> bool:
        """Take the file away; return whether the child can read another one."""
        if self._broken:
            return False
        try:
            return wire.decode(self._exchange(b"", self._limits.wall_seconds), bool) and self._files < MOST_FILES
        except NotRead:
            return False

    def _exchange(self, message: bytes | None, seconds: float, answered: bool = True) -> bytes:
        """Send a message and return the answer; a child that takes longer is killed."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        self._broken = True  # whatever interrupts the exchange leaves half of it in the pipe
        begun = time.monotonic()
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        answer: bytes | None = b""
        try:
            if message is not None:
                wire.send(stdin, message)
            if answered:
                answer = wire.receive(stdout)
        except (OSError, ValueError):  # it has ended, or the pool was closed
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            raise NotRead(self._reason(late=time.monotonic() - begun >= seconds))
        self._broken = False
        return answer

    def _reason(self, late: bool) -> Limit:
        """Return why the child ended."""
        status = self._process.wait()
        if late or status == -getattr(signal, "SIGXCPU", 0):
            return Limit.TIME
        # A library aborts where it is refused memory; the system kills where it has none left.
        return Limit.MEMORY if status in (-signal.SIGABRT, -9) else Limit.CRASH

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


class Pool:
    """Children, at most `size` of them; the rest of the callers wait. One that `keeps` none ends each after its file."""

    def __init__(self, size: int, limits: Limits, *, keeps: bool = True) -> None:
        self._size = size
        self._keeps = keeps
        self.limits = limits
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._changed = threading.Condition()

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes."""
        with self._changed:
            return [child.pid for child in (*self._idle, *self._busy)]

    def warm(self, number: int = 2) -> None:
        """Start children ahead, as far as the machine allows."""
        with self._changed, suppress(NoReader):
            while len(self._idle) + len(self._busy) < min(number, self._size):
                self._idle.append(Child(self.limits))

    @contextmanager
    def reading(self, data: bytes) -> Iterator[Child]:
        """Give a child a file and take it away again. Raises NoReader, and NotRead at a limit."""
        child = self._take()
        try:
            child.begin(data)
            yield child
        finally:
            self._give_back(child)

    def _take(self) -> Child:
        give_up = time.monotonic() + WAIT_SECONDS
        with self._changed:
            while not self._idle and len(self._busy) >= self._size:
                if not self._changed.wait(give_up - time.monotonic()):
                    raise NoReader("现在读文件的人太多，没有轮到这个文件。", "请过一分钟再试。")
            child = self._idle.pop() if self._idle else Child(self.limits)
            if not child.alive:  # somebody else ended it
                child.close()
                child = Child(self.limits)
            self._busy.add(child)
            return child

    def _give_back(self, child: Child) -> None:
        reusable = self._keeps and child.end()
        if not reusable:
            child.close()
        with self._changed:
            if child not in self._busy:  # the pool was closed meanwhile
                return
            self._busy.remove(child)
            if self._keeps:
                with suppress(NoReader):
                    self._idle.append(child if reusable else Child(self.limits))  # the next file finds it ready
            self._changed.notify()

    def close(self) -> None:
        """End all children; the next file starts one again."""
        with self._changed:
            children = [*self._idle, *self._busy]
            self._idle.clear()
            self._busy.clear()
            self._changed.notify_all()
        for child in children:
            child.close()


pool = Pool(max(2, min(4, os.cpu_count() or 1)), Limits())
document_pool = Pool(MOST_DOCUMENTS, DOCUMENT_LIMITS, keeps=False)
atexit.register(pool.close)
atexit.register(document_pool.close)
