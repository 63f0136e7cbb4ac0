import json
import os
import urllib.request

if 'callback' not in globals():
    from mage_ai.data_preparation.decorators import callback

TIMEOUT_SECONDS = 30


@callback('failure')
def {{ block_name }}(output, **kwargs) -> None:
    """Post to the address in the environment variable WEBHOOK_URL; Slack and Teams read `text`."""
    text = f'{kwargs["pipeline_uuid"]}: {kwargs["parent_block_uuid"]} failed: {kwargs.get("__error")}'
    request = urllib.request.Request(
        os.environ['WEBHOOK_URL'],
        data=json.dumps({'text': text}).encode(),
        headers={'Content-Type': 'application/json'},
    )
    urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS).close()
