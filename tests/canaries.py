"""Canaries: a form with one invented word a field and one a hiding place, and a search that no split hides from.

A new hiding place is one line in :data:`PLACES`: its name, and how a form gets a word there.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lxml import etree

from tests.documents import serialise
from tests.formbuilder import BELOW, BESIDE, INSIDE, CompletedForm, paragraph, run
from tests.hiding import HIDINGS
from tests.shapes import (
    comment_reference,
    control,
    deleted,
    field,
    form_field,
    hyperlink,
    inserted,
    mark_run,
    moved_from,
    q,
    smart_tag,
    table,
    w,
    xml,
)  # fmt: skip
from tests.styled import add_style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.shapes import Element, Runs

_CANARY: Final = re.compile(r"zx[a-z]{6}qv")
_FIELDS: Final = tuple(name for name in (*BESIDE, *BELOW, *INSIDE) if "date" not in name and name != "case_status")


def word(name: str) -> str:
    """Return the invented word of a field or place: letters alone, so that nothing takes it for a number or a code."""
    number = sum(ord(sign) * 131**at for at, sign in enumerate(name)) % 26**6
    return "Zx" + "".join(chr(97 + number // 26**at % 26) for at in range(6)) + "qv"


def split(text: str) -> list[Element]:
    """Write a word as three runs, as programs do."""
    return [run(text[:3]), run(text[3:6], bold=True), run(text[6:])]


class Place:
    """Where a form can hide a word."""

    def __init__(self, hide: Callable[[CompletedForm, str], object]) -> None:
        self.hide = hide


def _property(part: str, close: str, markup: str) -> Place:
    def hide(form: CompletedForm, text: str) -> None:
        parts = form.package.parts
        parts[part] = parts[part].replace(close.encode(), markup.replace("@", text).encode() + close.encode())

    return Place(hide)


def _custom_property(form: CompletedForm, text: str) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    kind, related = f"{office}/custom-properties", f"{office}/relationships/custom-properties"
    parts = form.package.parts
    parts["docProps/custom.xml"] = (
        f'<Properties xmlns="{kind}" xmlns:vt="{office}/docPropsVTypes"><property pid="2" name="{text}" '
        f'fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}"><vt:lpwstr>{text}</vt:lpwstr></property></Properties>'
    ).encode()
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdCustom" Type="{related}" Target="docProps/custom.xml"/></Relationships>'.encode(),
    )


def _custom_xml(form: CompletedForm, text: str) -> None:
    form.package.add("item9.xml", "customXml", f"<said a='{text}'>{text}</said>".encode(), media="application/xml")


def _comment(form: CompletedForm, text: str) -> None:
    form.package.add_notes("comments", [text])
    form.box("harm").findall(q("w:p"))[-1].append(comment_reference(0))


def _comment_author(form: CompletedForm, text: str) -> None:
    part = "word/comments.xml"
    form.package.parts[part] = form.package.parts[part].replace(b'w:author="A Manager"', f'w:author="{text}"'.encode())


def _in_harm(*make: Callable[[str], Element]) -> Place:
    def hide(form: CompletedForm, text: str) -> None:
        form.box("harm").findall(q("w:p"))[-1].extend(each(text) for each in make)

    return Place(hide)


def _in_harm_runs(make: Callable[[str], Runs]) -> Place:
    return Place(lambda form, text: form.box("harm").findall(q("w:p"))[-1].extend(make(text)))


def _bookmark(text: str) -> Element:
    return w("bookmarkStart", id="77", name=f"_wf_{text}")


def _picture(form: CompletedForm, text: str) -> None:
    number = form.package.add(f"media/{text}.png", "image", text.encode(), media="image/png")
    drawing = xml(
        f'<w:drawing><wp:inline><wp:docPr id="7" name="{text}" descr="{text}" title="{text}"/><a:graphic>'
        f'<a:graphicData uri="p"><a:blip r:embed="{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    form.box("harm").append(paragraph(run(drawing)))


def _link(form: CompletedForm, text: str) -> None:
    number = form.package.relate("hyperlink", f"http://{text}.example/", external=True)
    made = hyperlink("here", number)
    made.set(q("w:tooltip"), text)
    form.box("harm").append(paragraph(made))


def _style(form: CompletedForm, text: str) -> None:
    form.box("harm").append(paragraph("In a style.", style=add_style(form, "paragraph", text, "<w:b/>")))


def _control(text: str) -> Element:
    return control("in a control", tag=text, alias=text)


def _deletion(text: str) -> Element:
    made = deleted(text)
    made.set(q("w:author"), text)
    return made


def _fallback(text: str) -> Element:
    """Write a word that only a program too old for the drawing beside it would show."""
    both = xml('<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback/></mc:AlternateContent>')
    both[0].append(run("drawn"))
    both[1].append(run(text))
    return run(both)


def _choices(text: str) -> Element:
    return control("chosen", kind="dropDownList", options=[text, "chosen"])


def _moved(text: str) -> Element:
    made = inserted("moved")
    made.set(q("w:author"), text)
    return made


def _smart_tag(text: str) -> Element:
    made = smart_tag(run("tagged"))
    made.insert(0, w("smartTagPr", w("attr", name=text, val=text)))
    return made


def _form_field(text: str) -> Runs:
    return form_field("FORMTEXT", w("textInput", w("default", val=text)), result="typed", name=text)


def _watermark(text: str) -> Element:
    return run(xml(f'<w:pict><v:shape alt="{text}" title="{text}"><v:textpath string="{text}"/></v:shape></w:pict>'))


def _described_table(form: CompletedForm, text: str) -> None:
    made = table([["In a table."]])
    made.find(q("w:tblPr")).extend([w("tblCaption", val=text), w("tblDescription", val=text)])  # type: ignore[union-attr]
    form.box("harm").extend([made, paragraph("")])


def _object(form: CompletedForm, text: str) -> None:
    number = form.package.add(f"embeddings/{text}.bin", "oleObject", text.encode(), media="application/x-ole")
    form.box("harm").append(paragraph(run(xml(f'<w:object><o:OLEObject ProgID="{text}" r:id="{number}"/></w:object>'))))


def _glossary(form: CompletedForm, text: str) -> None:
    part = serialise(w("glossaryDocument", w("docParts", w("docPart", w("docPartBody", paragraph(text))))))
    form.package.add("glossary/document.xml", "glossaryDocument", part)


def _hidden_note(form: CompletedForm, text: str) -> None:
    form.factor("neet", "5", paragraph("In May", *(mark_run(each, hidden=True) for each in split(text))))


def _header(form: CompletedForm, text: str) -> None:
    number = form.package.add("header7.xml", "header", serialise(w("hdr", paragraph(text))))
    reference = w("headerReference", type="first")
    reference.set(q("r:id"), number)
    next(form.body.iter(q("w:sectPr"))).insert(0, reference)


def _unread(form: CompletedForm, text: str) -> None:
    form.line("Instructions for use:").addnext(paragraph(*split(text)))


def _hidden(name: str) -> Place:
    """Hide a word in a box of its own, of which nothing else may come: the entry is unclear."""
    return Place(lambda form, text: form.box("future_danger").extend(HIDINGS[name](form, text)))


PLACES: Final[Mapping[str, Place]] = {
    "author": _property("docProps/core.xml", "</cp:coreProperties>", "<cp:lastModifiedBy>@</cp:lastModifiedBy>"),
    "subject": _property("docProps/core.xml", "</cp:coreProperties>", "<dc:subject>@</dc:subject>"),
    "company": _property("docProps/app.xml", "</Properties>", "<Company>@</Company>"),
    "variable": _property(
        "word/settings.xml", "</w:settings>", '<w:docVars><w:docVar w:name="@" w:val="@"/></w:docVars>'
    ),
    "custom property": Place(_custom_property),
    "custom XML": Place(_custom_xml),
    "comment": Place(_comment),
    "author of a comment": Place(_comment_author),
    "deletion": _in_harm(_deletion),
    "our bookmark": _in_harm(_bookmark, lambda text: w("bookmarkEnd", id="77")),
    "name of a control": _in_harm(_control),
    "picture": Place(_picture),
    "link": Place(_link),
    "name of a style": Place(_style),
    "header": Place(_header),
    "fallback": _in_harm(_fallback),
    "options of a control": _in_harm(_choices),
    "author of a change": _in_harm(_moved),
    "old place of a move": _in_harm(moved_from),
    "smart tag": _in_harm(_smart_tag),
    "form field": _in_harm_runs(_form_field),
    "instruction of a field": _in_harm_runs(lambda text: field(f' MERGEFIELD "{text}" ', "shown")),
    "bookmark": _in_harm(lambda text: w("bookmarkStart", id="78", name=text), lambda _: w("bookmarkEnd", id="78")),
    "alternative text of a shape": _in_harm(_watermark),
    "caption of a table": Place(_described_table),
    "object": Place(_object),
    "building block": Place(_glossary),
    "unread": Place(_unread),
    "hidden in a note": Place(_hidden_note),
    **{f"hidden: {name}": _hidden(name) for name in HIDINGS},
}
TABLES: Final = {"agencies": "agencies", "actions": "actions"}
NOTES: Final = ("wanted_missing", "nrm")


def canary_form() -> CompletedForm:
    """Fill in every field with a word of its own, one more of each struck out, and hide one in every place."""
    form = CompletedForm().put("date_of_birth", "14/03/2009").put("date_completed", "06/01/2026")
    for name in _FIELDS:
        form.put(name, paragraph("About ", *split(word(name)), run(f" {word(f'struck {name}')}", strike=True)))
    form.put("harm", paragraph(inserted("More.")))
    struck = run(word("struck actions"), strike=True)
    form.agencies([(word("agencies"), "PC", "Police", "1")])
    form.actions([(paragraph(*split(word("actions")), struck), "SW", "01/02/2026")])
    for name in NOTES:
        form.factor(name, "10" if name == "wanted_missing" else "yes", paragraph(word(f"note {name}")))
    form.choose("outcome", "medium", highlight="yellow").choose("exploitation_type", "CCE", under="medium", bold=True)
    for name, place in PLACES.items():
        place.hide(form, word(name))
    return form


def every_word() -> dict[str, str]:
    """Return the words of a form by what they stand in."""
    fields = {name: word(name) for name in (*_FIELDS, *TABLES)}
    struck = {f"struck {name}": word(f"struck {name}") for name in (*_FIELDS, "actions")}
    notes = {f"note {name}": word(f"note {name}") for name in NOTES}
    return {**fields, **struck, **notes, **{name: word(name) for name in PLACES}}


def found_in(data: bytes) -> set[str]:
    """Return what the words in a file stand for: in any member, name, text, attribute or split over runs."""
    seen = set(_CANARY.findall("\n".join(_readings(data)).casefold()))
    return {name for name, text in every_word().items() if text.casefold() in seen}


def _readings(data: bytes) -> Iterator[str]:
    yield data.decode("latin-1")
    yield from _of_text(data.decode("utf-8", "replace"))
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        yield file.comment.decode("latin-1")
        for member in file.infolist():
            content = file.read(member)
            yield member.filename
            yield member.comment.decode("latin-1") + member.extra.decode("latin-1")
            yield from _readings(content)
            yield from _of_markup(content)


def _of_text(text: str) -> Iterator[str]:
    """Yield a text as it stands, without escapes, folded lines and markup, and without anything but letters."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text))
    for each in (text, plain, unquote(text), text.replace("\r\n ", ""), text.encode().decode("utf-16-le", "replace")):
        yield each
        yield "".join(filter(str.isalpha, each))


def _of_markup(content: bytes) -> Iterator[str]:
    """Yield all text of a part and of each paragraph, and all attributes, each also put together."""
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return
    yield "".join("".join(root.itertext()).split())
    attributes = [str(value) for element in root.iter("*") for value in element.attrib.values()]
    yield from attributes
    yield "".join(attributes)
    for name in ("p", "tc", "tr", "si", "row"):
        yield from _texts(root.iter(f"{{*}}{name}"))


def _texts(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        yield "".join("".join(element.itertext()).split())
