"""`/posting.pdf`: what is in its 公示期 today, with QR codes, to print and hang on the notice board."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from generator.home import open_notices
from generator.library.library import Library
from generator.outputs.papers.paper import cn, page_address, title_width

if TYPE_CHECKING:
    from generator.render import Surroundings

PATH = "posting.pdf"
_SIZE, _LINE = 16, 24.5
"""Points of a title, and how many characters stand in a line beside the QR code."""
_CSS = """
@page { size: A4; margin: 15mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font: 10pt SONG; } }
html { font: 12pt/1.45 SONG; color: #000; }
body { margin: 0; }
h1 { font: 700 30pt/1.3 BIAO; text-align: center; margin: 0; letter-spacing: 6pt; }
.unit { font: 700 16pt/1.4 BIAO; text-align: center; color: #9e1b1f; margin: 0 0 2mm; }
.day { text-align: center; margin: 1mm 0 5mm; }
article { border-top: 0.75pt solid #777; padding: 3mm 32mm 3mm 0; position: relative; min-height: 26mm; break-inside: avoid; }
h2 { font: 400 16pt/1.4 HEI; margin: 0 0 1mm; }
p { margin: 0; overflow-wrap: anywhere; }
img { position: absolute; right: 0; top: 3mm; width: 26mm; height: 26mm; }
footer { border-top: 1.5pt solid #9e1b1f; padding-top: 3mm; break-inside: avoid; }
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """One notice on the board."""

    title: str
    type: str
    period: str
    contact: str
    address: str


def files(library: Library, around: Surroundings) -> Iterator[tuple[str, bytes]]:
    """The sheet, where the machine can set type; it is there on days without a notice too, and says so."""
    if "pdf" not in around.papers:
        return
    from generator.outputs.papers.typeset import recipe, set_type

    text = sheet(library)
    key = f"posting {recipe()} {hashlib.sha256((text + _CSS).encode()).hexdigest()}"
    if key not in around.store:
        around.store[key] = set_type(text, _CSS, key)
    yield PATH, around.store[key]


def posted(library: Library) -> list[Posted]:
    """What is open today, the one that ends first in front."""
    return [_posted(record, library) for record in open_notices(library)]


def _posted(record: Any, library: Library) -> Posted:
    facts = library.facts(record)
    contact = record.contact
    said = (contact.office, contact.phone, contact.mailbox, contact.address) if contact else ()
    days = f"共 {facts.working_days} 个工作日{'（暂算）' if facts.provisional else ''}"
    return Posted(
        title=record.title,
        type=record.type,
        period=f"{cn(facts.start)}至{cn(facts.end)}，{days}",
        contact="，".join(one for one in said if one),
        address=page_address(library.site.url, record),
    )


def sheet(library: Library) -> str:
    """The sheet as a page for the typesetter."""
    site = library.site
    items = Markup("").join(_article(one) for one in posted(library))
    nothing = Markup("<p>今天没有正在公示的事项。</p>")
    office = site.supervision[0]
    ways = "，".join(one for one in (office.office, office.phone, office.mailbox) if one)
    sample = Markup("<p>示例数据：单位、人员、数字均为虚构。</p>") if site.sample else Markup("")
    page = Markup(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>正在公示</title>'
        '<meta name="dcterms.created" content="{0}"><meta name="dcterms.modified" content="{0}"></head><body>'
        '<p class="unit">{1}</p><h1>正在公示</h1><p class="day">{2}</p>{3}<footer><p>监督渠道：{4}</p>{5}{6}</footer></body></html>'
    )
    address = Markup("<p>网上查看：{}</p>").format(site.url) if site.url else Markup("")
    return str(
        page.format(
            library.as_of.isoformat(), site.unit, cn(library.as_of), items or nothing, ways, address, sample
        )
    )


def _article(one: Posted) -> Markup:
    from generator.outputs.papers.typeset import qr_image

    code = (
        Markup('<img src="{}" alt="网页地址的二维码：{}">').format(qr_image(one.address), one.address)
        if one.address
        else ""
    )
    lines = [("类型", one.type), ("公示期", one.period), ("意见受理", one.contact)]
    said = Markup("").join(Markup("<p>{}：{}</p>").format(label, text) for label, text in lines if text)
    return Markup('<article>{}<h2 style="max-width: {}pt">{}</h2>{}</article>').format(
        code, title_width(one.title, _SIZE, _LINE), one.title, said
    )
