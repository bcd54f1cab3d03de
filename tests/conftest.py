"""Fixtures that every test may use."""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; without it the test is skipped, on CI (``WORDFORM_CI=1``) it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = pytest.fail if os.environ.get("WORDFORM_CI") == "1" else pytest.skip
        missing("LibreOffice (soffice) is not installed")
    return program


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project, where mappings/ and templates/ are."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def from_libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of forms that were saved, and filled in, by LibreOffice (``tests.libreoffice`` says which)."""
    from tests.libreoffice import save_forms

    folder = tmp_path_factory.mktemp("office")
    save_forms(soffice, folder)
    return folder
