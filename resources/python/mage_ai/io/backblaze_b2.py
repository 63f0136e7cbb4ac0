"""Backblaze B2, through its S3 interface."""

from __future__ import annotations

from typing import Any

from mage_ai.io.object_stores import BotoStore


class BackblazeB2(BotoStore):
    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> BackblazeB2:
        return cls(
            aws_access_key_id=config['B2_APPLICATION_KEY_ID'],
            aws_secret_access_key=config['B2_APPLICATION_KEY'],
            endpoint_url=config['B2_ENDPOINT_URL'],
            **kwargs,
        )
