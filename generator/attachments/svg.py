"""SVG pictures: refused when they could act or load something, otherwise cut down to an allow-list."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from generator.attachments.model import Content, Refused, Segment

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_LARGEST = 2_000_000
_MOST_ELEMENTS = 50_000
_DEEPEST = 200

_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "image",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "linearGradient",
        "radialGradient",
        "stop",
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feBlend",
        "feColorMatrix",
        "feComposite",
        "feFlood",
        "feMerge",
        "feMergeNode",
        "feMorphology",
        "switch",
    ]
)
_ACTIVE = frozenset(
    ["script", "foreignObject", "iframe", "embed", "object", "handler", "listener", "audio", "video"]
)
_ANIMATED = frozenset(["animate", "set", "animateTransform", "animateMotion", "discard"])
_DROPPED_ATTRIBUTE = re.compile(r"^(?:on|xml:base$|base$|target$|ping$)", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$", re.IGNORECASE)
_OUTSIDE_URL = re.compile(
    r"url\(\s*['\"]?\s*(?!#|['\"#])|@import|expression\s*\(|javascript:|-moz-binding|\\", re.IGNORECASE
)


def read_svg(data: bytes) -> Content:
    """Texts of a harmless SVG.

    Raises:
        Refused: script, foreignObject, event handlers, references to outside, entities, or not SVG.
    """
    root = _parse(data)
    texts = [
        text for element in root.iter() for text in (element.text, element.tail) if text and text.strip()
    ]
    return Content((Segment("图中文字", "\n\t".join(texts), True),), pixels=None, not_scanned="图形")


def sanitise_svg(data: bytes) -> bytes:
    """The picture with allowed elements and attributes only; its XML is written anew.

    Raises:
        Refused: as `read_svg`.
    """
    root = _parse(data)
    _prune(root)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    out = BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=False)
    return out.getvalue()


def _parse(data: bytes) -> Element:
    if len(data) > _LARGEST:
        raise Refused("files.svg-too-large")
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Refused("files.bomb") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise Refused("files.broken") from error
    if root.tag not in {f"{{{_SVG}}}svg", "svg"}:
        raise Refused("files.broken")
    _refuse_active(root)
    return root


def _refuse_active(root: Element) -> None:
    stack = [(root, 1)]
    count = 0
    while stack:
        element, depth = stack.pop()
        count += 1
        if count > _MOST_ELEMENTS or depth > _DEEPEST:
            raise Refused("files.bomb")
        name = _name(element)
        if (
            name in _ACTIVE
            or name in _ANIMATED
            or any(_is_active(key, value) for key, value in element.attrib.items())
        ):
            raise Refused("files.svg-active", what=name)
        if name == "style" and _OUTSIDE_URL.search("".join(element.itertext())):
            raise Refused("files.svg-active", what="style")
        stack += [(child, depth + 1) for child in element]


def _is_active(key: str, value: str) -> bool:
    name = key.rpartition("}")[2].lower()
    if name.startswith("on"):
        return True
    if name in {"href", "src"}:
        return not _INSIDE.match(value.strip())
    return bool(_OUTSIDE_URL.search(value))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _prune(element: Element) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or _name(child) not in _ELEMENTS or not _in_svg(child):
            element.remove(child)
        else:
            _prune(child)
    for key in [key for key in element.attrib if _drops(key)]:
        del element.attrib[key]


def _in_svg(element: Element) -> bool:
    return element.tag.startswith(f"{{{_SVG}}}") or "}" not in element.tag


def _drops(key: str) -> bool:
    space, _, name = key.rpartition("}")
    foreign = bool(space) and space[1:] not in {_SVG, _XLINK, "http://www.w3.org/XML/1998/namespace"}
    return foreign or bool(_DROPPED_ATTRIBUTE.match(name))
