"""Files beside records: each named file is found and inspected, each file nobody names is pointed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

from generator.attachments import Inspection, Problem, Seen, inspect, name_problems, resolve
from generator.attachments.published import made_beside, thumbs
from generator.binding import place
from generator.fields import File, Image
from generator.library.load import read_file
from generator.library.references import files_named
from generator.messages import finding
from generator.policy import Site
from generator.problems import Finding
from generator.record import Fault, Record

Files = Mapping[str, Mapping[str, Inspection]]
"""Record key → file name → what the file is."""

SITE = "site"
"""Stands for a record's key where the file is named in site.yml."""
PICTURES = frozenset({"jpg", "png", "webp", "gif", "svg"})


def inspect_files(
    records: list[Record], parent: Path, known: MutableMapping[str, Inspection], seen: Seen | None = None
) -> tuple[dict[str, dict[str, Inspection]], list[tuple[Record, Fault]]]:
    """Inspect every file that records name.

    Args:
        parent: the content folder's parent; record paths are relative to it.
        known, seen: inspections by content hash, and hashes of files, from earlier runs; added to.
    """
    found: dict[str, dict[str, Inspection]] = {}
    faults: list[tuple[Record, Fault]] = []
    for record in records:
        named = list(files_named(record))
        for at, name in named:
            inspection, problems = _inspect_one(record, name, parent, known, seen)
            if inspection is not None:
                found.setdefault(record.key, {})[name] = inspection
            faults += [
                (record, Fault(one.code, at, one.params))
                for one in problems
                if not _exempt(record, name, one)
            ]
        if named:
            faults += [(record, fault) for fault in _collisions(record, found.get(record.key, {}))]
    return found, faults


def _inspect_one(
    record: Record, name: File, parent: Path, known: MutableMapping[str, Inspection], seen: Seen | None
) -> tuple[Inspection | None, list[Problem]]:
    if record.folder is None:
        return None, [Problem("files.no-folder", {"name": name, "folder": record.path.removesuffix(".yml")})]
    path = resolve(parent / record.folder, name)
    if isinstance(path, Problem):
        return None, [path]
    inspection = inspect(path, known, seen)
    problems = [*name_problems(name), *inspection.problems]
    if isinstance(name, Image) and inspection.type and inspection.type not in PICTURES:
        problems.append(Problem("files.not-a-picture", {"name": name}))
    return inspection, problems


def _collisions(record: Record, files: Mapping[str, Inspection]) -> Iterator[Fault]:
    """Files whose published name is taken, also where case does not count: by a page or by a smaller picture."""
    taken = {name.lower(): name for name in made_beside(record.kind, record.slug)}
    for name, found in files.items():
        taken |= {thumb.name.lower(): thumb.name for thumb in thumbs(name, found)}
    seen: dict[str, str] = {}
    for at, name in files_named(record):
        other = taken.get(name.lower()) or seen.setdefault(name.lower(), name)
        if other != name or name.lower() in taken:
            yield Fault("files.collides", at, {"name": name, "other": other})


def inspect_emblem(
    site: Site, content: Path, known: MutableMapping[str, Inspection], seen: Seen | None = None
) -> tuple[dict[str, Inspection], list[Finding]]:
    """The unit's own emblem, named in site.yml and lying beside it."""
    if not site.emblem:
        return {}, []
    path = resolve(content, site.emblem)
    inspection = None if isinstance(path, Problem) else inspect(path, known, seen)
    problems = [path] if isinstance(path, Problem) else [*inspection.problems] if inspection else []
    if inspection is not None and inspection.type and inspection.type not in PICTURES:
        problems.append(Problem("files.not-a-picture", {"name": site.emblem}))
    settings = f"{content.name}/site.yml"
    document = read_file(content / "site.yml", settings)
    line, column, length = place(Site, document.root, ("emblem",)) if document.root else (1, 1, 1)
    found = [one.finding(settings, line, column, length=length, field="标识") for one in problems]
    return ({site.emblem: inspection} if inspection is not None else {}), found


def _exempt(record: Record, name: str, problem: Problem) -> bool:
    """豁免 may name a file whose personal data somebody approved; never a file that is unsafe."""
    return problem.code.startswith("files.personal") and any(one.what == name for one in record.exemptions)


def unreferenced(records: list[Record], bundles: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Files in a bundle that its record does not name: they are not published."""
    named = {
        record.folder: {str(name) for _, name in files_named(record)}
        for record in records
        if record.folder is not None
    }
    for folder, names in bundles.items():
        for name in names:
            if name not in named.get(folder, set()):
                yield finding("content.unreferenced", f"{folder}/{name}")
