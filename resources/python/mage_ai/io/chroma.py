"""Chroma."""

from mage_ai.io.search_services import Chroma

__all__ = ['Chroma']
