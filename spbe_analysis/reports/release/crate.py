"""A release described as an RO-Crate: what is in the folder, of which edition, based on which documents."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Iterable
from pathlib import Path

from spbe_analysis.evidence.edition import Document, Edition

METADATA = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.1"
_LICENSES = {"LICENSE": "https://spdx.org/licenses/MIT", "LICENSE-DATA": "https://creativecommons.org/licenses/by/4.0/"}
_KNOWN = {".csv": "text/csv", ".json": "application/json", ".md": "text/markdown", ".cff": "application/yaml"}


def crate(folder: Path, facts: dict, edition: Edition, reports: Iterable[dict]) -> str:
    """The metadata of a release as JSON-LD (RO-Crate 1.1).

    Parameters
    ----------
    folder : Path
        The release, every other file in its place. Files outside ``reports``
        are described one by one, each report as a folder.
    facts : dict
        Of ``CITATION.cff``.
    edition : Edition
        Whose day is the day of publication.
    reports : iterable of dict
        ``folder`` below the release, ``title``, ``finding`` and ``language``.
    """
    files = [
        _file(folder, path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "reports" and path.name != METADATA
    ]
    made = [
        {
            "@id": f"{about['folder']}/",
            "@type": "Dataset",
            "name": about["title"],
            "description": about["finding"],
            "inLanguage": about["language"],
        }
        for about in reports
    ]
    people = [
        {"@id": f"#author-{place}", "@type": "Organization" if "name" in about else "Person", "name": _name(about)}
        for place, about in enumerate(facts["authors"], 1)
    ]
    documents = [_document(place, about) for place, about in enumerate(edition.documents, 1)]
    licence = _LICENSES["LICENSE-DATA"]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts["title"],
        "description": " ".join(str(facts.get("abstract", facts["title"])).split()),
        "datePublished": edition.day,
        "version": edition.version,
        "license": {"@id": licence},
        "author": _links(people),
        "keywords": ", ".join(facts.get("keywords", [])),
        "isBasedOn": _links(documents),
        "hasPart": _links([*files, *made]),
        "identifier": f"https://doi.org/{edition.doi}" if edition.doi else f"sha256:{edition.fingerprint}",
    }
    if edition.address:
        root["url"] = edition.address
    head = {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    terms = {"@id": licence, "@type": "CreativeWork", "name": "CC BY 4.0"}
    graph = [head, root, *files, *made, *people, *documents, terms]
    return json.dumps({"@context": f"{PROFILE}/context", "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _file(folder: Path, path: Path) -> dict:
    content = path.read_bytes()
    kind = _KNOWN.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    return {
        "@id": path.relative_to(folder).as_posix(),
        "@type": "File",
        "name": path.name,
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _document(place: int, about: Document) -> dict:
    """A document that figures were read in; the address is that of the copy."""
    found = {"@id": f"#document-{place}", "@type": "CreativeWork", "name": about.title}
    if about.publisher:
        found["publisher"] = about.publisher
    if about.url.startswith("https://"):
        found["archivedAt"] = about.url
    return found


def _name(author: dict) -> str:
    return author.get("name") or " ".join(filter(None, [author.get("given-names"), author.get("family-names")]))


def _links(entities: Iterable[dict]) -> list[dict]:
    return [{"@id": entity["@id"]} for entity in entities]
