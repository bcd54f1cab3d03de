"""The register: one row an assessment, as a workbook and as CSV."""
