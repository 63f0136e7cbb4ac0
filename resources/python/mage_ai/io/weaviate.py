"""Weaviate."""

from mage_ai.io.search_services import Weaviate

__all__ = ['Weaviate']
