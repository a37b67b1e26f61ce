"""`python -m sepgenre_gui.cli`: the same as `sepgenre`."""

from __future__ import annotations

from sepgenre_gui.cli import main

if __name__ == "__main__":
    main()
