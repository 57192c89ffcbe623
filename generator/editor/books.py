"""Records as the editor's backend hands them out and takes them back: list, open, save, delete, files beside them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import writer
from generator.editor import form
from generator.editor.desk import Desk, Draft, Verdict
from generator.editor.rewrite import new_text, rewrite
from generator.kinds import all_kinds
from generator.library.scan import ID, RecordFile
from generator.messages import catalogue
from generator.problems import Finding
from generator.words import slugify
from generator.yamlio import Document, read

REVISION = "_rev"
"""Hidden field of the form: which text of the file it was filled from."""
SLUG = "_slug"
"""Hidden field of a new record: the id that was promised to it."""
ABOUT = "_about"
"""Shown in lists only: day, state, what is wrong."""
NOT_BY_YEAR = frozenset({"branches", "brands", "duties", "liaisons"})
_MOST_TEXTS = 2000
_NOT_THERE = (0, 0, 0, 0)
_KEY_LINE = re.compile(r"([^\s#-][^:]*):")
_ASSET = re.compile(r"[^/\\\x00-\x1f]{1,200}")


class Refusal(Exception):
    """What the editor will not do, said in Chinese. `status` is the HTTP answer; `detail` goes along with it."""

    def __init__(
        self, code: str, status: int = 422, detail: dict[str, Any] | None = None, **params: object
    ) -> None:
        message = catalogue()[code]
        super().__init__(message.text.format(**params) + message.hint.format(**params))
        self.code = code
        self.status = status
        self.detail = detail or {}


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did."""

    file: RecordFile
    revision: str
    findings: tuple[Finding, ...]
    is_new: bool


class Books:
    """The records of one content folder, for one editor. All calls are serialised by one lock."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lock = threading.RLock()
        self._texts: OrderedDict[str, bytes] = OrderedDict()
        self._advanced: dict[tuple[str, str, str], str] = {}

    def listing(self, kind: str, start: int = 0, many: int | None = None) -> tuple[list[dict[str, Any]], int]:
        """Records of a kind with what lists and choices show, all or some of them, and how many there are."""
        with self.lock:
            library, findings = self.desk.state()
            errors: dict[str, int] = {}
            for one in findings:
                if one.is_error:
                    errors[one.path] = errors.get(one.path, 0) + 1
            place = {record.path: index for index, record in enumerate(library.records(kind))}
            files = [one for one in self.desk.scan.files if one.kind == kind]
            files.sort(key=lambda one: place.get(one.path, -1))
            shown = files[start:] if many is None else files[start : start + many]
            return [entry(one, self._row(one, library, errors.get(one.path, 0))) for one in shown], len(files)

    def _row(self, file: RecordFile, library: Any, errors: int) -> dict[str, Any]:
        record = self.desk.loaded(file).record
        title_key = all_kinds()[file.kind].model.model_fields["title"].alias or "标题"
        if record is None:
            return {title_key: file.id, ABOUT: "读不了，请找管理员"}
        state = library.facts(record).state
        day = all_kinds()[file.kind].day(record)
        told = [
            day.isoformat() if day else "",
            "草稿" if record.draft else "",
            state.label if state and not record.draft else "",
            f"{errors} 处错误" if errors else "",
        ]
        return {title_key: record.title, ABOUT: " · ".join(one for one in told if one)}

    def open(self, kind: str, slug: str) -> dict[str, Any]:
        """One record for the form.

        Raises:
            Refusal: it is not there, or its text cannot be understood.
        """
        with self.lock:
            _, findings = self.desk.state()
            file = self._file(kind, slug)
            text, document = self._read(file)
            assert document.root is not None
            values = form.to_form(document.root, all_kinds()[kind].model)
            about = [with_key(one, text.decode("utf-8-sig")) for one in findings if one.path == file.path]
            return {**entry(file, {**values, REVISION: self._remember(text)}), "findings": about}

    def promise_slug(self, kind: str, title: str) -> str:
        """An id for a new record that no record of the kind has."""
        with self.lock:
            taken = {one.id.rpartition("/")[2] for one in self.desk.refresh().files if one.kind == kind}
            slug = slugify(title or all_kinds()[kind].label)
            numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
            return slug if slug not in taken else next(one for one in numbered if one not in taken)

    def save(
        self,
        kind: str,
        slug: str,
        posted: dict[str, Any],
        assets: Mapping[str, bytes],
        tab: str = "",
        merge: str = "",
    ) -> Saved:
        """Check what a form sent and write it, if nothing is wrong and nobody else changed the record meanwhile.

        Args:
            tab: the browser tab, so that its second save builds on its first.
            merge: the revision that the user has seen and decided to save on top of.

        Raises:
            Refusal: with the findings, or with both people's values.
        """
        with self.lock:
            self.desk.refresh()
            file = self.desk.find(kind, slug)
            draft = (
                self._new(kind, slug, posted, assets)
                if file is None
                else self._changed(file, posted, assets, tab, merge)
            )
            verdict = self._checked(draft)
            assert draft.text is not None
            self._write(draft, file)
            self.desk.refresh()
            revision = self._remember(draft.text)
            sent = str(posted.get(REVISION, ""))
            if sent and file is not None:
                self._advanced[(tab, kind + "/" + slug, sent)] = revision
            return Saved(draft.file, revision, verdict.own, file is None)

    def try_out(
        self, kind: str, slug: str, posted: dict[str, Any], assets: Mapping[str, bytes], tab: str = ""
    ) -> tuple[Verdict, str]:
        """What `check` says about a form as it stands, and the text that was checked; nothing is written."""
        with self.lock:
            draft = self.draft(kind, slug, posted, assets, tab)
            return self.desk.verdict(draft), (draft.text or b"").decode()

    def draft(
        self, kind: str, slug: str, posted: dict[str, Any], assets: Mapping[str, bytes], tab: str = ""
    ) -> Draft:
        """The record as a form has it, saved or not."""
        self.desk.refresh()
        file = self.desk.find(kind, slug)
        if file is None:
            return self._new(kind, slug, posted, assets)
        return self._changed(file, posted, assets, tab, revision_of(file.file.read_bytes()))

    def delete(self, kind: str, slug: str) -> None:
        """Delete a record that nothing refers to and that was never published.

        Raises:
            Refusal: other records or the history forbid it.
        """
        with self.lock:
            self.desk.refresh()
            file = self._file(kind, slug)
            verdict = self.desk.verdict(Draft(file, None))
            if self.desk.history.of(file.path):
                raise Refusal("editor.delete-committed")
            if verdict.elsewhere:
                raise Refusal(
                    "editor.delete-needed", detail=_told(verdict, ""), what=verdict.elsewhere[0].message
                )
            place = self.desk.content.parent
            names = self.desk.scan.assets.get(file.path.removesuffix("/index.yml"), [])
            folder = file.path.rpartition("/")[0]
            writer.update(place / folder, {}, [file.path.rpartition("/")[2], *names])
            with contextlib.suppress(OSError):
                (place / folder).rmdir()
            self.desk.refresh()

    def media(self, kind: str, slug: str) -> list[tuple[str, bytes]]:
        """The files beside a record."""
        with self.lock:
            file = self.desk.find(kind, slug)
            if file is None:
                self.desk.refresh()
                file = self.desk.find(kind, slug)
            if file is None or not file.path.endswith("/index.yml"):
                return []
            folder = file.path.removesuffix("/index.yml")
            place = self.desk.content.parent / folder
            names = sorted(self.desk.scan.assets.get(folder, []))
            return [(name, (place / name).read_bytes()) for name in names if (place / name).is_file()]

    def _file(self, kind: str, slug: str) -> RecordFile:
        file = self.desk.find(kind, slug) if kind in all_kinds() else None
        if file is None:
            raise Refusal("editor.not-there", 404, slug=slug)
        return file

    def _read(self, file: RecordFile) -> tuple[bytes, Document]:
        try:
            data = file.file.read_bytes()
        except FileNotFoundError:
            raise Refusal("editor.not-there", 404, slug=file.id) from None
        document = read(data, file.path)
        if document.root is None or document.has_errors:
            # Even where a guess gives a tree, nobody can say where in this text an edit belongs.
            first = next(one for one in document.findings if one.is_error)
            raise Refusal("editor.unreadable", 422, path=file.path, line=first.line, what=first.message)
        return data, document

    def _remember(self, data: bytes) -> str:
        """Keep a text that a form was filled from: what the form changed can then be told exactly."""
        revision = revision_of(data)
        self._texts[revision] = data
        self._texts.move_to_end(revision)
        while len(self._texts) > _MOST_TEXTS:
            self._texts.popitem(last=False)
        return revision

    def _new(self, kind: str, slug: str, posted: dict[str, Any], assets: Mapping[str, bytes]) -> Draft:
        if kind not in all_kinds() or not ID.fullmatch(slug):
            raise Refusal("editor.bad-id", slug=slug)
        if posted.get(REVISION):
            raise Refusal("editor.gone", 404)
        model = all_kinds()[kind].model
        values = form.from_form(posted, model)
        if not values:
            raise Refusal("editor.empty")
        year = "" if kind in NOT_BY_YEAR else f"{self.desk.as_of.year}/"
        suffix = "/index.yml" if assets else ".yml"
        path = f"{self.desk.content.name}/{kind}/{year}{slug}{suffix}"
        file = RecordFile(kind, f"{year}{slug}", path, str(self.desk.content.parent / path), _NOT_THERE)
        return Draft(file, new_text(values, model).encode(), _safe(assets))

    def _changed(
        self, file: RecordFile, posted: dict[str, Any], assets: Mapping[str, bytes], tab: str, merge: str
    ) -> Draft:
        model = all_kinds()[file.kind].model
        data, document = self._read(file)
        assert document.root is not None
        current = revision_of(data)
        now = form.to_form(document.root, model)
        based_on = self._based_on(file, str(posted.get(REVISION, "")), tab)
        base = now if based_on == current else self._values_of(based_on, file)
        mine = form.from_form(posted, model, base or now)
        if based_on != current:
            if merge != current:
                raise Refusal("editor.conflict", 409, _both(base, now, mine, current), path=file.path)
            changed = {key for key in {*mine, *(base or {})} if mine.get(key) != (base or {}).get(key)}
            mine = {
                key: value for key in [*now, *mine] if (value := (mine if key in changed else now).get(key))
            }
        text = rewrite(data.decode("utf-8"), now, mine, model)
        keys = tuple(key for key in {*now, *mine} if now.get(key) != mine.get(key))
        path = file.path
        if assets and not path.endswith("/index.yml"):
            path = f"{path.removesuffix('.yml')}/index.yml"
        moved = file._replace(path=path, place=str(self.desk.content.parent / path))
        return Draft(moved, text.encode(), _safe(assets), keys)

    def _based_on(self, file: RecordFile, revision: str, tab: str) -> str:
        """The text a form stands for: the one it was filled from, or what the same tab has since saved."""
        name = f"{file.kind}/{file.id.rpartition('/')[2]}"
        seen = set()
        while (following := self._advanced.get((tab, name, revision))) and revision not in seen:
            seen.add(revision)
            revision = following
        return revision

    def _values_of(self, revision: str, file: RecordFile) -> dict[str, Any] | None:
        data = self._texts.get(revision)
        root = read(data, file.path).root if data is not None else None
        return form.to_form(root, all_kinds()[file.kind].model) if root is not None else None

    def _checked(self, draft: Draft) -> Verdict:
        verdict = self.desk.verdict(draft)
        if verdict.blocked:
            errors = [one for one in (*verdict.own, *verdict.elsewhere) if one.is_error]
            told = _told(verdict, (draft.text or b"").decode())
            raise Refusal("editor.errors", 422, told, count=len(errors), first=errors[0].message)
        return verdict

    def _write(self, draft: Draft, old: RecordFile | None) -> None:
        """Files beside the record first, its text last: who reads meanwhile finds the old record or the whole new one."""
        place = self.desk.content.parent
        folder, _, name = draft.file.path.rpartition("/")
        for asset, data in draft.assets.items():
            writer.put(place / folder, asset, data) if (place / folder).is_dir() else writer.update(
                place / folder, {asset: data}
            )
        assert draft.text is not None
        writer.update(place / folder, {name: draft.text})
        if old is not None and old.path != draft.file.path:
            old.file.unlink()


def entry(file: RecordFile, values: dict[str, Any]) -> dict[str, Any]:
    """A record as the proxy protocol sends it: one flat folder a kind, JSON text."""
    slug = file.id.rpartition("/")[2]
    data = json.dumps(values, ensure_ascii=False)
    return {"data": data, "file": {"path": f"{file.kind}/{slug}.json", "id": values.get(REVISION) or slug}}


def revision_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _safe(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    for name in assets:
        if not _ASSET.fullmatch(name) or name.startswith(".") or name == "index.yml":
            raise Refusal("editor.bad-file-name", name=name)
    return dict(assets)


def _told(verdict: Verdict, text: str) -> dict[str, Any]:
    own = [with_key(one, text) for one in verdict.own]
    return {"findings": [*own, *(with_key(one, "") for one in verdict.elsewhere)]}


def with_key(finding: Finding, text: str) -> dict[str, Any]:
    """A finding with the top-level key it stands under, so that the form can show it at the field."""
    lines = text.split("\n")[: finding.line]
    keys = (found[1].strip().strip("\"'") for line in reversed(lines) if (found := _KEY_LINE.match(line)))
    key = next(keys, "")
    # What is missing has no line of its own: it is reported at the first key of the group it belongs to.
    if finding.code == "field.missing" and text and all(line.startswith((" ", "#")) for line in lines[:-1]):
        key = finding.field
    return {**finding.as_json(), "key": key}


def _both(
    base: dict[str, Any] | None, now: dict[str, Any], mine: dict[str, Any], current: str
) -> dict[str, Any]:
    """What each of two people made of a field that one of them changed."""
    before = base if base is not None else {}
    fields = [
        {
            "field": key,
            "theirs": _short(now.get(key)),
            "mine": _short(mine.get(key)),
            "both": base is None or (now.get(key) != before.get(key) and mine.get(key) != before.get(key)),
        }
        for key in dict.fromkeys([*now, *mine])
        if now.get(key) != mine.get(key)
    ]
    return {"conflict": {"revision": current, "fields": fields}}


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else "（空）"
    return text if len(text) <= 200 else text[:200] + "…"


def place_of(path: str) -> tuple[str, str]:
    """Kind and slug of a protocol path `kind/slug.json`.

    Raises:
        Refusal: anything else: paths never name files on disk.
    """
    kind, _, name = path.strip("/").partition("/")
    slug = Path(name).name.removesuffix(".json")
    if kind not in all_kinds() or name != f"{slug}.json" or not ID.fullmatch(slug):
        raise Refusal("editor.bad-path", 400, path=path[:80])
    return kind, slug
