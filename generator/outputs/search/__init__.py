"""Search that finds Chinese: a sharded n-gram index as scripts. See index.py for how to build and update it."""

from generator.outputs.search.doc import SearchDoc, StateSpan
from generator.outputs.search.index import Build, Change, State, build, update

__all__ = ["Build", "Change", "SearchDoc", "State", "StateSpan", "build", "update"]
