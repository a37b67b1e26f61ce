"""The genres: their panel, their colours, what is asked before one goes."""
