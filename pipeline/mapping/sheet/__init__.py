"""Questions that are kept in a workbook or CSV beside their mapping: one row each, read into what TOML would say."""
