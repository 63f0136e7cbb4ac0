"""What texts of a kind look like."""

import re

AMOUNT = r'(?:\d+(?:,\d+)*)?'
BEFORE = r'(?:[$€¥₹£]|Rs|CAD)?\s*'
AFTER = r'\s*(?:[元€$]|CAD)?'


def number_pattern(fraction: str, end: str) -> 're.Pattern[str]':
    """A number with its sign, thousands and currency. As in Mage an empty text is one too."""
    return re.compile(rf'-?\s*(?:{BEFORE}{AMOUNT}{fraction}|{AMOUNT}{fraction}{AFTER}){end}')


NUMBER = number_pattern(r'(?:\.\d*)?', r'\s*%?')
INTEGER = number_pattern(r'(?:\.0*)?', '')

TIME = r'[Tt ]\d{1,2}:\d{1,2}'
MONTH = (
    r'(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|Jun(?:e)?|Jul(?:y)?|Aug(?:ust)?|'
    r'Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)'
)
# Matched at the start: what follows a time (seconds, a time zone) may be anything.
DATETIME = re.compile(
    rf'\d{{1,4}}[-/]\d{{1,2}}[-/]\d{{1,2}}$|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{1,4}}$|\d{{2,4}}-\d{{1,2}}-\d{{1,2}}{TIME}:?\d{{1,2}}'
    rf'|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{2,4}}{TIME}:?\d{{1,2}}|{MONTH}\s+\d{{1,2}}[\s,]+\d{{2,4}}'
)
EMAIL = re.compile(r'[\w.+#-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+', re.ASCII)
LIST = re.compile(r'[\[(].*[\])]')
PHONE_NUMBER = re.compile(r'\s*(?:\+?\d{1,3})?[-. (]*\d{3}[-. )]*\d{3}[-. ]*\d{4}(?: *x\d+)?\s*')
ZIP_CODE = re.compile(r'\d{3,5}(?:[-\s]\d{4})?')
