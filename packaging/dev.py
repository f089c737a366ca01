#!/usr/bin/env python3
"""Set up, run, test and measure Hook Studio from a fresh clone: `python3 packaging/dev.py run`, `test` or `bench`.

This file only refuses a Python that the program does not support, in words, so even Python 2 has to be able to read it;
the work is done by `dev_commands.py` beside it. Nothing but the standard library is used.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def refusal(version):
    # type: (tuple[int, ...]) -> str
    """Why a Python of that version can't be used, '' if it can."""
    if OLDEST <= version <= NEWEST:
        return ""
    return (
        "Hook Studio needs Python {}.{} to {}.{}, and this one ({}) is {}.{}.\n"
        "Start it with a supported one, for example: python3.{} packaging/dev.py run\n"
    ).format(*(OLDEST + NEWEST + (sys.executable or "python", version[0], version[1], NEWEST[1])))


def main():
    # type: () -> int
    problem = refusal(tuple(sys.version_info[:2]))
    if problem:
        sys.stderr.write(problem)
        return 2
    import dev_commands

    return dev_commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
