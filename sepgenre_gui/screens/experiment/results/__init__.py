"""What came out of a run: tables and charts of `sepgenre_training.report`, one module each."""
