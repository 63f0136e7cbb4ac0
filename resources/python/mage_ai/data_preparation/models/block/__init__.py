"""The older place of Block."""

from mage_ai.data_preparation.models.pipeline import Block

__all__ = ['Block']
