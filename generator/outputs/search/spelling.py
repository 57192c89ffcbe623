"""Pinyin of names: `安全先锋` is also found as `aqxf` and `anquanxianfeng`."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from generator.outputs.search.fold import fold


@lru_cache(maxsize=65536)
def spell(name: str) -> tuple[str, ...]:
    """Initials and full pinyin of a name; letters and digits in it stay. Empty when it holds no Chinese."""
    text = fold(name)
    read = lazy_pinyin(text, style=Style.NORMAL, errors=_keep)  # type: ignore[arg-type]  # a list is documented
    syllables = [part for part in read if part]
    full = "".join(syllables)
    if full == text.replace(" ", ""):
        return ()
    initials = "".join(part[0] for part in syllables)
    return (initials, full) if full != initials else (full,)


def _keep(unknown: str) -> list[str]:
    """What has no pinyin: letters and digits one by one, other characters dropped."""
    return [char for char in unknown if char.isascii() and char.isalnum()]


def spell_all(names: tuple[str, ...]) -> str:
    """All spellings of all names, one a line."""
    return "\n".join(dict.fromkeys(form for name in names for form in spell(name)))
