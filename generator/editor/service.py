"""What the editor's pages may ask for: the proxy protocol that Decap speaks, and our own few questions beside it."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from generator.editor.books import SLUG, Books, Refusal, place_of, with_key
from generator.editor.commit import Committed, Repository
from generator.editor.config import configuration
from generator.editor.preview import Preview
from generator.kinds import all_kinds
from generator.problems import MachineFault

Params = Mapping[str, Any]
_MOST_UPLOADS = 200_000_000


class _Params(dict[str, Any]):
    """Parameters of a request; one that is missing makes the request a wrong one."""

    def __missing__(self, key: str) -> Any:
        raise Refusal("editor.request", 400)


class Service:
    """Answers the actions of one editor. `answer` is all that the server calls."""

    def __init__(self, books: Books, repository: Repository, preview: Preview) -> None:
        self.books = books
        self.repository = repository
        self.preview = preview
        self._uploads: OrderedDict[str, bytes] = OrderedDict()
        self._actions: dict[str, Callable[[Params, str], Any]] = {
            "info": lambda params, tab: {"repo": "content", "publish_modes": ["simple"], "type": "gongkai"},
            "entriesByFolder": self._entries_by_folder,
            "entriesByFiles": lambda params, tab: [],
            "getEntry": self._get_entry,
            "unpublishedEntries": lambda params, tab: [],
            "unpublishedEntry": self._unpublished,
            "persistEntry": self._persist_entry,
            "getMedia": self._get_media,
            "getMediaFile": self._get_media_file,
            "persistMedia": self._persist_media,
            "deleteFile": lambda params, tab: self._delete([params["path"]]),
            "deleteFiles": lambda params, tab: self._delete(params["paths"]),
            "getDeployPreview": lambda params, tab: None,
            "getNotes": lambda params, tab: {"notes": []},
            "gk.config": lambda params, tab: configuration(books.desk.settings, books.desk.as_of),
            "gk.slug": lambda params, tab: {
                "slug": books.promise_slug(_kind(params), str(params.get("title", "")))
            },
            "gk.upload": self._upload,
            "gk.check": self._check,
            "gk.preview": self._preview,
            "gk.status": lambda params, tab: self._status(),
            "gk.commit": lambda params, tab: self._commit(),
        }

    def warm_up(self) -> None:
        """Read everything once, so that the first list does not keep anybody waiting."""
        with self.books.lock, contextlib.suppress(OSError, MachineFault):
            self.books.desk.read_history()
            self.books.desk.state()
            self.books.desk.remember()

    def answer(self, request: Any, tab: str) -> Any:
        """The answer to one request, as JSON can hold it.

        Raises:
            Refusal: the request is not understood, or the answer is no.
        """
        if not isinstance(request, dict) or not isinstance(request.get("params", {}), dict):
            raise Refusal("editor.request", 400)
        action = self._actions.get(str(request.get("action")))
        if action is None:
            raise Refusal("editor.action", 422, action=str(request.get("action"))[:40])
        try:
            return action(_Params(request.get("params") or {}), tab)
        except (json.JSONDecodeError, binascii.Error) as error:
            raise Refusal("editor.request", 400) from error

    def _entries_by_folder(self, params: Params, tab: str) -> Any:
        """All records of a kind; with `many`, as many of them `from` there on, and how many there are."""
        kind = str(params["folder"]).strip("/")
        many = _number(params.get("many"))
        if kind not in all_kinds():
            return {"entries": [], "count": 0} if many else []
        if not many:
            return self.books.listing(kind)[0]
        entries, count = self.books.listing(kind, _number(params.get("from")), many)
        return {"entries": entries, "count": count}

    def _get_entry(self, params: Params, tab: str) -> dict[str, Any]:
        """A record; when there is none, no data: Decap asks so to see whether an id is free."""
        path = str(params["path"])
        try:
            kind, slug = place_of(path)
            return self.books.open(kind, slug)
        except Refusal as refusal:
            if refusal.status == 404:
                return {"data": None, "file": {"path": path, "id": None}}
            raise

    def _unpublished(self, params: Params, tab: str) -> Any:
        raise Refusal("editor.not-there", 404, slug=str(params.get("slug", "")))

    def _persist_entry(self, params: Params, tab: str) -> dict[str, Any]:
        sent = params.get("dataFiles") or [params["entry"]]
        kind, slug = place_of(str(sent[0]["path"]))
        posted = json.loads(sent[0]["raw"])
        assets = {
            _name(one["path"]): base64.b64decode(one["content"], validate=True)
            for one in params.get("assets", [])
        }
        merge = str(params.get("merge", ""))
        saved = self.books.save(kind, slug, posted, assets, tab, merge)
        text = saved.file.file.read_text(encoding="utf-8-sig")
        return {
            "message": "saved",
            "revision": saved.revision,
            "path": saved.file.path,
            "findings": [with_key(one, text) for one in saved.findings],
        }

    def _get_media(self, params: Params, tab: str) -> list[dict[str, Any]]:
        folder = str(params["mediaFolder"]).strip("/")
        kind, _, slug = folder.partition("/")
        if kind not in all_kinds() or not slug:
            return []
        return [_media(f"{folder}/{name}", data) for name, data in self.books.media(kind, slug)]

    def _get_media_file(self, params: Params, tab: str) -> dict[str, Any]:
        path = str(params["path"]).strip("/")
        kind, _, rest = path.partition("/")
        slug, _, name = rest.partition("/")
        for one, data in self.books.media(kind, slug) if kind in all_kinds() else ():
            if one == name:
                return _media(path, data)
        raise Refusal("editor.not-there", 404, slug=_name(path) if "/" in path else path)

    def _persist_media(self, params: Params, tab: str) -> Any:
        raise Refusal("editor.bad-path", 422, path=str(params["asset"]["path"])[:80])

    def _delete(self, paths: list[str]) -> dict[str, str]:
        for path in paths:
            self.books.delete(*place_of(str(path)))
        return {"message": "deleted"}

    def _upload(self, params: Params, tab: str) -> dict[str, str]:
        """Keep a file that a form has taken in but not saved, so that checks need not send it again."""
        data = base64.b64decode(params["content"], validate=True)
        digest = hashlib.sha256(data).hexdigest()
        self._uploads[digest] = data
        while sum(map(len, self._uploads.values())) > _MOST_UPLOADS:
            self._uploads.popitem(last=False)
        return {"id": digest}

    def _draft(self, params: Params) -> tuple[str, str, dict[str, Any], dict[str, bytes]]:
        """Kind, slug, values and new files of the form as it stands, saved or not."""
        kind, posted = _kind(params), dict(params["data"])
        files = {
            _name(one["name"]): self._uploads.get(str(one["id"]), b"") for one in params.get("assets", [])
        }
        slug = str(params.get("slug") or posted.get(SLUG) or "") or self.books.promise_slug(kind, "")
        return kind, slug, posted, files

    def _check(self, params: Params, tab: str) -> dict[str, Any]:
        kind, slug, posted, files = self._draft(params)
        verdict, text = self.books.try_out(kind, slug, posted, files, tab)
        return {
            "findings": [
                *(with_key(one, text) for one in verdict.own),
                *(with_key(one, "") for one in verdict.elsewhere),
            ]
        }

    def _preview(self, params: Params, tab: str) -> dict[str, str]:
        kind, slug, posted, files = self._draft(params)
        with self.books.lock:
            draft = self.books.draft(kind, slug, posted, files, tab)
            return {"url": self.preview.show(draft)}

    def _status(self) -> dict[str, Any]:
        return {"changed": len(self.repository.changed()), "remote": self.repository.has_remote}

    def _commit(self) -> dict[str, Any]:
        with self.books.lock:
            _, findings = self.books.desk.state()
            mine = {path for _, path in self.repository.changed()}
            errors = [one for one in findings if one.is_error and one.path in mine]
            if errors:
                told = {"findings": [one.as_json() for one in errors[:20]]}
                raise Refusal("editor.commit-errors", 422, told, count=len(errors), first=errors[0].message)
            done: Committed = self.repository.commit()
            self.books.desk.read_history()
            self.books.desk.refresh()
            return {"message": done.message, "commit": done.commit, "ok": done.ok}


def _kind(params: Params) -> str:
    kind = str(params["kind"])
    if kind not in all_kinds():
        raise Refusal("editor.bad-path", 400, path=kind[:80])
    return kind


def _number(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value <= 1_000_000 else 0


def _name(path: str) -> str:
    return str(path).replace("\\", "/").rpartition("/")[2]


def _media(path: str, data: bytes) -> dict[str, Any]:
    return {
        "id": hashlib.sha256(data).hexdigest(),
        "content": base64.b64encode(data).decode(),
        "encoding": "base64",
        "path": path,
        "name": _name(path),
    }
