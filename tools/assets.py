"""What readers load, made small: `make assets` writes theme/assets/*.min.* from the readable sources beside them.

The results are committed, so building a site needs none of this; a test makes them again and compares. Each carries its
content's hash in its name: browsers may keep it for ever, and pages of an earlier release still find theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from string import ascii_letters, ascii_lowercase

import minify

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "theme" / "assets"
BASE = ROOT / "theme" / "base.html"
STYLES = ("tokens.css", "gongkai.css")
PAGE_SCRIPTS = ("gongkai.js", "search.js")
SEARCH_SCRIPTS = ("search-engine.js", "search-box.js")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"(--[a-z][\w-]*)\s*:\s*([^;{}]+)(?=[;}])")
_USE = re.compile(r"var\((--[\w-]+)\)")
_TIMES = re.compile(r"(-?[\d.]+)\*([\d.]+)(px|r?em)")
_ONE = re.compile(r"calc\((-?[\d.]+(?:px|r?em))\)")
_REST = re.compile(r'\["search-engine\.js","search-box\.js"\]')
_SHORTEST_USE = len("var(--x)")


minify.config({"js-version": 2017})


def main() -> None:
    """Write the files, remove those of earlier sources, and name the new ones in the theme's page."""
    made, page = delivered(source), BASE.read_text(encoding="utf-8")
    for old in ASSETS.glob("*.min.*"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (ASSETS / name).write_text(text, encoding="utf-8")
        print(f"{len(text.encode()):6} {name}")
    BASE.write_text(renamed(page, made), encoding="utf-8")


def delivered(source: Callable[[str], str]) -> dict[str, str]:
    """Every delivered file: name with hash → text. The page's script knows the name of the search's."""
    search = script(*map(source, SEARCH_SCRIPTS))
    search_name = hashed("search.js", search)
    page = script(*map(source, PAGE_SCRIPTS))
    page, count = _REST.subn(f'["{search_name}"]', page)
    assert count == 1
    sheet = style("".join(map(source, STYLES)))
    return {
        hashed("gongkai.css", sheet): sheet,
        hashed("gongkai.js", page): page,
        search_name: search,
    }


def renamed(page: str, names: dict[str, str] | list[str]) -> str:
    """A template in which these files' names stand in place of those of earlier ones."""
    for name in names:
        stem, _, _, kind = name.split(".")
        page = re.sub(rf"\bassets/{stem}\.[0-9a-f]{{8}}\.min\.{kind}\b", f"assets/{name}", page)
    return page


def hashed(name: str, text: str) -> str:
    """`gongkai.css` → `gongkai.0a1b2c3d.min.css`."""
    stem, _, kind = name.partition(".")
    return f"{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.min.{kind}"


def script(*texts: str) -> str:
    """Scripts one after the other, without comments and with short names for what is local."""
    return ";".join(minify.string("application/javascript", text).rstrip(";") for text in texts) + "\n"


def style(text: str) -> str:
    """Rules with their tokens: those that never change put in place, the others under short names."""
    text = short_tokens(with_constants(_COMMENT.sub("", text)))
    return str(minify.string("text/css", text)) + "\n"


def with_constants(text: str) -> str:
    """Put a token's value in place of its uses when no theme, width or medium gives it another, and that is shorter."""
    values = [(name, value.strip()) for name, value in _TOKEN.findall(text)]
    names = [name for name, _ in values]
    for name, value in values:
        uses = text.count(f"var({name})")
        short = uses <= 1 or (len(value) <= _SHORTEST_USE and "var(" not in value)
        if names.count(name) == 1 and short:
            text = re.sub(rf"{name}\s*:[^;{{}}]+;?", "", text).replace(f"var({name})", value)
    return _ONE.sub(r"\1", _TIMES.sub(lambda found: f"{float(found[1]) * float(found[2]):g}{found[3]}", text))


def short_tokens(text: str) -> str:
    """Tokens by letters, the most used first."""
    names = sorted({name for name, _ in _TOKEN.findall(text)}, key=lambda name: (-text.count(name), name))
    letters = [a + b for a in ("", *ascii_lowercase) for b in ascii_letters]
    short = dict(zip(names, letters, strict=False))
    return re.sub(
        r"--[a-z][\w-]*", lambda found: f"--{short[found[0]]}" if found[0] in short else found[0], text
    )


def source(name: str) -> str:
    """The readable text of a style or script."""
    return (ASSETS / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
