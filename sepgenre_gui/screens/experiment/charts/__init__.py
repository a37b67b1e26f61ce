"""Charts: numbers of `sepgenre_training.report` in, pyqtgraph items out; no computing here."""
