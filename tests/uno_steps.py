"""Fill in and save documents inside LibreOffice, as a person would: `python3 uno_steps.py PIPE STEPS.json`.

Run by the Python that LibreOffice comes with, which has `uno`, through `tests.libreoffice`; it imports nothing of ours.
Each step names a document to open, what to fill in, and where to save it in which formats.
"""

import json
import re
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

TICKED, EMPTY = "\N{BALLOT BOX WITH X}", "\N{BALLOT BOX}"


def main(pipe, steps):
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        for step in steps:
            carry_out(context, desktop, step)
    finally:
        desktop.terminate()


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    return sys.exit("LibreOffice did not answer")


def carry_out(context, desktop, step):
    document = opened(desktop, Path(step["open"]).as_uri())
    for entry in step["fill"]:
        fill(document, **entry)
    for entry in step.get("cells", ()):
        type_into(document, **entry)
    for entry in step.get("sheets", ()):
        rearrange(document, **entry)
    if step.get("accept"):
        accept_changes(context, document)
    for path, how in step["save"].items():
        document.storeToURL(Path(path).as_uri(), properties(**how))
    document.close(True)


def opened(desktop, url):
    """Open a document. An office that is still starting on a busy machine answers with none."""
    for _ in range(20):
        document = desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        if document is not None:
            return document
        time.sleep(0.5)
    return sys.exit("LibreOffice did not open it")


def accept_changes(context, document):
    """Accept all tracked changes, as the button in the review toolbar does."""
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:AcceptAllTrackedChanges", "", 0, ())


def fill(document, label, right=0, down=0, text="", tick="", number=0):
    """Write into the cell that is so far from the one whose text begins with `label`, or tick a box there.

    A label that stands in no table is that of a paragraph. `tick="own"` ticks the paragraph's or cell's own control,
    the one with that number, and `tick="typed"` types into it.
    """
    if tick in ("own", "typed"):
        use_control(place(document, label, right, down), number, "" if tick == "own" else text)
        return
    table, cell = find(document, label)
    column, row = re.fullmatch(r"([A-Z])(\d+)", cell).groups()
    target = table.getCellByName(f"{chr(ord(column) + right)}{int(row) + down}")
    if tick:
        {"control": tick_control, "legacy": tick_legacy}[tick](document, target)
    else:
        target.String = text


def type_into(document, text, name="", sheet="", cell=""):
    """Type into a cell of a workbook, by its name or its place, as a person does: dates become dates."""
    if name:
        target = document.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)
    else:
        target = document.Sheets.getByName(sheet).getCellRangeByName(cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        target.Formula = text
    else:
        target.String = text


def rearrange(document, sheet, title="", row=0, column=0):
    """Take the protection off a sheet, insert a row and a column before those counted, and rename it."""
    target = document.Sheets.getByName(sheet)
    target.unprotect("")
    if row:
        target.Rows.insertByIndex(row, 1)
    if column:
        target.Columns.insertByIndex(column, 1)
    if title:
        target.Name = title


def place(document, label, right, down):
    try:
        table, cell = find(document, label)
    except LookupError:
        lines = paragraphs(document.Text)
        return [next(line for line in lines if line.String.lstrip("☐☒ ").startswith(label))]
    column, row = re.fullmatch(r"([A-Z])(\d+)", cell).groups()
    return paragraphs(table.getCellByName(f"{chr(ord(column) + right)}{int(row) + down}"))


def paragraphs(text):
    return [each for each in elements(text) if each.supportsService("com.sun.star.text.Paragraph")]


def elements(parent):
    inner = parent.createEnumeration()
    while inner.hasMoreElements():
        yield inner.nextElement()


def use_control(lines, number, text):
    """Tick a control, or type into it in place of its prompt; plain text is a field to be filled in here."""
    portions = [portion for line in lines for portion in elements(line)]
    portion = [each for each in portions if each.TextPortionType in ("ContentControl", "TextField")][number]
    if portion.TextPortionType == "TextField":
        portion.TextField.Content = text
        return
    control = portion.ContentControl
    if text:
        control.ShowingPlaceHolder = False
        next(elements(control)).String = text
    else:  # a click changes both
        control.Checked = True
        next(elements(control)).String = TICKED


def find(document, label):
    """Find the first cell whose text begins with a label; looking into every cell would take seconds."""
    search = document.createSearchDescriptor()
    search.SearchString, search.SearchCaseSensitive = label, True
    found = document.findFirst(search)
    while found is not None:
        if found.Cell is not None and found.Cell.String.startswith(label):
            return found.TextTable, found.Cell.CellName
        found = document.findNext(found.End, search)
    raise LookupError(label)


def tick_control(document, target):
    """Insert a content control of the kind check box, ticked."""
    target.String = TICKED
    cursor = target.createTextCursor()
    cursor.gotoStart(False)
    cursor.gotoEnd(True)
    box = document.createInstance("com.sun.star.text.ContentControl")
    target.insertTextContent(cursor, box, True)
    box.Checkbox, box.Checked, box.CheckedState, box.UncheckedState = True, True, TICKED, EMPTY


def tick_legacy(document, target):
    """Insert a legacy form field of the kind check box, ticked."""
    box = document.createInstance("com.sun.star.text.FormFieldmark")
    target.insertTextContent(target.createTextCursor(), box, False)
    box.FieldType = "vnd.oasis.opendocument.field.FORMCHECKBOX"
    box.Parameters.insertByName("Checkbox_Checked", True)


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8")))
