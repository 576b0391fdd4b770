"""Putting a finished folder in its place in one step, so that readers see the old one or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message

LOCK_SECONDS = 900  # longer than any one report takes; a writer that waits longer has lost its turn
LEFTOVER_SECONDS = 10  # a writer whose run was killed dies at once, or when the disk has answered it
_AT_FDCWD, _EXCHANGE = -100, 2  # Linux: renameat2 swaps two names in one step


def inside(root: Path, *parts: str) -> Path:
    """A path below `root`, refused when it would lead out of it.

    Raises
    ------
    ReportError
        If the path is not below `root`, or is `root` itself.
    """
    root = Path(root).resolve()
    target = root.joinpath(*parts).resolve()
    if root not in target.parents:
        raise ReportError(Message("report.outside", target=target, root=root), advice=Message("report.below_root"))
    return target


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target`; when the block ends well it takes target's place, else nothing changes.

    One writer at a time: a lock beside the target is held throughout. What a
    killed writer left behind is cleared by the next one. A first writer that
    fails leaves neither the lock nor a folder that it made.

    Raises
    ------
    ReportError
        If another writer holds the lock too long.
    """
    from filelock import Timeout

    target = Path(target)
    lock, made = target.parent / f".{target.name}.lock", [place for place in target.parents if not place.exists()]
    try:
        with _held(lock):
            _recover(target)
            folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
            try:
                yield folder
                _settle(folder)
                _swap(folder, target)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                if not target.exists():
                    _unmake(lock, made)
    except Timeout as error:
        raise ReportError(
            Message("report.locked", target=target),
            [Message("report.waited", seconds=LOCK_SECONDS)],
            Message("report.later"),
        ) from error


def _held(lock: Path):
    """A lock that is held until its block ends, its folder made; a writer that fails meanwhile may take both away."""
    from filelock import FileLock

    while True:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            return FileLock(lock, timeout=LOCK_SECONDS).acquire()


def _unmake(lock: Path, made: Iterable[Path]) -> None:
    """Take away a lock that is held, and folders as far as they are empty; who waits for it sees that it is gone."""
    with suppress(OSError):
        lock.unlink()
        for place in made:
            place.rmdir()


def sweep(target: Path, patience: float = 0) -> None:
    """Clear what a killed writer left beside `target`, unless another writes there for longer than `patience` seconds."""
    from filelock import FileLock, Timeout

    if not target.parent.is_dir():
        return
    try:
        with FileLock(target.parent / f".{target.name}.lock", timeout=patience):
            _recover(target)
    except Timeout:
        pass


def clear_leftovers(root: Path) -> None:
    """Take away what killed writers left below `root`; what another writer is at work on stays."""
    for left in sorted(root.glob("*/.*.new-*")):
        sweep(left.with_name(left.name[1:].split(".new-")[0]), LEFTOVER_SECONDS)


def _swap(folder: Path, target: Path) -> None:
    """Put `folder` at `target`; where the system can, the two change names in one step."""
    if not target.exists():
        os.replace(folder, target)
    elif not _exchange(folder, target):
        old = _aside(target)
        os.rename(target, old)  # a kill between these two lines is mended by `_recover`
        os.rename(folder, target)
        shutil.rmtree(old, ignore_errors=True)


def _recover(target: Path) -> None:
    old = _aside(target)
    if old.exists() and not target.exists():
        os.rename(old, target)
    for left in (old, *target.parent.glob(f".{target.name}.new-*")):
        shutil.rmtree(left, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.parent / f".{target.name}.old"


def _exchange(one: Path, other: Path) -> bool:
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, TypeError, AttributeError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    if done != 0 and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EXDEV):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return done == 0


def _settle(folder: Path) -> None:
    """Have the disk hold every file before its folder becomes the published one."""
    os.chmod(folder, 0o755)
    if _sync_all(folder):
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _sync_all(folder: Path) -> bool:
    """Have the file system hold all it was given, in one go where the system can (Linux): a fifth of the time."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, TypeError, AttributeError):
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(handle) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(handle)
    return True
