"""Let ``python -m pipeline`` do the same as ``wordform``."""

import sys

from pipeline.cli.main import main

sys.exit(main())
