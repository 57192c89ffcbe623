"""MkDocs' configuration as both roads use it, its warnings made errors, its clock set."""

from __future__ import annotations

import contextlib
import fnmatch
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

from .base import EngineError, Plan, Unsupported

os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")


@contextlib.contextmanager
def build_time(epoch: int) -> Iterator[None]:
    """MkDocs takes the time of the build from the environment."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class Complaints(logging.Handler):
    """Collects what MkDocs logs as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextlib.contextmanager
def strictly() -> Iterator[Complaints]:
    """Every warning of MkDocs inside the block becomes an :class:`EngineError` at its end."""
    logger = logging.getLogger("mkdocs")
    complaints = Complaints()
    before = logger.propagate, logger.level
    logger.addHandler(complaints)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield complaints
    finally:
        logger.removeHandler(complaints)
        logger.propagate, level = before
        logger.setLevel(level)
    if complaints.messages:
        raise EngineError(complaints.messages)


def load_config(plan: Plan) -> Any:
    """The configuration of both roads: ``mkdocs.yml``, overridden, without menu lines whose page is not there."""
    from mkdocs.config import load_config as load

    plain = {key: value for key, value in plan.settings.items() if key != "extra"}
    config = load(
        str(plan.config), docs_dir=str(plan.docs), site_dir=str(plan.site), strict=True, quiet=None, **plain
    )
    config.extra.update(plan.settings.get("extra", {}))
    if config.nav is not None:
        config.nav = present(config.nav, lambda path: (plan.docs / path).is_file())
    return config


def present(nav: Any, exists: Callable[[str], bool]) -> Any:
    """``nav`` without pages that do not exist and sections that are then empty; outside links stay."""
    if isinstance(nav, str):
        return nav if not nav.endswith(".md") or exists(nav) else None
    if isinstance(nav, list):
        return [item for item in (present(entry, exists) for entry in nav) if item] or None
    kept = {title: present(value, exists) for title, value in nav.items()}
    return {title: value for title, value in kept.items() if value} or None


def nav_sources(nav: Any) -> list[str]:
    """The pages named in a ``nav``, in order."""
    if isinstance(nav, str):
        return [nav] if nav.endswith(".md") else []
    items = nav if isinstance(nav, list) else list(nav.values()) if nav else []
    return [source for item in items for source in nav_sources(item)]


def refuse_unsupported(config: Any) -> None:
    """Settings that would make a page depend on more than itself and the theme."""
    for name in (
        "plugins",
        "hooks",
        "extra_templates",
        "repo_url",
        "edit_uri",
        "edit_uri_template",
        "draft_docs",
    ):
        value = config.get(name)
        if value and not (name == "plugins" and set(value) <= {"material/search"} and not value):
            raise Unsupported(name)
    if not config.use_directory_urls or config.nav is None:
        raise Unsupported("use_directory_urls, nav")
    for pattern in config.exclude_docs.patterns if config.exclude_docs else ():
        if not _under_assets(pattern.pattern):
            raise Unsupported("exclude_docs")


def _under_assets(pattern: Any) -> bool:
    """Whether an ``exclude_docs`` line can only concern files of the theme, not pages."""
    text = pattern if isinstance(pattern, str) else getattr(pattern, "pattern", "")
    return text.startswith("/assets/")


def static_files(folder: str, templates: set[str]) -> list[str]:
    """Files of a theme folder that MkDocs would copy; hidden folders (13,000 icons) are not even entered."""
    from mkdocs.utils import markdown_extensions

    patterns = ["*.py", "*.pyc", "*.html", "*readme*", "mkdocs_theme.yml", "locales/*", *templates]
    patterns += [f"*{extension}" for extension in markdown_extensions]
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
            if not name.startswith(".") and not any(fnmatch.fnmatch(path.lower(), one) for one in patterns):
                found.append(path)
    return found
