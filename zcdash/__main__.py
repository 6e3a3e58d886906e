"""Run the command line as `python -m zcdash`."""

import sys

from zcdash.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
