"""Failures a person can act on."""

from __future__ import annotations


class Unloadable(Exception):
    """The model cannot be loaded here; the message says what is missing."""
