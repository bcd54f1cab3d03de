"""Any file into one of today's formats: older formats converted, protected files opened."""
