"""Algolia."""

from mage_ai.io.search_services import Algolia

__all__ = ['Algolia']
