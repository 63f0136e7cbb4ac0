import time
from pathlib import Path

if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor

PATTERN = 'data/incoming/*.csv'
QUIET_SECONDS = 10


@sensor
def {{ block_name }}(*args, **kwargs) -> bool:
    """True when a file matches and has not been written to for a moment."""
    files = list(Path(kwargs['repo_path']).glob(PATTERN))
    if not files:
        print(f'no file matches {PATTERN} yet')
        return False

    age = time.time() - max(file.stat().st_mtime for file in files)
    print(f'{len(files)} files, last written {age:.0f} s ago')
    return age >= QUIET_SECONDS
