"""Pixels as arrays, before Qt has them: made by NumPy, many times faster than by QPainter."""
