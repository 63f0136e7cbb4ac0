"""Google Sheets."""

from __future__ import annotations

from typing import Any

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseIO, as_frame
from mage_ai.io.drivers import need, need_pandas
from mage_ai.io.google import google_credentials

SCOPES = ['https://www.googleapis.com/auth/spreadsheets', 'https://www.googleapis.com/auth/drive']


class GoogleSheets(BaseIO):
    """Spreadsheets, found by address, id or name."""

    def __init__(self, credentials: Any = None, verbose: bool = True, **_: Any) -> None:
        super().__init__(verbose=verbose)
        self.client = need('gspread', 'gspread', 'GoogleSheets').authorize(credentials)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> GoogleSheets:
        return cls(credentials=google_credentials(config, SCOPES), **kwargs)

    def worksheet(
        self, sheet_url: Any = None, sheet_id: Any = None, sheet_name: Any = None, worksheet_name: Any = None, worksheet_position: int = 0
    ) -> Any:
        if sheet_url:
            sheet = self.client.open_by_url(sheet_url)
        else:
            sheet = self.client.open_by_key(sheet_id) if sheet_id else self.client.open(sheet_name)
        return sheet.worksheet(worksheet_name) if worksheet_name else sheet.get_worksheet(worksheet_position)

    def load(self, header_rows: int = 1, limit: int = QUERY_ROW_LIMIT, **place: Any) -> Any:
        rows = self.worksheet(**place).get_all_values()
        pandas = need_pandas('GoogleSheets')
        if not header_rows:
            return pandas.DataFrame(rows[:limit])
        return pandas.DataFrame(rows[header_rows:][:limit], columns=rows[header_rows - 1])

    def export(self, df: Any, **place: Any) -> None:
        frame = as_frame(df)
        sheet = self.worksheet(**place)
        sheet.clear()
        sheet.update([list(map(str, frame.columns)), *frame.astype(object).where(frame.notna(), '').values.tolist()])
