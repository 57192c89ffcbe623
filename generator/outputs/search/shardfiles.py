"""The index's scripts of postings: what they are called, and what stands in one.

A file gives the names of the named lists, the length of every list in digits, and the lists themselves: first the
named ones in order of name, then every hashed one.
"""

from __future__ import annotations

FOLDER = "assets/search"


def shard_path(number: int) -> str:
    """Site-relative path of a shard."""
    return f"{FOLDER}/{shard_name(number)}.js"


def shard_name(number: int) -> str:
    """What the script calls itself."""
    return f"g/{number >> 6:x}/{number & 63:x}"


def shard_file(number: int, names: str, lengths: bytes, lists: bytes) -> tuple[str, bytes]:
    """Path and bytes of a shard; names with a comma between them."""
    parts = (shard_name(number).encode(), names.encode("utf-8", "replace"), lengths, lists)
    return shard_path(number), b'gkSearch("%s","%s","%s","%s");\n' % parts
