"""Prints the HTML document as PDF; the only module that imports WeasyPrint."""

import importlib.util
import logging
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from il2report.errors import BuildFailed
from il2report.rendering.arrangement import laid_out_with_floats

FACES = (
    ("STIXGeneral.ttf", "normal", "normal"),
    ("STIXGeneralBol.ttf", "bold", "normal"),
    ("STIXGeneralItalic.ttf", "normal", "italic"),
    ("STIXGeneralBolIta.ttf", "bold", "italic"),
)
VARIANT = "pdf/ua-1"


def font_folder() -> Path:
    """Find the STIX fonts that matplotlib ships, without importing matplotlib."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise BuildFailed("matplotlib, whose STIX fonts the page is set in, is not installed")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def font_faces() -> str:
    """Write the @font-face rules of the page's typeface."""
    folder = font_folder()
    return "\n".join(
        f"@font-face {{ font-family: STIXGeneral; src: url({(folder / file).as_uri()});"
        f" font-weight: {weight}; font-style: {style}; }}"
        for file, weight, style in FACES
    )


class HouseFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches data: URLs and files of the study and of the typeface; refuses all else."""

    def __init__(self, allowed: tuple[Path, ...]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._allowed = tuple(folder.resolve() for folder in allowed)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Fetch one resource, or stop the printing with a message that names it."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = Path(url.removeprefix("file://")).resolve()
        if not url.startswith("file://") or not any(
            path.is_relative_to(folder) for folder in self._allowed
        ):
            raise FatalURLFetchingError(
                f"the manuscript may not read {url}: it is not of the study"
            )
        return super().fetch(url, headers)


class _Record(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def print_pdf(html: str, study: Path) -> tuple[bytes, tuple[str, ...]]:
    """Lay out the manuscript and write it as tagged PDF (PDF/UA-1).

    Parameters
    ----------
    html : the finished document
    study : folder whose files the document may refer to

    Returns
    -------
    bytes of the PDF, and what WeasyPrint complained of; empty when all is well
    """
    fetcher, fonts, record = HouseFetcher((study, font_folder())), FontConfiguration(), _Record()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(record)
    try:
        faces = weasyprint.CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
        source = weasyprint.HTML(
            string=html, base_url=study.resolve().as_uri() + "/", url_fetcher=fetcher
        )
        choices = {"stylesheets": [faces], "font_config": fonts, "pdf_variant": VARIANT}
        images: dict[Any, Any] = {}
        document = laid_out_with_floats(
            source.etree_element, lambda: source.render(**choices, cache=images)
        )
        pdf = document.write_pdf(pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise BuildFailed(str(error)) from None
    finally:
        logger.removeHandler(record)
    return pdf, tuple(record.lines)
