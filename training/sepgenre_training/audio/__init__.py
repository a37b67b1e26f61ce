"""Decoding: one decoder for every part of the program."""
