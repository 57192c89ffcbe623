"""Files beside records: each named file is found and inspected, each file nobody names is pointed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

from generator.attachments import Inspection, Problem, inspect, name_problems, resolve
from generator.fields import File, Image
from generator.library.references import files_named
from generator.messages import finding
from generator.problems import Finding
from generator.record import Fault, Record

Files = Mapping[str, Mapping[str, Inspection]]
"""Record key → file name → what the file is."""

PICTURES = frozenset({"jpg", "png", "webp", "gif", "svg"})


def inspect_files(
    records: list[Record], parent: Path, known: MutableMapping[str, Inspection]
) -> tuple[dict[str, dict[str, Inspection]], list[tuple[Record, Fault]]]:
    """Inspect every file that records name.

    Args:
        parent: the content folder's parent; record paths are relative to it.
        known: inspections by content hash, from earlier runs; added to.
    """
    found: dict[str, dict[str, Inspection]] = {}
    faults: list[tuple[Record, Fault]] = []
    for record in records:
        for at, name in files_named(record):
            inspection, problems = _inspect_one(record, name, parent, known)
            if inspection is not None:
                found.setdefault(record.key, {})[name] = inspection
            faults += [(record, Fault(one.code, at, one.params)) for one in problems if not _exempt(record, name, one)]
    return found, faults


def _inspect_one(
    record: Record, name: File, parent: Path, known: MutableMapping[str, Inspection]
) -> tuple[Inspection | None, list[Problem]]:
    if record.folder is None:
        return None, [Problem("files.no-folder", {"name": name, "folder": record.path.removesuffix(".yml")})]
    path = resolve(parent / record.folder, name)
    if isinstance(path, Problem):
        return None, [path]
    inspection = inspect(path, known)
    problems = [*name_problems(name), *inspection.problems]
    if isinstance(name, Image) and inspection.type and inspection.type not in PICTURES:
        problems.append(Problem("files.not-a-picture", {"name": name}))
    return inspection, problems


def _exempt(record: Record, name: str, problem: Problem) -> bool:
    """豁免 may name a file whose personal data somebody approved; never a file that is unsafe."""
    return problem.code.startswith("files.personal") and any(one.what == name for one in record.exemptions)


def unreferenced(records: list[Record], bundles: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Files in a bundle that its record does not name: they are not published."""
    named = {
        record.folder: {str(name) for _, name in files_named(record)} for record in records if record.folder is not None
    }
    for folder, names in bundles.items():
        for name in names:
            if name not in named.get(folder, set()):
                yield finding("content.unreferenced", f"{folder}/{name}")
