"""The ledger of an output folder as a run opens and fills it, lost and edited files included."""
