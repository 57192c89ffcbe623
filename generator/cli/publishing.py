"""How the publishing commands tell what went wrong: findings one by one, a sentence, and the right exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from generator.cli import console
from generator.publish.errors import PublishError


@contextmanager
def publishing() -> Iterator[None]:
    """Turn a refusal into its sentence and exit code.

    Raises:
        typer.Exit: with the exit code of the refusal.
    """
    try:
        yield
    except PublishError as error:
        if error.findings:
            console.print_findings(error.findings)
        print(str(error), file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
