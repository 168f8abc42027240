"""A child's launcher: `python -I -S leash.py PARENT COMMAND…` becomes COMMAND, on a leash.

The kernel kills the command when the thread that started it ends, kill -9 of its whole process included: no
service outlives its supervisor. This imports next to nothing, since every start of a child pays for it.
Only Linux has the leash (prctl(2), PR_SET_PDEATHSIG). Elsewhere this just becomes the command, and a
supervisor that is killed with SIGKILL leaves its children to the operator.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def put_on(parent: int) -> None:
    """Ask to be killed with the parent, a process id. Raises OSError where the kernel refuses.

    A parent that ended before the kernel was asked would never be noticed: then this process ends here.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """arguments: the parent's process id, then the command and its arguments."""
    parent, *command = arguments
    if sys.platform == "linux":
        put_on(int(parent))
    try:
        os.execvp(command[0], command)  # noqa: S606 - a launcher starts what its supervisor says
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
