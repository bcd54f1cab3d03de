"""Word and Excel files as packages of parts: opened safely, and written back unchanged but for one part."""

from pipeline.ooxml.package import Package, Relationship
from pipeline.ooxml.structure import View

__all__ = ["Package", "Relationship", "View"]
