"""Document and layout into a Submission: the extract stage's one entrance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pipeline.document import Block, Document, Mark, Table
from pipeline.extract.checklist.read import read_checklist
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.frames import unframed
from pipeline.extract.form.recall import Recall
from pipeline.extract.form.tagged import names_in
from pipeline.extract.layout import Layout
from pipeline.extract.matching.formatting import stands_as_printed
from pipeline.extract.places import read_fields
from pipeline.extract.places.stated_age import with_agreeing_age
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.submission import Answer, FactorAnswer, FactorState, Source, State, Submission, UnreadText

_NOTHING = (State.BLANK, State.NOT_FOUND)


def extract(document: Document, layout: Layout, source: Source) -> Submission:
    """Take every answer out of a completed form.

    Args:
        document: The completed form.
        layout: The blank it was made from, with its mapping.
        source: The file it came from.
    """
    document = unframed(document, layout)
    taken = _taken(document, layout)
    form, answers, checklist, unread = taken.form, taken.answers, taken.checklist, taken.unread
    findings = [*taken.news, *taken.noticed, *_about_hidden(taken.hidden)]
    findings += _lost_labels(form, layout, answers)
    findings += _dropped_answers(document, layout, answers, checklist)
    remarks = _remarks(document, form, layout, answers, checklist)
    findings += remarks
    findings += [find("unread_text", location=text.location, characters=len(text.text)) for text in unread]
    marked = _marked_print(form, layout)
    findings += marked
    if not marked and _nothing_is_filled_in(answers, checklist, unread):
        findings = [find("nothing_filled_in"), *taken.news, *_about_hidden(taken.hidden), *remarks]
    return _submission(taken, layout, source, findings)


def extract_answers(document: Document, layout: Layout, source: Source) -> Submission:
    """Take every answer and all unread text out of a form as :func:`extract` does, and note no findings."""
    return _submission(_taken(unframed(document, layout), layout, notes_findings=False), layout, source)


class _Taken(Struct, frozen=True, kw_only=True):
    """What was taken out of a form.

    Attributes:
        form: The form beside its blank.
        news: What the reader noticed that it doesn't in the blank.
        noticed: What was noticed in reading the questions.
    """

    form: CompletedForm
    news: list[Finding]
    noticed: list[Finding]
    answers: dict[str, Answer]
    checklist: dict[str, FactorAnswer]
    unread: tuple[UnreadText, ...]
    hidden: tuple[UnreadText, ...]


def _taken(document: Document, layout: Layout, *, notes_findings: bool = True) -> _Taken:
    news = [finding for finding in document.findings if finding not in layout.findings]
    form = CompletedForm(document, layout, news)
    recall = Recall(form)
    checklist, noticed = read_checklist(form, layout.checklists, recall, notes_findings=notes_findings)
    fields = with_agreeing_age(read_fields(form, layout.places.values(), recall), layout.mapping)
    return _Taken(
        form=form,
        news=news,
        noticed=[*(finding for read in fields.values() for finding in read.findings), *noticed],
        answers={name: read.answer for name, read in fields.items()},
        checklist=checklist,
        unread=tuple(map(_unread, form.unclaimed())),
        hidden=tuple([UnreadText(location=each.location, text=each.text, hidden=True) for each in form.hidden]),
    )


def _submission(taken: _Taken, layout: Layout, source: Source, findings: Sequence[Finding] = ()) -> Submission:
    return Submission(
        form=layout.mapping.form.id,
        version=layout.mapping.form.version,
        source=source,
        answers=taken.answers,
        checklist=taken.checklist,
        unread=(*taken.unread, *taken.hidden),
        findings=tuple(findings),
    )


def _unread(piece: AddedText) -> UnreadText:
    return UnreadText(location=piece.location, text=piece.text, struck=piece.words.struck)


def _remarks(
    document: Document,
    form: CompletedForm,
    layout: Layout,
    answers: dict[str, Answer],
    checklist: dict[str, FactorAnswer],
) -> list[Finding]:
    """Name the questions that were left blank where people commented."""
    if not document.commented:
        return []
    from pipeline.extract.places.commented import comments_at_blanks  # few forms have comments

    return comments_at_blanks(document.commented, form, layout.places, answers, checklist)


def _marked_print(form: CompletedForm, layout: Layout) -> list[Finding]:
    """Name the places where somebody marked print that no question claims."""
    for spot in layout.unasked:
        printed = layout.line(spot)
        for entry, box in form.label_entries(spot):
            is_shaded = box is not None and spot.box is not None and box.shading != spot.box.shading
            if is_shaded or (
                any(run.marks is not Mark.NONE for *_, run in entry.line.runs)
                and not stands_as_printed(entry, printed, spot.line_index)
            ):
                from pipeline.extract.form.marked_print import marked_print  # most print is as the blank has it

                return marked_print(form, layout.unasked)
    return []


def _lost_labels(form: CompletedForm, layout: Layout, answers: dict[str, Answer]) -> list[Finding]:
    """Name the answers whose printed label is gone: they were read from the place where it stood."""
    found = []
    for field in layout.mapping.fields:
        place, answer = layout.places[field.id], answers[field.id]
        if place.label is None or answer.state is not State.ANSWERED or field.rest_of is not None:
            continue
        if any(map(form.shows, (place.label, *place.repeats))):
            continue
        from pipeline.extract.places.asked import bears_its_label  # most labels are where they were printed

        named = form.boxes([place.label.box]) if place.label.box is not None else ()
        if not bears_its_label(field, named):
            found.append(find("label_missing", field=field.id, location=answer.location, label=field.label))
    return found


def _dropped_answers(
    document: Document, layout: Layout, answers: dict[str, Answer], checklist: dict[str, FactorAnswer]
) -> list[Finding]:
    """Return the questions of a blank of ours whose control is gone with all that stood in it, its prompt too.

    Word puts a prompt back into a control that somebody empties, and the control can't be deleted by mistake. Where
    neither is left, a program dropped both, answer and all.
    """
    lost = set(layout.prompts.tags) - names_in(document) if layout.prompts.tags else set()
    lost |= {field.id for field in layout.mapping.fields if field.named in lost}
    asked = {
        field.id: (answers[field.id].location, field.label)
        for field in layout.mapping.fields
        if field.id in lost and field.is_text and answers[field.id].state is State.BLANK
    }
    asked |= {
        factor.id: (checklist[factor.id].location, factor.label)
        for factor in layout.mapping.factors
        if factor.id in lost and checklist[factor.id].state is FactorState.BLANK
    }
    empty = set(_empty_boxes(document.blocks)) if asked else set()
    return [
        find("answer_dropped", field=name, location=location, label=label)
        for name, (location, label) in asked.items()
        if location in empty
    ]


def _empty_boxes(blocks: tuple[Block, ...]) -> Iterator[Location]:
    cells = (cell for table in blocks if isinstance(table, Table) for row in table.rows for cell in row.cells)
    for cell in cells:
        if not cell.text.strip():
            yield cell.location
        yield from _empty_boxes(cell.blocks)


def _about_hidden(hidden: Iterable[UnreadText]) -> list[Finding]:
    """Return where hidden text is, once for each place."""
    characters: dict[Location, int] = {}
    for text in hidden:
        characters[text.location] = characters.get(text.location, 0) + len(text.text)
    return [find("hidden_text", location=location, characters=count) for location, count in characters.items()]


def _nothing_is_filled_in(
    answers: dict[str, Answer], checklist: dict[str, FactorAnswer], unread: tuple[UnreadText, ...]
) -> bool:
    """Return whether a form is a blank one: no answer, no entry, no added text anywhere."""
    marks = (FactorState.BLANK, FactorState.NOT_FOUND)
    return (
        not unread
        and all(answer.state in _NOTHING for answer in answers.values())
        and all(
            each.state in marks and not each.notes
            for factor in checklist.values()
            for each in (factor, *factor.rounds.values())
        )
    )
