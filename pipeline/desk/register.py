"""The page All: the register as a table, the reviews by week, and everything that can be downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing, Wanted
from pipeline.desk.orders import order
from pipeline.desk.pages import Frame
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.mapping import Mapping
from pipeline.tables.diary import DIARY
from pipeline.tables.register import register_paths
from pipeline.tables.report import FILE_NAME as REPORT

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_REMEMBERED: Final = 50


class Again(Struct, frozen=True):
    """Which rows a page showed before it was loaded anew."""

    view: str


class Register:
    """The page All."""

    def __init__(self, folder: Folder, listing: Listing, frame: Frame) -> None:
        self._folder, self._listing, self._frame = folder, listing, frame
        self._wanted: dict[str, Wanted] = {}

    def routes(self) -> list[Route]:
        """Return what it answers."""
        return [
            Route("/all", self._page),
            Route("/all/rows", order(Wanted, self._rows), methods=["POST"]),
            Route("/all/again", order(Again, self._again), methods=["POST"]),
            Route("/download/table/{name}", self._table),
            Route("/download/blank/{form}/{kind}", self._blank),
            Route("/download/document/{reference}", self._document),
        ]

    def _page(self, _: Request) -> Response:
        return self._frame.page(
            "all.html",
            found=self._listing.find(Wanted()),
            wanted=Wanted(),
            weeks=self._listing.weeks(),
            levels=self._levels(),
            forms=self._forms(),
            tables=[path.name for path in self._tables() if path.is_file()],
        )

    def _rows(self, _: Request, wanted: Wanted) -> Response:
        """Return the rows that are wanted; they are asked for in the body, since a browser keeps addresses."""
        if wanted.view:
            self._wanted.pop(wanted.view, None)
            self._wanted = dict([*self._wanted.items(), (wanted.view, wanted)][-_REMEMBERED:])
        return self._frame.part("all_rows.html", found=self._listing.find(wanted), wanted=wanted)

    def _again(self, _: Request, asked: Again) -> Response:
        """Return what a page wanted before it was loaded anew: no browser keeps a name that somebody searched for."""
        return JSONResponse(msgspec.to_builtins(self._wanted.get(asked.view, Wanted())))

    def _levels(self) -> dict[str, str]:
        """Return the levels of the forms that came in, from the highest on."""
        present = {row.form for row in self._listing.rows()}
        bands = [
            band
            for mapping in self._folder.mappings
            if mapping.form.id in present and mapping.score
            for band in mapping.score.bands
        ]
        return {band.level: band.name for band in reversed(bands)}

    def _forms(self) -> list[Mapping]:
        return sorted(self._folder.mappings, key=lambda mapping: mapping.form.title)

    def _tables(self) -> Iterator[Path]:
        output = self._folder.output
        registers = [*register_paths(output, self._folder.mappings)]
        yield from registers
        yield from (path.with_suffix(".csv") for path in registers)
        yield from (output / DIARY, output / REPORT)

    def _table(self, request: Request) -> Response:
        name = request.path_params["name"]
        found = next((path for path in self._tables() if path.name == name and path.is_file()), None)
        if found is None:
            raise HTTPException(404)
        return FileResponse(found, filename=found.name)

    def _blank(self, request: Request) -> Response:
        mapping = self._folder.mapping(request.path_params["form"])
        kind = request.path_params["kind"]
        if mapping is None or kind not in {"docx", "xlsx"}:
            raise HTTPException(404)
        data = blank_bytes(mapping, excel=kind == "xlsx", protected=False)
        name = f"{mapping.form.id}_{mapping.form.version}.{kind}"
        return attachment(data, name, _EXCEL if kind == "xlsx" else WORD)

    def _document(self, request: Request) -> Response:
        """Send the document of an assessment as it was written."""
        path = self._folder.document_of(request.path_params["reference"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, filename=path.name, media_type=WORD)


def attachment(data: bytes, name: str, kind: str) -> Response:
    """Return a file to be kept, under its name."""
    return Response(
        data, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )
