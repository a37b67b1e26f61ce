"""Why a network guesses what it guesses of the chosen segment."""
