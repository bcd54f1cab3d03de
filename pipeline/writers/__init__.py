"""Assessment → files: the submitted document with its results in place, the register, the diary."""

from pipeline.writers.diary import DiaryEntry, write_diary
from pipeline.writers.diary_before import diary_before
from pipeline.writers.in_place import write_in_place
from pipeline.writers.protect import protect
from pipeline.writers.register import write_register
from pipeline.writers.register_row import FactorChange, NextReview, RegisterRow, Trend
from pipeline.writers.report import Reason, ReportRow, report_bytes
from pipeline.writers.suffix import suit_suffix

__all__ = [
    "DiaryEntry",
    "FactorChange",
    "NextReview",
    "Reason",
    "RegisterRow",
    "ReportRow",
    "Trend",
    "diary_before",
    "protect",
    "report_bytes",
    "suit_suffix",
    "write_diary",
    "write_in_place",
    "write_register",
]
