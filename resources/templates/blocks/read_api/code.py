import pandas as pd
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

URL = 'https://api.example.com/items'
PAGE_SIZE = 100
TIMEOUT_SECONDS = 30


def new_session() -> requests.Session:
    """A session that waits and tries again when the server is busy."""
    retries = Retry(total=4, backoff_factor=1, status_forcelist=(429, 500, 502, 503, 504))
    session = requests.Session()
    session.mount('https://', HTTPAdapter(max_retries=retries))
    return session


@data_loader
def {{ block_name }}(*args, **kwargs) -> pd.DataFrame:
    """Fetch all pages and return their records as one table."""
    records = []
    with new_session() as session:
        page = 1
        while True:
            query = {'page': page, 'per_page': PAGE_SIZE}
            response = session.get(URL, params=query, timeout=TIMEOUT_SECONDS)
            response.raise_for_status()
            batch = response.json()
            records += batch
            print(f'page {page}: {len(batch)} records')
            if len(batch) < PAGE_SIZE:
                break
            page += 1
    return pd.json_normalize(records)


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the API returned nothing'
