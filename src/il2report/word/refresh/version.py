"""A draft as a co-author's file is brought up to date from or to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from il2report.word.flow import FlowBlock, Slot
from il2report.word.media import digest
from il2report.word.units import Edition
from il2report.word.writing import WordPicture


@dataclass(frozen=True, slots=True)
class Version:
    """What a draft says in Word: its blocks as its file has them, its slots, and its pictures by key."""

    flow: tuple[FlowBlock, ...]
    slots: tuple[Slot, ...]
    pictures: Mapping[str, WordPicture]

    @property
    def edition(self) -> Edition:
        """What it says beyond its text."""
        digests = {key: digest(picture) for key, picture in self.pictures.items()}
        return Edition(self.slots, digests)
