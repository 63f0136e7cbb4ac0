"""Qdrant."""

from mage_ai.io.search_services import Qdrant

__all__ = ['Qdrant']
