"""The experiment screen: is the data ready, what goes on in a run, and what came out."""
