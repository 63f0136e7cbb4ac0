"""Rendering of templates."""

from mage_ai.data_preparation.shared.templates import get_template_vars, render

template_env = None

__all__ = ['get_template_vars', 'render']
