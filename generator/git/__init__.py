"""Asking git. The only room that runs it for history; without git, or outside a repository, history is unknown."""

from generator.git.asking import is_ancestor, run
from generator.git.reading import read_history

__all__ = ["is_ancestor", "read_history", "run"]
