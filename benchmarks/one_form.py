"""What is done with one form: reading, writing, the whole job; by us, by others, and the least that it can take."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import peers
from benchmarks.forms import DAY, forms
from benchmarks.measured import Measured, each_in_turn
from pipeline.batch.garbage import look_seldom
from pipeline.batch.ledger.receive import identity_of_result, received_from
from pipeline.batch.plan import Job
from pipeline.batch.record import Recorder
from pipeline.batch.worker import Work
from pipeline.forms.blanks import printed_rows
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import process_one, read_one
from pipeline.process.result import Result
from pipeline.readers import AS_IT_COMES, read_document
from pipeline.readers.word.plain.accelerator import SWITCH
from pipeline.readers.word.reuse import store as word_kept
from pipeline.record import Ledger
from pipeline.record.receiving import MARK_LENGTH
from pipeline.writers.marks.mark import Mark
from pipeline.writers.template.render import render_template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 45
USED_TO = 30
"""Forms that are done before anything is measured, as in a folder of forms."""


def measure() -> Iterator[Measured]:
    """Measure reading, writing and the whole job."""
    look_seldom()  # as every run does
    with TemporaryDirectory() as name, Ledger(Path(name)) as ledger:
        yield from _measured(Path(name), ledger)


def _measured(folder: Path, ledger: Ledger) -> Iterator[Measured]:
    layouts = prepare_layouts(load_catalogue()).forms
    template = peers.template()

    def read(form: bytes) -> None:
        read_one(form, name="x", layouts=layouts, day=DAY)

    def in_place(form: bytes) -> None:
        process_one(form, name="x", layouts=layouts, day=DAY)

    recorder = Recorder(ledger, made_with="", opening=AS_IT_COMES, run=1)

    def marked(result: Result) -> Mark:
        reference = ledger.key.of_identity(identity_of_result(result))
        return Mark(reference=reference, parent=result.submission.source.sha256[:MARK_LENGTH])

    def whole_job(form: bytes) -> None:
        result, document = process_one(form, name="x", layouts=layouts, day=DAY, mark=marked)
        sha256 = result.submission.source.sha256
        job = Job(name=f"{sha256}.docx", folder=folder, output=folder)
        received = received_from(result, written=0, made_with="", decided="", saved="")
        mark = marked(result).reference
        recorder.hold([Work(job=job, sha256=sha256, received=received, mark=mark, document=document)])
        recorder.record_held()

    def onto_template(form: bytes) -> None:
        process_one(form, name="x", layouts=layouts, day=DAY, onto_template=True)

    def template_alone(_: bytes) -> None:
        result, form = next(already_read)
        printed = printed_rows(result.layout)
        render_template(result.submission, result.assessment, result.mapping, DAY, printed=printed, form=form)

    def unknown(form: bytes) -> None:
        kept = dict(word_kept._kept)
        word_kept._kept.clear()
        read_document(form)
        word_kept._kept.update(kept)

    groups = {
        "read a form": (
            ("floor: unzip and parse the main part", peers.floor),
            ("wordform, the document", read_document),
            ("wordform, the document, without the accelerator", _parsed),
            ("wordform, the document, of a kind never met", unknown),
            ("wordform, read + extract + assess", read),
            ("python-docx, a walk", peers.walk),
            ("docx2python", peers.docx2python_text),
            ("mammoth, raw text", peers.mammoth_text),
        ),
        "write a form": (
            ("floor: copy the zip, serialise the main part", peers.rewritten),
            ("wordform, whole job in place", in_place),
            ("wordform, whole job onto the template", onto_template),
            ("wordform, rendering the template alone", template_alone),
            ("docxtpl, rendering and saving alone", lambda form: peers.rendered(form, template, peers.TAGS)),
        ),
        "the whole job": (
            ("wordform: read, assess, write in place, read back, put in place, ledger", whole_job),
            ("python-docx + docxtpl script", lambda form: peers.script(form, template, peers.TAGS)),
        ),
    }
    needed = ROUNDS * sum(map(len, groups.values()))
    *made, last = forms(USED_TO + needed + 1)
    already_read = itertools.cycle([(read_one(last, name="x", layouts=layouts, day=DAY), last)])
    for form in made[:USED_TO]:
        in_place(form)
    onto_template(made[0])
    start = USED_TO
    for what, entries in groups.items():
        yield from each_in_turn(what, entries, made[start : start + ROUNDS * len(entries)], ROUNDS)
        start += ROUNDS * len(entries)


def _parsed(form: bytes) -> None:
    with patch.dict(os.environ, {SWITCH: "off"}):
        read_document(form)
