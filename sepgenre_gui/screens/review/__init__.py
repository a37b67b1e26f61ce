"""The review screen: guesses to accept or correct, suspicious labels, explanations."""
