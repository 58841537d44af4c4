"""Files of Office that are archives of parts, unpacked within bounds and never to disk."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from il2report.errors import abridged, legible

MEGABYTE = 1_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 128 * MEGABYTE
"""Bytes of all parts that are XML; pictures are not unpacked."""
MOST_OF_PART = 48 * MEGABYTE
HIGHEST_RATIO = 400
"""How many times a part may be larger unpacked; a table in which every cell is alike has some 100."""
ALWAYS_UNPACKED = MEGABYTE
"""Up to this size a part may be packed as well as it can."""
METHODS = (ZIP_STORED, ZIP_DEFLATED)
READ = (".xml", ".rels")


class ArchiveRefused(ValueError):
    """An archive that is not unpacked; says why, without a subject: "is damaged (...)"."""


def unpacked(content: bytes) -> Mapping[str, bytes]:
    """Give the parts of an archive that are XML, by name.

    Raises
    ------
    ArchiveRefused
        When it is damaged, protected, packed as no program of Office does, or unpacks to too much.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            fault = next(_faults(archive.infolist()), "")
            read = [] if fault else [each for each in archive.infolist() if _is_read(each)]
            parts = {each.filename.lstrip("/"): archive.read(each) for each in read}
    except Exception as error:  # noqa: BLE001 (zlib, struct and others have errors of their own)
        reason = abridged(legible(str(error)), 100)
        raise ArchiveRefused(f"is damaged ({reason})") from None
    if fault:
        raise ArchiveRefused(fault)
    return parts


def _is_read(entry: ZipInfo) -> bool:
    return entry.filename.lower().endswith(READ)


def _faults(entries: list[ZipInfo]) -> Iterator[str]:
    if len(entries) > MOST_PARTS:
        yield f"has {len(entries):,} parts; up to {MOST_PARTS:,} are read"
    read = [entry for entry in entries if _is_read(entry)]
    size = sum(entry.file_size for entry in read)
    if size > MOST_UNPACKED:
        yield f"unpacks to {size / MEGABYTE:,.0f} MB; up to {MOST_UNPACKED // MEGABYTE} MB are read"
    if len({entry.filename for entry in entries}) < len(entries):
        yield "has two parts of the same name"
    for entry in read:
        part = f"its part {legible(abridged(entry.filename, 80))!r}"
        if entry.flag_bits & 1:
            yield "is protected by a password; save it without one"
        if entry.compress_type not in METHODS:
            yield f"cannot be opened: {part} is packed in a way that Office does not use"
        is_large = entry.file_size > ALWAYS_UNPACKED
        if is_large and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size):
            times = entry.file_size / max(1, entry.compress_size)
            yield f"cannot be opened: {part} unpacks to {times:,.0f} times its size"
        if entry.file_size > MOST_OF_PART:
            yield f"cannot be opened: {part} has {entry.file_size / MEGABYTE:,.0f} MB"
