"""Interpolation of configuration files: `{{ env_var('X') }}` and its like."""

import json
import os
import re
from typing import Any, Callable, Dict, Optional

SIMPLE = re.compile(r"""{{\s*(\w+)\(\s*(['"])(.*?)\2\s*\)\s*}}""")


def template_functions() -> Dict[str, Callable[..., Any]]:
    """The functions Mage offers in configuration files."""
    from mage_ai.data_preparation.shared.secrets import get_secret_value

    return {
        'env_var': os.getenv,
        'mage_secret_var': get_secret_value,
        'json_value': lambda text, key: json.loads(text)[key],
        'aws_secret_var': aws_secret,
        'azure_secret_var': azure_secret,
    }


get_template_vars = template_functions


def aws_secret(name: str) -> Any:
    from mage_ai.io.config import AWSSecretLoader

    return AWSSecretLoader().get(name)


def azure_secret(name: str) -> Any:
    from mage_ai.io.drivers import need

    secrets = need('azure.keyvault.secrets', 'azure-keyvault-secrets', 'azure_secret_var')
    identity = need('azure.identity', 'azure-identity', 'azure_secret_var')
    url = os.environ['AZURE_KEY_VAULT_URL']
    return secrets.SecretClient(vault_url=url, credential=identity.DefaultAzureCredential()).get_secret(name).value


def render(text: str, variables: Optional[Dict[str, Any]] = None) -> str:
    """Renders a text with Jinja, or without it as far as only single calls with one text occur."""
    if '{{' not in text and '{%' not in text:
        return text
    functions = {**template_functions(), **(variables or {})}
    try:
        from jinja2 import Template
    except ImportError:
        return render_simply(text, functions)
    return Template(text).render(**functions)


def render_simply(text: str, functions: Dict[str, Callable[..., Any]]) -> str:
    def value(match: 're.Match[str]') -> str:
        function = functions.get(match[1])
        return match[0] if function is None else str(function(match[3]))

    # Comments may hold examples; they are not worth a failure.
    lines = [line if line.lstrip().startswith('#') else SIMPLE.sub(value, line) for line in text.split('\n')]
    for number, line in enumerate(lines, 1):
        if ('{{' in line or '{%' in line) and not line.lstrip().startswith('#'):
            raise ImportError(f'line {number} needs the package jinja2, which is not in this environment; add it: {line.strip()[:60]}')
    return '\n'.join(lines)
