"""What to say of a file that is no form: what it is, and what to do where a form was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.arrivals.contents import Unread
from pipeline.arrivals.kinds import suffix_of

_Said = tuple[str, str]

_ASK: Final = "If a form was meant, ask for the Word file."
_DOCX: Final = "Save it in Word as .docx and put that here."
_NOTHING: Final = "Nothing to do, unless a form was meant."
_UNPACK: Final = "Unpack it and put the forms in it here, or have them sent as .zip."
_LINK: Final = "Put the file that it leads to here."

_BY_KIND: Final[Mapping[str, _Said]] = {
    "empty": (
        "The file is empty.",
        "Copy it here again; if it comes from OneDrive, choose 'Always keep on this device' first.",
    ),
    "image": ("This is a picture or photo.", "Ask for the Word file; what is photographed or scanned can't be read."),
    "pages": ("This is an Apple Pages document.", "In Pages choose File, Export To, Word, and put that file here."),
    "numbers": (
        "This is an Apple Numbers workbook.", "In Numbers choose File, Export To, Excel, and put that file here."
    ),
    "keynote": ("This is an Apple Keynote presentation.", _ASK),
    "pptx": ("This is a PowerPoint presentation.", _ASK),
    "vsdx": ("This is a Visio drawing.", _ASK),
    "xlsb": ("This is a binary Excel workbook (.xlsb).", "Save it in Excel as .xlsx and put that here."),
    "html": ("This is a web page.", _ASK),
    "xml": ("This is an XML file.", f"If it opens in Word: {_DOCX[0].lower()}{_DOCX[1:]}"),
    "text": ("This is plain text.", _ASK),
    "other-zip": ("This is a file of another program.", _ASK),
    "unknown": ("Forms don't come in this kind of file.", _ASK),
}  # fmt: skip

_BY_SUFFIX: Final[Mapping[str, _Said]] = {
    ".gdoc .gdocx": (
        "This is a link to a Google document and not the document.",
        "Open it in the browser, choose File, Download, Microsoft Word (.docx), and put that here.",
    ),
    ".gsheet": (
        "This is a link to a Google sheet and not the sheet.",
        "Open it in the browser, choose File, Download, Microsoft Excel (.xlsx), and put that here.",
    ),
    ".gform .gslides .gdraw .glink .gnote .gmap .gsite .gtable .gscript": (
        "This is a link to something at Google and not the thing itself.",
        "Open it in the browser and download what it leads to.",
    ),
    ".url .website .webloc .inetloc .lnk .desktop": ("This is a shortcut to a file or page.", _LINK),
    ".pages": ("This is an Apple Pages document.", "In Pages choose File, Export To, Word, and put that file here."),
    ".numbers": (
        "This is an Apple Numbers workbook.", "In Numbers choose File, Export To, Excel, and put that file here."
    ),
    ".key": ("This is an Apple Keynote presentation.", _ASK),
    ".one .onetoc2 .onepkg": ("This belongs to a OneNote notebook.", _ASK),
    ".7z .rar .tar .gz .tgz .bz2 .xz .zst .cab .arj .lzh .iso .sit .sitx .zipx": (
        "This is an archive of a kind that is not opened.", _UNPACK
    ),
    ".pst .ost .mbox .mbx .dbx .olm": (
        "This is a whole mailbox.", "Drag the e-mails with forms in them out of it into this folder, as .msg or .eml."
    ),
    ".mht .mhtml": ("This is a document that was saved as a web page.", _DOCX),
    ".ics .vcs": ("This is a calendar entry.", _NOTHING),
    ".vcf": ("This is an address card.", _NOTHING),
    ".crdownload .partial .download .opdownload .filepart": (
        "This is a download that has not ended.", "Download it again, and wait for its end."
    ),
    ".wps .wpd .wp5 .wri .sxw .hwp .hwpx .odf .fodt .uot .rtfd": (
        "This is a document of another word processor.",
        "Open it in Word or LibreOffice, save it as .docx, and put that here.",
    ),
    ".xps .oxps .djvu .ps .eps": (
        "This is a printed document, as a PDF is.", "Ask for the Word form that it was made from."
    ),
    ".ppt .pps .pptx .pptm .ppsx .odp": ("This is a presentation.", _ASK),
    ".csv .tsv": ("This is a table in plain text.", _ASK),
    ".mp3 .m4a .wav .ogg .opus .amr .wma .aac .mp4 .mov .avi .m4v .mkv .webm .wmv .3gp": (
        "This is a sound or video recording.", _NOTHING
    ),
    ".heic .heif .avif .webp .jxl .svg .psd .ai .emf .wmf .dng .cr2 .nef .arw .raw": (
        "This is a picture or photo.", "Ask for the Word file; what is photographed or scanned can't be read."
    ),
    ".exe .msi .bat .cmd .com .scr .js .vbs .ps1 .jar .apk .dmg .pkg .sh .command .app": (
        "This is a program.", "Don't open it unless you know why it was sent."
    ),
}  # fmt: skip


_OUT_OF_REACH: Final[Mapping[str, _Said]] = {
    ".rpmsg": (
        "This is a protected e-mail, which only Outlook can open for those it was sent to.",
        "Open it in Outlook and save the form that is attached to it here.",
    ),
    ".pgp .gpg .asc .age": (
        "This is encrypted, and can be opened only by those it was sent to.",
        "Open it in your e-mail program and save the form that is in it here.",
    ),
}
"""What may hold a form, and can't be opened: that is no other file but one that is refused."""


def _spread(said_of: Mapping[str, _Said]) -> Iterator[tuple[str, _Said]]:
    for suffixes, said in said_of.items():
        yield from ((suffix, said) for suffix in suffixes.split())


_SAID: Final = dict(_spread(_BY_SUFFIX))
_LOCKED: Final = dict(_spread(_OUT_OF_REACH))


def is_told_by_name(name: str) -> bool:
    """Return whether a file's name says that it is no form, so that its bytes need not be read."""
    return suffix_of(name) in _SAID


def not_a_form(kind: str, data: bytes, name: str) -> Unread:
    """Return what to say of a file that is no form.

    Args:
        kind: As :func:`pipeline.arrivals.kinds.kind_of` names it.
        data: The whole file; of what is no PDF its head will do.
        name: What it is called.
    """
    if kind == "pdf":
        from pipeline.arrivals.pdf import what_pdf  # only where there is one

        return Unread(reason=what_pdf(data), remedy="Ask for the Word form (.docx) that it was made from.")
    if suffix_of(name) in _LOCKED:
        reason, remedy = _LOCKED[suffix_of(name)]
        return Unread(reason=reason, remedy=remedy, code="encrypted")
    specific = kind in _BY_KIND and kind not in ("unknown", "text", "xml", "html", "other-zip")
    reason, remedy = _BY_KIND[kind] if specific else _SAID.get(suffix_of(name)) or _BY_KIND[kind]
    return Unread(reason=reason, remedy=remedy)
