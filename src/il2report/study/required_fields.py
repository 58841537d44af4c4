"""What a reference of each kind must have, so that a reader finds the work."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from il2report.errors import Finding, Place, Severity
from il2report.study.bibliography import FILE, Reference

Fields = tuple[str, ...]
"""Fields one of which is enough."""

ARTICLE: Mapping[str, Fields] = MappingProxyType(
    {
        "journal": ("container_title", "container_title_short"),
        "year": ("issued", "status"),
        "volume or DOI": ("volume", "doi", "status"),
        "pages or DOI": ("page", "doi", "status"),
    }
)
PUBLISHED = MappingProxyType({"publisher": ("publisher",), "year": ("issued", "status")})
CHAPTER = MappingProxyType({"book": ("container_title",), **PUBLISHED})
PAGE = MappingProxyType({"address (URL)": ("url",), "day of access (accessed)": ("accessed",)})
REQUIRED: Mapping[str, tuple[str, Mapping[str, Fields]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("article-journal", "article-magazine", "article-newspaper"),
            ("a journal article", ARTICLE),
        ),
        **dict.fromkeys(
            ("chapter", "entry", "entry-dictionary", "entry-encyclopedia"),
            ("a chapter of a book", CHAPTER),
        ),
        "paper-conference": (
            "a paper of a conference",
            {"proceedings": ("container_title",), "year": ("issued", "status")},
        ),
        "book": ("a book", {"author or editor": ("author", "editor"), **PUBLISHED}),
        "report": ("a report", PUBLISHED),
        "standard": ("a standard", PUBLISHED),
        "thesis": (
            "a thesis",
            {"author": ("author",), "university": ("publisher",), "year": ("issued",)},
        ),
        **dict.fromkeys(("webpage", "website", "post", "post-weblog"), ("a web page", PAGE)),
        "article": (
            "a preprint",
            {
                "server": ("container_title", "publisher"),
                "DOI or address (URL)": ("doi", "url"),
                "year": ("issued",),
            },
        ),
    }
)


def incomplete_references(works: Iterable[Reference]) -> Iterator[Finding]:
    """Find the works of a reference list that lack what their kind needs."""
    for work in works:
        is_article = work.type == "article" and (work.volume or work.page)
        kind, fields = REQUIRED.get("article-journal" if is_article else work.type, ("", {}))
        lacking = [
            name for name, given in fields.items() if not any(getattr(work, one) for one in given)
        ]
        if lacking:
            message = (
                f"{work.id}: {kind} needs its {_listed(lacking)}, which the record does not have"
            )
            yield Finding("incomplete-reference", Place(FILE), message, Severity.NOTICE)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
