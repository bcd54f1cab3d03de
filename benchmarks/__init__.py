"""Speed against peers and against the floor, as ratios within one run. Run with ``make bench``."""
