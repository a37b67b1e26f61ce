"""The experiment as a person plans, watches and compares it; what the screen asks for."""
