"""The mapping language: its model, the strict loader, the catalogue of mappings."""

from __future__ import annotations

from pipeline.mapping.catalogue import Catalogue, load_catalogue
from pipeline.mapping.model import Mapping

__all__ = ["Catalogue", "Mapping", "load_catalogue"]
