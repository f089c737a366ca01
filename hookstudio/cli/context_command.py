"""`hookstudio context`: the test context of a seed, as JSON."""

from __future__ import annotations

import argparse

from hookstudio.cli.output import Output
from hookstudio.cli.words import dialect_named
from hookstudio.studio.seed import parse_seed, random_seed
from hookstudio.studio.test_context import generate, to_text


def context_command(options: argparse.Namespace, output: Output) -> int:
    """Print the context: the same bytes with and without `--json`."""
    dialect = dialect_named(options.dialect)
    seed = random_seed() if options.seed is None else parse_seed(options.seed)
    text = to_text(generate(options.type, dialect, seed))
    if options.seed is None:
        output.message(f"seed {seed}")
    output.raw(text)
    return 0
