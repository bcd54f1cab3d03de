"""Knows the order of the stages, and runs them over one form or many: plan, run, ledger."""
