"""What a file of a draft holds that somebody could read: its texts, whatever its type."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterator
from urllib.parse import unquote, unquote_to_bytes

from il2report.errors import Il2ReportError
from il2report.received.pdf import UnreadablePdf
from il2report.verification.pdf_text import texts_and_files

DATA_URL = re.compile(r"data:[^,\"'()<>]{0,200}?;base64,((?:[A-Za-z0-9+/=_-]|%[0-9A-Fa-f]{2}|\s)+)")
LETTERED_URL = re.compile(r"data:[\w.+/-]*(?:;[\w.+=-]+)*,([^\"'\s<>)]+)")
DEEPEST = 4
"""How deep files may be nested: a picture in a page in a workbook in a PDF."""

MOST_UNPACKED = 200_000_000
"""Bytes that one file may unpack to."""

PNG, JPEG, PDF, ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"%PDF", b"PK\x03\x04"
TIFF = {b"II*\x00": "little", b"MM\x00*": "big"}
FONTS = (b"wOF2", b"wOFF", b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf")
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
END_OF_PNG_CHUNK = 12
"""Bytes of a chunk beside its data: length, name and checksum."""
TEXT_OF_TIFF = frozenset({1, 2, 7})
"""TIFF tags of bytes, text and anything, each one byte long; the others hold numbers."""
ENCRYPTED = 0x1
"""The flag of a file in an archive that needs a password."""
BAD_ARCHIVE = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, OSError),
    *(lzma.LZMAError, struct.error, zlib.error),
)


class Unsearchable(Il2ReportError):
    """A file of which this program cannot say what it holds."""


def texts_of(content: bytes, depth: int = 0) -> Iterator[str]:
    """Give every text in a file, those of files within it included; Unsearchable if it is damaged.

    The type is known from the content, as programs that open it do. Of pictures these are the notes
    and metadata: what their points show cannot be searched.
    """
    if depth > DEEPEST:
        raise Unsearchable(f"files are nested in it more than {DEEPEST} deep")
    if content.startswith(PDF):
        yield from _of_pdf(content, depth)
    elif content.startswith(ZIP):
        yield from _of_archive(content, depth)
    elif content.startswith(PNG):
        yield from _of_png(content)
    elif content.startswith(JPEG):
        yield from _of_jpeg(content)
    elif content[:4] in TIFF:
        yield from _of_tiff(content)
    elif not content.startswith(FONTS):
        yield from _of_text(content, depth)


def _of_text(content: bytes, depth: int) -> Iterator[str]:
    encoding = next((name for mark, name in ENCODINGS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unsearchable("it is of no known type") from None
    if CONTROLS.search(text):
        raise Unsearchable("it is of no known type")
    plain = DATA_URL.sub(" ", text)
    yield plain
    yield from map(unquote, LETTERED_URL.findall(plain))
    for match in DATA_URL.finditer(text):
        yield from texts_of(_decoded(match[1]), depth + 1)


def _decoded(encoded: str) -> bytes:
    plain = re.sub(rb"\s", b"", unquote_to_bytes(encoded)).rstrip(b"=")
    try:
        return b64decode(plain + b"=" * (-len(plain) % 4), altchars=b"-_" if b"-" in plain or b"_" in plain else None)  # fmt: skip
    except BadBase64:
        raise Unsearchable("it holds a base64 address that cannot be decoded") from None


def _of_pdf(content: bytes, depth: int) -> Iterator[str]:
    try:
        for text, file in texts_and_files(content):
            if text is not None:
                yield text
            if file is not None:
                yield from texts_of(file, depth + 1)
    except UnreadablePdf as error:
        raise Unsearchable(f"it is a PDF that cannot be read: {error}") from error


def _of_archive(content: bytes, depth: int) -> Iterator[str]:
    """Read a workbook, a Word file or a plain archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise Unsearchable(f"it unpacks to more than {MOST_UNPACKED // 10**6} MB")
            yield archive.comment.decode(errors="replace")
            for each in archive.infolist():
                if each.flag_bits & ENCRYPTED:
                    raise Unsearchable(f"it is an archive that is encrypted ({each.filename})")
                yield each.filename
                yield each.comment.decode(errors="replace")
                yield from texts_of(archive.read(each), depth + 1)
    except BAD_ARCHIVE as error:
        raise Unsearchable(f"it is an archive that cannot be read: {error}") from error


def _of_png(content: bytes) -> Iterator[str]:
    at = len(PNG)
    while at + END_OF_PNG_CHUNK <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        at += size + END_OF_PNG_CHUNK
        match kind:
            case b"IDAT":
                continue
            case b"zTXt":
                name, _, packed = data.partition(b"\0")
                data = name + b" " + _inflated(packed[1:])
            case b"iTXt":
                name, _, rest = data.partition(b"\0")
                is_packed, described = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
                text = described[-1]
                data = b" ".join([name, *described[:-1], _inflated(text) if is_packed else text])
        yield _readable(data)
    yield _readable(content[at:])  # what follows the picture is shown by no program, but is there


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_UNPACKED)
    except zlib.error as error:
        raise Unsearchable(f"it is a PNG whose text cannot be unpacked: {error}") from error


def _of_jpeg(content: bytes) -> Iterator[str]:
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != b"\xda":
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if size < 2:
            break
        yield _readable(content[at + 4 : at + 2 + size])
        at += 2 + size
    yield _readable(content[content.rfind(b"\xff\xd9") :])


def _of_tiff(content: bytes) -> Iterator[str]:
    """Read the tags of each directory of a TIFF file; its points are elsewhere."""
    order: str = TIFF[content[:4]]

    def number(at: int, size: int) -> int:
        return int.from_bytes(content[at : at + size], "little" if order == "little" else "big")

    at, seen = number(4, 4), set[int]()
    while at and at not in seen:
        seen.add(at)
        for entry in range(at + 2, at + 2 + 12 * number(at, 2), 12):
            kind, count = number(entry + 2, 2), number(entry + 4, 4)
            if kind in TEXT_OF_TIFF:
                start = entry + 8 if count <= 4 else number(entry + 8, 4)
                yield _readable(content[start : start + count])
        at = number(at + 2 + 12 * number(at, 2), 4)
    if not seen or max(seen) > len(content):
        raise Unsearchable("it is a TIFF file that cannot be read")


def _readable(data: bytes) -> str:
    """Read bytes in each way in which programs write text into metadata."""
    readings = (data.decode(name, errors="replace") for name in ("utf-8", "utf-16-le", "utf-16-be"))
    return "\n".join(CONTROLS.sub(" ", text) for text in (*readings, data.decode("latin-1")))
