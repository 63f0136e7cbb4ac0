"""Reading SQL just far enough: its statements, its comments, the tables it makes."""

from __future__ import annotations

import re
from typing import Optional

# Texts and quoted names, comments, and the semicolons between statements.
PIECES = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$.*?\$\$)|(--[^\n]*|/\*.*?\*/)|(;)""", re.DOTALL)
WRITES = re.compile(
    r'^\s*(?:create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|external\s+)?table\s+(?:if\s+not\s+exists\s+)?'
    r'|insert\s+(?:or\s+\w+\s+)?(?:overwrite\s+)?into\s+(?:table\s+)?'
    r'|update\s+|merge\s+into\s+)([\w.$"`\[\]]+)',
    re.IGNORECASE,
)
READS = re.compile(r'\s*(?:select|with|from|table|values|show|describe|summarize)\b', re.IGNORECASE)
HELPERS = re.compile(r'\s*(?:create\s+(?:or\s+replace|temp(?:orary)?|external)\b|merge\b)', re.IGNORECASE)


def without_comments(query: str) -> str:
    """The query with its comments taken out, texts left alone."""
    return PIECES.sub(lambda piece: ' ' if piece[2] else piece[0], query)


def split_statements(query: str) -> list[str]:
    """The statements of a query, without comments and empty ones."""
    statements, current, end = [], '', 0
    clean = without_comments(query)
    for piece in PIECES.finditer(clean):
        if piece[3]:
            statements.append(current + clean[end : piece.start()])
            current = ''
        else:
            current += clean[end : piece.end()]
        end = piece.end()
    statements.append(current + clean[end:])
    return [statement.strip() for statement in statements if statement.strip()]


def written_table(statements: list[str]) -> Optional[str]:
    """The table the last writing statement makes or changes; None where all only read.

    Rows that are read after a table was made for them (temporary, replaced, merged into) are meant themselves: Mage does not see such
    tables either.
    """
    reads_last = READS.match(statements[-1]) is not None
    for statement in reversed(statements):
        found = WRITES.match(statement)
        if found and not (reads_last and HELPERS.match(statement)):
            return found[1]
    return None
