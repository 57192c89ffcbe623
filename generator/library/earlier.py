"""What earlier checks found out: records as they were read, attachments by their content, and what rules found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.attachments import Inspection
from generator.kept import Kept, Result
from generator.library.library import Library
from generator.library.load import Loaded
from generator.library.renewal import Renewal
from generator.library.scan import Stamp

_SHARD = "records "
_ATTACHMENTS = "attachments"


class _Noting(dict[str, tuple[Stamp, Loaded]]):
    """A mapping that knows which of its keys were set or deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.touched: set[str] = set()

    def __setitem__(self, path: str, value: tuple[Stamp, Loaded]) -> None:
        self.touched.add(path)
        super().__setitem__(path, value)

    def __delitem__(self, path: str) -> None:
        self.touched.add(path)
        super().__delitem__(path)


class Earlier:
    """Kept from check to check. Nothing of a check is there for the next one before `kept.commit()`.

    `key` is a fingerprint of the settings and the day.
    """

    def __init__(self, kept: Kept, key: str) -> None:
        self.kept = kept
        self.key = key
        self.records = _Noting()
        for _, shard in kept.load_all(_SHARD):
            self.records.update(shard or {})
        self.attachments: dict[str, Inspection] = kept.load(_ATTACHMENTS) or {}
        self._inspected = len(self.attachments)

    def renewal(self, library: Library) -> Renewal:
        return Renewal(self.kept, library, self.key)

    def keep(self, renewal: Renewal, gone: Iterable[str], made: Iterable[Result]) -> None:
        """Take what a check found out; `gone` are names of rules' results that nobody needs any more."""
        made = list(made)
        renewal.drop([*gone])
        renewal.note(made, renewal.derived.behind(one.asked for one in made))
        self.save()

    def save(self) -> None:
        """Take what was read of single files."""
        for name, shard in self._changed_shards():
            if shard:
                self.kept.save(f"{_SHARD}{name}", shard)
            else:
                self.kept.drop(f"{_SHARD}{name}")
        if len(self.attachments) != self._inspected:
            self.kept.save(_ATTACHMENTS, self.attachments)
            self._inspected = len(self.attachments)

    def _changed_shards(self) -> Iterator[tuple[str, dict[str, tuple[Stamp, Loaded]]]]:
        """Records are kept folder by folder, so that little is written for one change."""
        names = {_shard(path) for path in self.records.touched}
        shards: dict[str, dict[str, tuple[Stamp, Loaded]]] = {name: {} for name in names}
        if names:
            for path, value in self.records.items():
                if (name := _shard(path)) in names:
                    shards[name][path] = value
        self.records.touched.clear()
        yield from shards.items()


def _shard(path: str) -> str:
    """`content/notices/2026/a.yml` and `content/notices/2026/b/index.yml` belong to the same."""
    return "/".join(path.split("/")[:-1][:3])
