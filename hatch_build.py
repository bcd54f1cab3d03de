"""Compile the accelerator into the wheel where a compiler is, and leave it out where none is.

Nothing hangs on it: without it documents are read more slowly and the same (docs/speed.md). The module is
``pipeline/readers/word/plain/walk.py`` as it is, with a sum of its source in its name; the program uses no other.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("pipeline/readers/word/plain")
SOURCES = ("walk.py", "walk.pxd")


class AcceleratorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled module to a wheel, or puts it beside its source when that is installed to be changed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the module; without it the wheel is one for all systems."""
        if self.target_name != "wheel" or os.environ.get("WORDFORM_ACCELERATOR", "").lower() == "off":
            return
        folder = Path(self.root) / FOLDER
        made = Path(self.root) / "build" if version == "standard" else folder
        try:
            module = _compiled(folder, made)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever keeps a compiler from its work
            self.app.display_info(f"wordform is built without its accelerator: {type(error).__name__}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if version == "standard":
            build_data["force_include"][str(module)] = str(FOLDER / module.name)


def _compiled(folder: Path, into: Path) -> Path:
    """Compile the module, and return where it lies; others that were made of an older source are removed."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    if sys.platform == "darwin":  # without the tools of developers a compiler only asks to install them
        subprocess.run(["/usr/bin/xcode-select", "--print-path"], check=True, capture_output=True)
    name = "walk_" + hashlib.sha256(b"".join((folder / source).read_bytes() for source in SOURCES)).hexdigest()[:16]
    with tempfile.TemporaryDirectory() as work:
        for source in SOURCES:
            shutil.copy(folder / source, Path(work, name).with_suffix(Path(source).suffix))
        options = [] if sys.platform == "win32" else ["-O2", "-g0"]
        extension = Extension(name, [str(Path(work, f"{name}.py"))], extra_compile_args=options)
        directives = {"language_level": "3", "annotation_typing": False}
        modules = cythonize([extension], quiet=True, compiler_directives=directives)
        command = Distribution({"name": name, "ext_modules": modules}).get_command_obj("build_ext")
        command.build_lib = command.build_temp = work
        command.ensure_finalized()
        command.run()
        built = Path(command.get_ext_fullpath(name))
        into.mkdir(exist_ok=True)
        for old in into.glob(f"walk_*{built.name.removeprefix(name)}"):
            with suppress(PermissionError):  # Windows, while a program uses it
                old.unlink()
        return Path(shutil.copy(built, into))
