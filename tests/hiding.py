"""Every way in which text of a Word form is hidden, each as the blocks that hide some words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.shapes import (
    Element,
    Runs,
    cell,
    field,
    footnote_reference,
    paragraph,
    q,
    row,
    run,
    table,
    text_box,
    w,
    xml,
)
from tests.styled import STYLES, add_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.formbuilder import CompletedForm

VANISH = "<w:vanish/>"
WHITE = '<w:color w:val="FFFFFF"/>'


def looking(words: str, look: str) -> Element:
    """Make a run with markup of run properties."""
    made = run(words)
    made.insert(0, xml(f"<w:rPr>{look}</w:rPr>"))
    return made


def _styled(name: str, kind: str, look: str, *, more: str = "") -> Callable[[CompletedForm, str], list[Element]]:
    def hide(form: CompletedForm, words: str) -> list[Element]:
        style = add_style(form, kind, name, look, more=more)
        if kind == "character":
            return [paragraph(run(words, style=style))]
        if kind == "paragraph":
            return [paragraph(words, style=style)]
        made = table([[words]])
        made.find(q("w:tblPr")).insert(0, w("tblStyle", val=style))  # type: ignore[union-attr]
        return [made]

    return hide


def _based_on(form: CompletedForm, words: str) -> list[Element]:
    add_style(form, "paragraph", "UnseenBase", VANISH)
    return [paragraph(words, style=add_style(form, "paragraph", "UnseenDerived", "<w:b/>", based_on="UnseenBase"))]


def _hidden_row(form: CompletedForm, words: str) -> list[Element]:
    made = row([words])
    made.insert(0, xml("<w:trPr><w:hidden/></w:trPr>"))
    return [table([made])]


def _hidden_box(kind: str, old: str, new: str) -> Callable[[CompletedForm, str], list[Element]]:
    def hide(form: CompletedForm, words: str) -> list[Element]:
        made = text_box(words, kind=kind)
        for element in made.iter():
            if element.get(old) is not None or (element.tag == q("wp:docPr") and kind == "drawing"):
                element.set(old, new)
        return [paragraph(made)]

    return hide


def _in_instruction(form: CompletedForm, words: str) -> list[Element]:
    begin, separate, end = (run(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [paragraph(Runs([begin, run(words), separate, end]))]


def _shaded_cell(form: CompletedForm, words: str) -> list[Element]:
    return [table([[cell(paragraph(looking(words, '<w:color w:val="1F3864"/>')), shade="1F3864")]])]


HIDINGS: dict[str, Callable[[CompletedForm, str], list[Element]]] = {
    "run": lambda form, words: [paragraph(run(words, hidden=True))],
    "always hidden": lambda form, words: [paragraph(looking(words, "<w:specVanish/>"))],
    "character style": _styled("Unseen1", "character", VANISH),
    "paragraph style": _styled("Unseen2", "paragraph", VANISH),
    "table style": _styled("Unseen3", "table", VANISH),
    "style based on another": _based_on,
    "row": _hidden_row,
    "rows of a table style": _styled("Unseen4", "table", "", more="<w:trPr><w:hidden/></w:trPr>"),
    "hidden shape": _hidden_box("drawing", "hidden", "1"),
    "hidden old shape": _hidden_box("vml", "style", "width:200pt;visibility:hidden"),
    "text box on hidden text": lambda form, words: [
        paragraph(Runs([_with_look(text_box(words, kind="vml"), VANISH)])),
    ],
    "instruction of a field": _in_instruction,
    "field of words that shows nothing": lambda form, words: [paragraph(field(f' COMMENTS "{words}" '))],
    "simple field of words": lambda form, words: [paragraph(w("fldSimple", run(""), instr=f' QUOTE "{words}" '))],
    "white": lambda form, words: [paragraph(looking(words, WHITE))],
    "nearly white": lambda form, words: [paragraph(looking(words, '<w:color w:val="F8F8F8"/>'))],
    "white by character style": _styled("Unseen5", "character", WHITE),
    "white by paragraph style": _styled("Unseen6", "paragraph", WHITE),
    "colour of its cell": _shaded_cell,
    "colour of its highlight": lambda form, words: [
        paragraph(looking(words, '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'))
    ],
    "colour of its own shading": lambda form, words: [
        paragraph(looking(words, '<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>'))
    ],
    "one point": lambda form, words: [paragraph(looking(words, '<w:sz w:val="2"/>'))],
    "footnote on hidden text": lambda form, words: _noted(form, words),
    "one point by style": _styled("Unseen7", "paragraph", '<w:sz w:val="1"/>'),
}


def _with_look(made: Element, look: str) -> Element:
    made.insert(0, xml(f"<w:rPr>{look}</w:rPr>"))
    return made


def _noted(form: CompletedForm, words: str) -> list[Element]:
    """Hang a footnote on hidden text."""
    form.package.add_notes("footnotes", [words])
    reference = footnote_reference(1)
    return [paragraph(_with_look(reference, VANISH))]


SEEN: dict[str, Callable[[CompletedForm, str], list[Element]]] = {
    "hidden in web layout only": lambda form, words: [paragraph(looking(words, "<w:webHidden/>"))],
    "not hidden after all": lambda form, words: [paragraph(looking(words, '<w:vanish w:val="0"/>'))],
    "a run that a style hides, shown": lambda form, words: [
        paragraph(looking(words, '<w:vanish w:val="false"/>'), style=add_style(form, "paragraph", "Off", VANISH))
    ],
    "two styles that cancel out": lambda form, words: [
        paragraph(
            run(words, style=add_style(form, "character", "OffC", VANISH)),
            style=add_style(form, "paragraph", "OffP", VANISH),
        )
    ],
    "white on a dark cell": lambda form, words: [table([[cell(paragraph(looking(words, WHITE)), shade="1F3864")]])],
    "white on a dark table style": lambda form, words: [_white_on_style(form, words)],
    "white on its own shading": lambda form, words: [
        paragraph(looking(words, f'{WHITE}<w:shd w:val="clear" w:color="auto" w:fill="C00000"/>'))
    ],
    "white on a highlight": lambda form, words: [paragraph(looking(words, f'{WHITE}<w:highlight w:val="red"/>'))],
    "white on a paragraph style's colour": lambda form, words: [
        paragraph(
            words,
            style=add_style(
                form, "paragraph", "Band", WHITE, more='<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>'
            ),
        )
    ],
    "white in a coloured shape": lambda form, words: [_white_in_shape(words)],
    "automatic on black": lambda form, words: [
        paragraph(looking(words, '<w:color w:val="auto"/><w:highlight w:val="black"/>'))
    ],
    "light grey": lambda form, words: [paragraph(looking(words, '<w:color w:val="D9D9D9"/>'))],
    "two points": lambda form, words: [paragraph(looking(words, '<w:sz w:val="4"/>'))],
    "result of a field": lambda form, words: [paragraph(field(' IF 1 = 1 "a" "b" ', words))],
    "field that never ends": lambda form, words: [paragraph(field(" REF a ", words, parts="begin"))],
    "rows that the default table style hides": lambda form, words: _default_rows_hidden(form, words),
}


def _default_rows_hidden(form: CompletedForm, words: str) -> list[Element]:
    """Let Normal Table hide rows, as many files have it; every program shows them."""
    parts, name = form.package.parts, b'<w:name w:val="Normal Table"/>'
    parts[STYLES] = parts[STYLES].replace(name, name + b"<w:trPr><w:hidden/></w:trPr>")
    return [table([[words]])]


def _white_on_style(form: CompletedForm, words: str) -> Element:
    shading = '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr>'
    made = table([[paragraph(looking(words, WHITE))]])
    style = add_style(form, "table", "Dark", "", more=shading)
    made.find(q("w:tblPr")).insert(0, w("tblStyle", val=style))  # type: ignore[union-attr]
    return made


def _white_in_shape(words: str) -> Element:
    made = text_box(paragraph(looking(words, WHITE)), kind="vml")
    for shape in made.iter(q("v:rect")):
        shape.set("fillcolor", "#1f3864")
    return paragraph(made)
