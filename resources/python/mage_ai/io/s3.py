"""Amazon S3."""

from __future__ import annotations

from typing import Any

from mage_ai.io.object_stores import BotoStore


class S3(BotoStore):
    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> S3:
        settings = {
            'aws_access_key_id': config['AWS_ACCESS_KEY_ID'],
            'aws_secret_access_key': config['AWS_SECRET_ACCESS_KEY'],
            'aws_session_token': config['AWS_SESSION_TOKEN'],
            'region_name': config['AWS_REGION'],
            'endpoint_url': config['AWS_ENDPOINT'],
        }
        return cls(**{name: value for name, value in settings.items() if value}, **kwargs)
