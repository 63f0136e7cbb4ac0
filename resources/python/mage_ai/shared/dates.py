"""Helpers on dates."""

from datetime import date, datetime, timedelta, timezone


def now(add_timezone: bool = False) -> datetime:
    moment = datetime.now(timezone.utc)
    return moment if add_timezone else moment.replace(tzinfo=None)


def n_days_ago(n: int) -> date:
    return date.today() - timedelta(days=n)
