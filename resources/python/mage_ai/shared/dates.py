"""Helpers on dates."""

from datetime import datetime, timedelta, timezone
from typing import Optional

UNITS = {'d': 'days', 'h': 'hours', 'w': 'weeks'}


def now(add_timezone: bool = False) -> datetime:
    moment = datetime.now(timezone.utc)
    return moment if add_timezone else moment.replace(tzinfo=None)


def n_days_ago(n: int) -> str:
    """A day as `2024-01-31`."""
    return (datetime.now() - timedelta(days=n)).strftime('%Y-%m-%d')


def compare(date1: Optional[datetime], date2: Optional[datetime]) -> Optional[int]:
    """-1, 0 or 1; None where a date is missing."""
    if date1 is None or date2 is None:
        return None
    first, second = date1.astimezone(timezone.utc), date2.astimezone(timezone.utc)
    return (first > second) - (first < second)


def str_to_timedelta(period_str: str) -> timedelta:
    """`90d`, `12h` or `2w` as a span of time."""
    unit = UNITS.get(period_str[-1:])
    if unit is None:
        raise ValueError('Please provide a valid period unit ("d", "h", or "w")')
    return timedelta(**{unit: int(period_str[:-1])})


def week_of_month(day: datetime) -> int:
    """Weeks begin on Sunday; the first may be short."""
    before = (day.replace(day=1).weekday() + 1) % 7
    return (day.day + before - 1) // 7 + 1
