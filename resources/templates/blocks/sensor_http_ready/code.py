import urllib.error
import urllib.request

if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor

URL = 'https://example.com/health'
TIMEOUT_SECONDS = 10


@sensor
def {{ block_name }}(*args, **kwargs) -> bool:
    """True when the address answers with success."""
    try:
        with urllib.request.urlopen(URL, timeout=TIMEOUT_SECONDS) as response:
            return response.status < 300
    except (urllib.error.URLError, TimeoutError) as error:
        print(f'not yet: {error}')
        return False
