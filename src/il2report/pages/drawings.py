"""SVG images of the study: an allow-list of what a picture is made of.

nh3 judges HTML, and what is published for SVG rewrites a file without a word about what it left out
(docs/adr/0018-markup-of-a-page.md). An SVG file is XML, so its tree is checked here: a picture passes,
the private data of drawing programs (other namespaces, metadata) are left out, anything else is refused.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from il2report.templating.style_sheets import style_faults

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
XML, XHTML = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/1999/xhtml"

SHAPES = frozenset({"circle", "ellipse", "g", "image", "line", "path", "polygon", "polyline", "rect", "svg", "switch", "symbol", "text", "textPath", "tspan", "use"})  # fmt: skip
PAINT = frozenset({"clipPath", "defs", "linearGradient", "marker", "mask", "pattern", "radialGradient", "stop", "style"})  # fmt: skip
FILTERS = re.compile(r"filter|fe(Blend|ColorMatrix|ComponentTransfer|Composite|ConvolveMatrix|DiffuseLighting|DisplacementMap|DistantLight|DropShadow|Flood|Func[RGBA]|GaussianBlur|Merge|MergeNode|Morphology|Offset|PointLight|SpecularLighting|SpotLight|Tile|Turbulence)")  # fmt: skip
WORDS = frozenset({"desc", "title"})
LEFT_OUT = frozenset({"metadata"})

ATTRIBUTE = re.compile(
    # where and how large
    r"[xyzrd]|[xy][12]|c[xy]|d[xy]|r[xy]|f[xyr]|points|width|height|viewBox|preserveAspectRatio|transform"
    r"|offset|pathLength|rotate|textLength|lengthAdjust|startOffset|method|spacing|side|orient|ref[XY]"
    r"|(gradient|pattern|clipPath|mask|marker|filter|primitive)(Content)?(Units|Transform|Width|Height)"
    r"|patternContentUnits|maskContentUnits|spreadMethod|zoomAndPan"
    # what it is
    r"|id|class|style|lang|type|media|version|baseProfile|role|tabindex|systemLanguage|required[A-Z]\w+"
    r"|(data|aria)-[\w.-]+|enable-background"
    # how it looks
    r"|(fill|stroke|stop|flood|lighting|clip|color|font|text|letter|word|marker|glyph|shape|image|paint)(-[a-z-]+)?"
    r"|opacity|display|visibility|overflow|mask|filter|direction|unicode-bidi|writing-mode|kerning"
    r"|(dominant|alignment)-baseline|baseline-shift|vector-effect|mix-blend-mode|isolation|pointer-events"
    # filters
    r"|in2?|result|stdDeviation|mode|operator|k[1-4]|values|radius|scale|[xy]ChannelSelector|order"
    r"|kernelMatrix|divisor|bias|target[XY]|edgeMode|preserveAlpha|tableValues|slope|intercept|amplitude"
    r"|exponent|surfaceScale|(specular|diffuse)(Constant|Exponent)|azimuth|elevation|pointsAt[XYZ]"
    r"|limitingConeAngle|baseFrequency|numOctaves|seed|stitchTiles"
)
OF_XML = frozenset({"lang", "space"})
MAY_HOLD_AN_ADDRESS = re.compile(r"\\|url|src|image|element|cross|expression|@", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(png|jpeg);base64,", re.IGNORECASE)
REFERENCE = re.compile(r"#([^\s)\"']+)")
MOST_NESTED = 200
MOST_DRAWN = 200_000
"""Elements of an SVG, each counted as often as others refer to it."""


def cleaned_svg(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Give an SVG as only a picture, in UTF-8, and say what else it holds.

    Raises
    ------
    ValueError
        When it is not a readable SVG; entities are never expanded, nothing is fetched.
    """
    plain = content.replace(b"\0", b"")  # UTF-16 writes them into what is searched for
    if b"<!ENTITY" in plain or b"<?xml-stylesheet" in plain:
        raise ValueError("entities and style sheets elsewhere are not read")
    try:
        root = ET.fromstring(content)  # noqa: S314
    except (ET.ParseError, LookupError) as error:
        raise ValueError(str(error)) from None
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("its outermost element is not svg")
    level = [root]
    for _ in range(MOST_NESTED):
        level = [child for element in level for child in element]
    if level:
        raise ValueError(f"its elements are nested more than {MOST_NESTED} deep")
    if fault := _endless(root):
        raise ValueError(f"it {fault}")
    faults = tuple(dict.fromkeys(_faults(root)))
    return _written(root).encode(), faults


def _endless(root: ET.Element) -> str:
    """Say why an SVG would draw too much through references to its own parts, or give ""."""
    sheets = (element.text or "" for element in root.iter() if element.tag.endswith("}style"))
    if any("marker" in sheet and "#" in sheet for sheet in sheets):
        return "sets markers in a style sheet, where they cannot be counted"
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[int, int] = {}
    entered = set[int]()
    waiting = [root]
    while waiting:
        element = waiting[-1]
        key = id(element)
        if key in counts:
            waiting.pop()
            continue
        # A marker is drawn at each point.
        points = 1 + len(element.get("d") or element.get("points") or "") // 2
        parts = [(child, 1) for child in element] + [
            (named[name], points if attribute.startswith("marker") or "marker" in value else 1)
            for attribute, value in element.attrib.items()
            for name in REFERENCE.findall(value if not value.startswith("data:") else "")
            if name in named
        ]
        if key not in entered:
            entered.add(key)
            inner = [part for part, _ in parts if id(part) not in counts]
            if any(id(part) in entered for part in inner):
                return "refers to itself"
            waiting += inner
        else:
            waiting.pop()
            counts[key] = 1 + sum(counts.get(id(part), 1) * times for part, times in parts)
            if counts[key] > MOST_DRAWN:
                return f"draws more than {MOST_DRAWN:,} elements by references within it"
    return ""


def _written(root: ET.Element) -> str:
    """Write a drawing with the usual prefixes.

    The registry of prefixes in xml.etree is shared with WeasyPrint and openpyxl, which change it when
    they are imported; the names are therefore written out here.
    """
    has_links = False
    for element in root.iter():
        element.tag = _name(element.tag)
        named = {}
        for attribute, value in element.attrib.items():
            is_link = _namespace(attribute) == XLINK
            has_links |= is_link
            named[f"xlink:{_name(attribute)}" if is_link else attribute] = value
        element.attrib = named
    spaces = {"xmlns": SVG} | ({"xmlns:xlink": XLINK} if has_links else {})
    root.attrib = spaces | root.attrib
    return ET.tostring(root, encoding="unicode")


def _faults(element: ET.Element) -> Iterator[str]:
    """Remove what drawing programs keep for themselves, and name what a picture does not need."""
    yield from _faults_in_attributes(element)
    if _name(element.tag) == "style":
        yield from _faults_in_style(element.text or "")
    for child in list(element):
        namespace, name = _namespace(child.tag), _name(child.tag)
        if namespace == SVG and name not in LEFT_OUT:
            if not (name in SHAPES | PAINT | WORDS or FILTERS.fullmatch(name)):
                yield f"holds an element {name}"
            yield from _faults(child)
        elif namespace in {"", XHTML}:
            yield f"holds an element {name}"
        else:  # its text goes, the text behind it stays
            if at := list(element).index(child):
                element[at - 1].tail = (element[at - 1].tail or "") + (child.tail or "")
            else:
                element.text = (element.text or "") + (child.tail or "")
            element.remove(child)


def _faults_in_attributes(element: ET.Element) -> Iterator[str]:
    for attribute, value in list(element.attrib.items()):
        namespace, name = _namespace(attribute), _name(attribute)
        if name == "href" and namespace in {"", XLINK}:
            is_picture = _name(element.tag) == "image" and PICTURE.match(value)
            if not (value.startswith("#") or is_picture):
                yield f"refers to {value[:60]!r}"
        elif namespace == "":
            if not ATTRIBUTE.fullmatch(name):
                yield f"holds an attribute {name}"
            elif MAY_HOLD_AN_ADDRESS.search(value):
                yield from _faults_in_style(value)
        elif namespace == XML and name not in OF_XML:
            yield f"holds an attribute xml:{name}"
        elif namespace != XML:
            del element.attrib[attribute]


def _faults_in_style(style: str) -> Iterator[str]:
    yield from (fault.said for fault in style_faults(style, takes_paths=False))


def _namespace(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
