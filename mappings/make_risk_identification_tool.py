"""Make the blank of the Risk Identification Tool anew: python mappings/make_risk_identification_tool.py.

It is what ``wordform blank risk_identification_tool`` makes, kept as a file: completed forms that lost what says which
form they are, for instance after a copy into another document, are compared with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.forms.generated_blanks import blank_bytes
from pipeline.mapping import load_catalogue

HERE: Final = Path(__file__).resolve().parent
FORM: Final = "risk_identification_tool"


def made() -> bytes:
    """Make the blank from the mapping and its template."""
    mapping = load_catalogue([HERE / f"{FORM}.toml"]).find(FORM)
    return blank_bytes(mapping)


if __name__ == "__main__":
    (HERE / "blanks" / f"{FORM}.docx").write_bytes(made())
