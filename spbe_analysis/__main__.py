"""``python -m spbe_analysis``: the command line, where its own command is not on the path."""

import sys

from spbe_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
