"""The older place of get_template_vars."""

from mage_ai.data_preparation.shared.templates import get_template_vars

__all__ = ['get_template_vars']
