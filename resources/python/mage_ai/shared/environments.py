"""Which environment code runs in."""

import os


def get_env() -> str:
    return os.getenv('ENV', 'prod')


def is_debug() -> bool:
    return os.getenv('DEBUG', 'False').lower() in ('1', 'true')


def is_dev() -> bool:
    return get_env() in ('dev', 'development')


def is_test() -> bool:
    return get_env() == 'test'


def is_production() -> bool:
    return get_env() in ('prod', 'production')
