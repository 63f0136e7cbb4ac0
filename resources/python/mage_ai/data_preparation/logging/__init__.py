"""Loggers of blocks."""
