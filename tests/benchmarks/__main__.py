"""`make bench` and `make bench-quick`: one page of figures, each beside its peer and its goal."""

from __future__ import annotations

import sys

from tests.benchmarks.page import write_page

if __name__ == "__main__":
    write_page(is_quick="--quick" in sys.argv[1:])
