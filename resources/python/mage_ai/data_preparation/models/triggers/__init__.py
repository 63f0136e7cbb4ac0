"""Kinds and states of triggers under Mage's names."""

from mage_ai.shared.enum import StrEnum


class ScheduleStatus(StrEnum):
    ACTIVE = 'active'
    INACTIVE = 'inactive'


class ScheduleType(StrEnum):
    API = 'api'
    EVENT = 'event'
    TIME = 'time'


class ScheduleInterval(StrEnum):
    ONCE = '@once'
    HOURLY = '@hourly'
    DAILY = '@daily'
    WEEKLY = '@weekly'
    MONTHLY = '@monthly'
    ALWAYS_ON = '@always_on'
