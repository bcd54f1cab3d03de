"""Make ``ce_assessment.docx`` anew from the team's blank: python templates/make_ce_assessment.py.

The template is a Word file that the team edits in Word; this is how the first one was made, and a way back to it. It
keeps every printed word of the blank, in the same tables and order, so what is made from it reads like any other
form. Looks come from styles: formatting put on the printed words themselves would read as a mark of choice.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

HERE: Final = Path(__file__).resolve().parent
BLANK: Final = HERE.parent / "mappings" / "blanks" / "ce_assessment_original.docx"
TEMPLATE: Final = HERE / "ce_assessment.docx"

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14_NS: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
R_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W: Final = f"{{{W_NS}}}"
_SCOPE: Final = f'xmlns:w="{W_NS}" xmlns:w14="{W14_NS}" xmlns:r="{R_NS}"'

NOTICE: Final = (
    "Age score, TOTAL, RAG and review date are worked out from what the form says. "
    "They do not replace professional judgement."
)
NOTICE_LIST: Final = "900"
DROPPED: Final = ("word/stylesWithEffects.xml", "docProps/thumbnail.jpeg", "customXml/")
KEPT_TABLE_STYLES: Final = frozenset({"TableNormal", "TableGrid"})
WIDTHS: Final = {
    "Name": (2500, 1900, 2900, 2338),
    "Child/young person’s Name": (2900, 2900, 1100, 2738),
    "Date assessment tool completed": (4319, 5319),
    "Yes Score": (1500, 3838, 900, 900, 2500),
    "Age Score:": (3200, 3200, 3238),
    "RAG Rating": (1800, 4600, 3238),
    "Name of overseeing Safeguarding": (4819, 4819),
}
ACTION_WIDTHS: Final = (3900, 2000, 1500, 2238)

BOXES: Final = {  # printed start of the label, and the tag of the cell right of it
    "Child/young person’s Name": "child_name",
    "Child’s/ young person’s Case Status": "case_status",
    "DOB": "date_of_birth",
    "Agreed CE review date": "review_date",
    "Age Score:": "age_score",
    "TOTAL Score": "total_score",
    "Name of overseeing Safeguarding": "safeguarding_lead",
    "Name of overseeing Team Manager": "team_manager",
}
RIGHT: Final = {"Childs Demographics": "demographics"}  # narratives in the cell right of the label
BELOW: Final = {  # narratives in the cell below the label
    "Reason for assessment": "assessment_reason",
    "What past or current harm": "harm",
    "Consider what the future dangers": "future_danger",
    "What are the complicating factors": "complicating_factors",
    "What would the child/young person say are the next steps": "next_steps",
    "What information has your assessment identified": "other_children",
    "Who are the potential perpetrators": "perpetrators",
    "Are there any details about concerning locations": "locations",
    "Parent/Carer response": "parent_response",
    "Professional discussion and judgement": "professional_judgement",
    "Danger Statements": "danger_statements",
    "Future safety/protection": "actions_taken",
    "Transition Pathway": "transition_pathway",
    "Safety Goal": "safety_goal",
}
INSIDE: Final = {  # narratives under their prompt in the same cell
    "What does the child say are the good things": "child_views_good",
    "What does the child say are the things that they are worried about": "child_views_worries",
    "What does the child want to happen": "child_views_wants",
}
DATES: Final = {"date_of_birth": "DOB", "review_date": "Agreed CE review date"}
LEVELS: Final = {
    "CE Pathway no longer required": "no_longer_required",
    "Low concern: Evidence": "low",
    "Medium Concern: Evidence": "medium",
    "High Concern: Evidence": "high",
}
TYPES: Final = ("CCE", "CSE", "Both")
CASE_STATUSES: Final = ("Early Help", "CIN", "CP", "CLA")


def main() -> None:
    """Write the template."""
    TEMPLATE.write_bytes(made())


def made() -> bytes:
    """Make the template."""
    with zipfile.ZipFile(BLANK) as blank:
        parts = {name: blank.read(name) for name in blank.namelist() if not name.startswith(DROPPED)}
    document = etree.fromstring(parts["word/document.xml"])
    body = _child(document, "body")
    _fill_boxes(body)
    _fill_tables(body)
    _fill_outcome(body)
    _look(body)
    parts["word/document.xml"] = _bytes(document)
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"])
    parts["word/numbering.xml"] = _numbering(parts["word/numbering.xml"])
    parts["word/footer1.xml"] = _footer()
    _relate(parts)
    parts["docProps/core.xml"] = _core()
    return _zipped(parts)


# Tags


def _fill_boxes(body: etree._Element) -> None:
    for label, tag in BOXES.items():
        cell = _following_cell(_cell(body, label))
        _empty(cell)
        if tag in DATES:
            cell.append(_paragraph(_date_control(tag, DATES[tag])))
        elif tag == "case_status":
            cell.append(_paragraph(_list_control(tag, "Case status", CASE_STATUSES)))
        else:
            cell.append(_paragraph(_text_control(tag, label)))
    completed = _following_cell(_cell(body, "Date assessment tool completed"))
    _empty(completed)
    completed.append(_paragraph(_date_control("date_completed", "Date assessment tool completed")))
    completed.append(_paragraph(_run("{{p previous_ce_concern }}")))
    for label, tag in RIGHT.items():
        _narrative(_following_cell(_cell(body, label)), tag)
    for label, tag in BELOW.items():
        _narrative(_cell_below(_cell(body, label)), tag, height=900)
    for label, tag in INSIDE.items():
        _inside(_cell(body, label), tag)


def _inside(cell: etree._Element, tag: str) -> None:
    """Put the tag of a narrative under its prompt, and before the line that asks for a date."""
    paragraphs = [each for each in cell.iterchildren(W + "p") if _text(each)]
    _empty(cell)
    cell.append(paragraphs[0])
    cell.append(_paragraph(_run(f"{{{{p {tag} }}}}")))
    for line in paragraphs[1:]:
        line.append(_run(" "))
        line.append(_date_control("child_views_date", "Date views obtained"))
        cell.append(line)
    _row_of(cell).insert(0, _properties('<w:trHeight w:val="1100" w:hRule="atLeast"/>'))


def _narrative(cell: etree._Element, tag: str, height: int = 0) -> None:
    _empty(cell)
    cell.append(_paragraph(_run(f"{{{{p {tag} }}}}")))
    if height:
        _row_of(cell).insert(0, _properties(f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'))


def _fill_tables(body: etree._Element) -> None:
    _loop_rows(_table(body, "Contact details"), 1, "agencies", ("name", "role", "agency", "contact"))
    _loop_rows(_actions(body), 0, "actions", ("what", "who", "when", "outcome"))
    _loop_checklist(_table(body, "Yes Score"))
    bands = _table(body, "RAG Rating").findall(W + "tr")[1:]
    for row, band in zip(bands, ("low", "medium", "high"), strict=True):
        cell = row.findall(W + "tc")[-1]
        _empty(cell)
        cell.append(_paragraph(_run(f"{{{{ mark.rag_rating.{band} }}}}")))


def _loop_rows(table: etree._Element, header_rows: int, field: str, columns: tuple[str, ...]) -> None:
    rows = table.findall(W + "tr")
    model = rows[header_rows]
    for row in rows[header_rows + 1 :]:
        table.remove(row)
    for cell, column in zip(model.findall(W + "tc"), columns, strict=True):
        _empty(cell)
        cell.append(_paragraph(_run(f"{{{{ row.{column} }}}}")))
    table.insert(table.index(model), _tag_row(len(columns), f"{{%tr for row in {field} %}}"))
    table.append(_tag_row(len(columns), "{%tr endfor %}"))


def _loop_checklist(table: etree._Element) -> None:
    rows = table.findall(W + "tr")
    model = rows[1]
    for row in rows[2:]:
        table.remove(row)
    contents = (
        "{% vm %}{{ group.name }}",
        "{{ factor.label }}",
        "{{ factor.points }}",
        "{{r factor.entry }}",
        "{{ factor.notes }}",
    )
    for cell, content in zip(model.findall(W + "tc"), contents, strict=True):
        properties = _child(cell, "tcPr")
        for unwanted in [*properties.iterchildren(W + "vMerge", W + "textDirection")]:
            properties.remove(unwanted)
        look = "<w:b/>" if "group" in content else ""
        _empty(cell)
        cell.append(_paragraph(_run(content, look)))
    at = table.index(model)
    for offset, tag in enumerate(("{%tr for group in checklist %}", "{%tr for factor in group.factors %}")):
        table.insert(at + offset, _tag_row(5, tag))
    table.append(_tag_row(5, "{%tr endfor %}"))
    table.append(_tag_row(5, "{%tr endfor %}"))


def _fill_outcome(body: etree._Element) -> None:
    level = ""
    for line in [*body.iterchildren(W + "p")]:
        text = _text(line)
        found = next((tag for label, tag in LEVELS.items() if text.startswith(label)), "")
        if found:
            level = found
            _before_first_run(line, _check_box(f"outcome.{level}", f"Outcome: {text.split(':')[0]}"), _run(" "))
        elif text.startswith("Type of exploitation identified") and level:
            _choose_types(line, level)
    last = body.findall(W + "p")[-1]
    last.append(_run("{{p unread }}"))


def _choose_types(line: etree._Element, level: str) -> None:
    """Give each type a check box; the words and the tabs between them stay."""
    for run in line.findall(W + "r"):
        line.remove(run)
    line.append(_run("Type of exploitation identified "))
    for number, kind in enumerate(TYPES):
        if number:
            line.append(_element("<w:r><w:tab/></w:r>"))
        line.append(_check_box(f"exploitation_type.{level}.{kind}", f"Type of exploitation: {kind}"))
        line.append(_run(f" {kind}"))


def _before_first_run(line: etree._Element, *made: etree._Element) -> None:
    first = _child(line, "r")
    for element in made:
        first.addprevious(element)


# Controls


def _control(tag: str, title: str, kind: str, content: etree._Element) -> etree._Element:
    control = _element(
        f'<w:sdt><w:sdtPr><w:alias w:val="{title}"/><w:tag w:val="{tag}"/>{kind}</w:sdtPr><w:sdtContent/></w:sdt>'
    )
    control[-1].append(content)
    return control


def _text_control(tag: str, title: str) -> etree._Element:
    # Not ``w:text``: LibreOffice 7.4 moves line breaks out of such controls when it saves.
    return _control(tag, title.rstrip(":"), "<w:richText/>", _run(f"{{{{ {tag} }}}}"))


def _date_control(tag: str, title: str) -> etree._Element:
    kind = (
        '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/>'
        '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
    )
    return _control(tag, title, kind, _run(f"{{{{ {tag} }}}}"))


def _list_control(tag: str, title: str, entries: tuple[str, ...]) -> etree._Element:
    items = "".join(f'<w:listItem w:displayText="{entry}" w:value="{entry}"/>' for entry in entries)
    return _control(tag, title, f"<w:comboBox>{items}</w:comboBox>", _run(f"{{{{ {tag} }}}}"))


def _check_box(tag: str, title: str) -> etree._Element:
    states = (
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
    )
    kind = f'<w14:checkbox><w14:checked w14:val="0"/>{states}</w14:checkbox>'
    return _control(
        tag,
        title,
        kind,
        _run("☐", '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'),
    )


# Looks


def _look(body: etree._Element) -> None:
    for table in body.iterchildren(W + "tbl"):
        _fit(table)
        for row in table.iterchildren(W + "tr"):
            _row_property(row, "<w:cantSplit/>" if len(_text(row)) < 400 and "{{p" not in _text(row) else "")
    _look_of_rows(body)
    _look_of_lines(body)
    section = _child(body, "sectPr")
    reference = _element('<w:footerReference w:type="default" r:id="rIdFooter"/>')
    section.insert(1, reference)
    margins = _child(section, "pgMar")
    margins.set(W + "top", "1134")
    margins.set(W + "bottom", "1134")


def _look_of_rows(body: etree._Element) -> None:
    for label in ("Contact details", "Yes Score"):
        _row_property(_child(_table(body, label), "tr"), "<w:tblHeader/>")
    for label in ("Age Score:", "RAG Rating"):
        for row in _table(body, label).findall(W + "tr")[:-1]:
            for line in row.iter(W + "p"):
                line.insert(0, _element("<w:pPr><w:keepNext/></w:pPr>"))
    for cell in body.iter(W + "tc"):
        fill = cell.find(f"{W}tcPr/{W}shd")
        if fill is not None and fill.get(W + "fill") == "E7E6E6":
            for line in cell.iterchildren(W + "p"):
                _style(line, "Prompt")


def _look_of_lines(body: etree._Element) -> None:
    for line in body.iterchildren(W + "p"):
        text = _text(line)
        if text and not set(text) - {"-"}:
            _style(line, "Separator")
        elif any(text.endswith(label) or label in text for label in LEVELS):
            _style(line, "Level")


def _fit(table: etree._Element) -> None:
    """Give a table fixed widths, and cells that fit them."""
    first = _text(table)
    widths = next((WIDTHS[label] for label in sorted(WIDTHS, key=len, reverse=True) if first.startswith(label)), None)
    if "Yes Score" in first:
        widths = WIDTHS["Yes Score"]
    if "for row in actions" in first:
        widths = ACTION_WIDTHS
    properties, grid = _child(table, "tblPr"), _child(table, "tblGrid")
    if widths is None:
        widths = tuple(int(column.get(W + "w", "0")) for column in grid)
    for place, wide in zip(grid, widths, strict=True):
        place.set(W + "w", str(wide))
    total = _child(properties, "tblW")
    total.set(W + "type", "dxa")
    total.set(W + "w", str(sum(widths)))
    total.addnext(_element('<w:tblLayout w:type="fixed"/>'))
    margins = '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
    _child(properties, "tblLook").addprevious(_element(margins))
    for row in table.iterchildren(W + "tr"):
        at = 0
        for cell in row.iterchildren(W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            end = at + (int(span.get(W + "val", "1")) if span is not None else 1)
            width = cell.find(f"{W}tcPr/{W}tcW")
            if width is not None:
                width.set(W + "w", str(sum(widths[at:end])))
            at = end


def _row_property(row: etree._Element, markup: str) -> None:
    """Add a row property; ``w:cantSplit`` and ``w:tblHeader`` stand in no fixed order (17.4.81)."""
    if not markup:
        return
    properties = row.find(W + "trPr")
    if properties is None:
        properties = _properties("")
        row.insert(0, properties)
    properties.append(_element(markup))


def _style(line: etree._Element, name: str) -> None:
    properties = line.find(W + "pPr")
    if properties is None:
        properties = _element("<w:pPr/>")
        line.insert(0, properties)
    if properties.find(W + "pStyle") is None:
        properties.insert(0, _element(f'<w:pStyle w:val="{name}"/>'))


def _styles(xml: bytes) -> bytes:
    root = etree.fromstring(xml)
    for style in root.findall(W + "style"):
        if style.get(W + "type") == "table" and style.get(W + "styleId") not in KEPT_TABLE_STYLES:
            root.remove(style)
    _restyle(root, "Normal", '<w:spacing w:before="0" w:after="80" w:line="259" w:lineRule="auto"/>', _font(21))
    _restyle(root, "Title", '<w:spacing w:before="0" w:after="160"/>', _font(40, "1F3864", bold=True))
    heading = '<w:keepNext/><w:keepLines/><w:spacing w:before="280" w:after="120"/><w:outlineLvl w:val="0"/>'
    _restyle(root, "Heading1", heading, _font(28, "1F3864", bold=True))
    root.append(_new_style("Prompt", '<w:keepNext/><w:spacing w:before="20" w:after="40"/>', _font(19)))
    root.append(
        _new_style(
            "Separator", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', _font(12, "BFBFBF")
        )
    )
    root.append(_new_style("Level", '<w:keepNext/><w:spacing w:before="120" w:after="60"/>', ""))
    return _bytes(root)


def _font(size: int, colour: str = "", *, bold: bool = False) -> str:
    return (
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="MS Gothic" w:cs="Arial"/>'
        + ("<w:b/><w:bCs/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        + ('<w:lang w:val="en-GB"/>' if size == 21 else "")
    )


def _restyle(root: etree._Element, identifier: str, paragraph: str, run: str) -> None:
    style = next(each for each in root.iterchildren(W + "style") if each.get(W + "styleId") == identifier)
    for old in [*style.iterchildren(W + "pPr", W + "rPr")]:
        style.remove(old)
    style.append(_element(f"<w:pPr>{paragraph}</w:pPr>"))
    style.append(_element(f"<w:rPr>{run}</w:rPr>"))


def _new_style(name: str, paragraph: str, run: str) -> etree._Element:
    return _element(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _numbering(xml: bytes) -> bytes:
    """Add the list whose "number" is the notice: words that Word writes are no words that somebody added."""
    root = etree.fromstring(xml)
    definition = _element(
        f'<w:abstractNum w:abstractNumId="{NOTICE_LIST}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="{NOTICE}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
    )
    _child(root, "num").addprevious(definition)
    root.append(_element(f'<w:num w:numId="{NOTICE_LIST}"><w:abstractNumId w:val="{NOTICE_LIST}"/></w:num>'))
    return _bytes(root)


def _footer() -> bytes:
    small = '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/><w:color w:val="595959"/></w:rPr>'
    footer = _element(
        f'<w:ftr><w:p><w:pPr><w:pStyle w:val="Footer"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{NOTICE_LIST}"/>'
        f'</w:numPr>{small}</w:pPr></w:p><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "/></w:p></w:ftr>'
    )
    return _bytes(footer)


# The package


def _relate(parts: dict[str, bytes]) -> None:
    rels = etree.fromstring(parts["word/_rels/document.xml.rels"])
    for relation in [*rels]:
        if relation.get("Target", "").startswith(("stylesWithEffects", "../customXml")):
            rels.remove(relation)
    footer = etree.SubElement(rels, f"{{{rels.nsmap[None]}}}Relationship")
    footer.set("Id", "rIdFooter")
    footer.set("Type", f"{R_NS}/footer")
    footer.set("Target", "footer1.xml")
    parts["word/_rels/document.xml.rels"] = _bytes(rels)
    package = etree.fromstring(parts["_rels/.rels"])
    for relation in [*package]:
        if "thumbnail" in relation.get("Target", ""):
            package.remove(relation)
    parts["_rels/.rels"] = _bytes(package)
    types = etree.fromstring(parts["[Content_Types].xml"])
    for override in [*types]:
        if override.get("PartName", "").startswith(("/word/stylesWithEffects", "/customXml")):
            types.remove(override)
    footer_type = etree.SubElement(types, f"{{{types.nsmap[None]}}}Override")
    footer_type.set("PartName", "/word/footer1.xml")
    footer_type.set("ContentType", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml")
    parts["[Content_Types].xml"] = _bytes(types)


def _core() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Child Exploitation Assessment Tool</dc:title>'
        b"<dc:creator>wordform</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def _zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


# Elements


def _element(markup: str) -> etree._Element:
    """Parse one element; its namespace declarations go where it is put."""
    end = min(at for at in (markup.find(" "), markup.find(">"), markup.find("/>")) if at > 0)
    return etree.fromstring(f"{markup[:end]} {_SCOPE}{markup[end:]}")


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=[prefix for prefix in root.nsmap if prefix])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _child(parent: etree._Element, name: str) -> etree._Element:
    return next(parent.iterchildren(W + name))


def _run(text: str, look: str = "") -> etree._Element:
    formatting = f"<w:rPr>{look}</w:rPr>" if look else ""
    return _element(f'<w:r>{formatting}<w:t xml:space="preserve">{text}</w:t></w:r>')


def _paragraph(*content: etree._Element) -> etree._Element:
    made = _element("<w:p/>")
    made.extend(content)
    return made


def _properties(markup: str) -> etree._Element:
    return _element(f"<w:trPr>{markup}</w:trPr>")


def _tag_row(columns: int, tag: str) -> etree._Element:
    """Make a row that holds one tag; it is not there any more in what is made from the template."""
    row = _element("<w:tr/>")
    cell = _element(f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="0"/><w:gridSpan w:val="{columns}"/></w:tcPr></w:tc>')
    cell.append(_paragraph(_run(tag)))
    row.append(cell)
    return row


def _text(element: etree._Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(W + "t")).strip()


def _cells(body: etree._Element) -> Iterator[etree._Element]:
    return body.iter(W + "tc")


def _cell(body: etree._Element, label: str) -> etree._Element:
    return next(cell for cell in _cells(body) if _text(cell).startswith(label))


def _table(body: etree._Element, label: str) -> etree._Element:
    return next(_cell(body, label).iterancestors(W + "tbl"))


def _actions(body: etree._Element) -> etree._Element:
    line = next(each for each in body.iterchildren(W + "p") if _text(each).startswith("What needs to happen?"))
    return next(line.itersiblings(W + "tbl"))


def _row_of(cell: etree._Element) -> etree._Element:
    return next(cell.iterancestors(W + "tr"))


def _following_cell(cell: etree._Element) -> etree._Element:
    """Give the next cell of the row in which nothing is printed."""
    return next(other for other in cell.itersiblings(W + "tc") if not _text(other))


def _cell_below(cell: etree._Element) -> etree._Element:
    return _child(next(_row_of(cell).itersiblings(W + "tr")), "tc")


def _empty(cell: etree._Element) -> None:
    for block in [*cell.iterchildren(W + "p", W + "tbl")]:
        cell.remove(block)


if __name__ == "__main__":
    main()
