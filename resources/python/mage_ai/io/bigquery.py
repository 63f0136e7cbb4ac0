"""Google BigQuery."""

from __future__ import annotations

from typing import Any, Optional

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseSQLDatabase, ExportWritePolicy, as_frame
from mage_ai.io.drivers import need
from mage_ai.io.google import google_credentials
from mage_ai.io.sql import column_name

DISPOSITIONS = {'append': 'WRITE_APPEND', 'fail': 'WRITE_EMPTY', 'replace': 'WRITE_TRUNCATE'}


class BigQuery(BaseSQLDatabase):
    """BigQuery, by a service account or the credentials of the machine."""

    def __init__(self, credentials: Any = None, location: Optional[str] = None, verbose: bool = True, **settings: Any) -> None:
        super().__init__(verbose=verbose, **settings)
        library = need('google.cloud.bigquery', 'google-cloud-bigquery[pandas]', 'BigQuery')
        project = settings.pop('project', None) or getattr(credentials, 'project_id', None)
        self.client = library.Client(project=project, credentials=credentials, location=location)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> BigQuery:
        return cls(credentials=google_credentials(config), location=config['GOOGLE_LOCATION'], **kwargs)

    @classmethod
    def with_credentials_file(cls, path_to_credentials: str, **kwargs: Any) -> BigQuery:
        return cls(credentials=google_credentials({'GOOGLE_SERVICE_ACC_KEY_FILEPATH': path_to_credentials}), **kwargs)

    @classmethod
    def with_credentials_object(cls, credentials: Any, **kwargs: Any) -> BigQuery:
        return cls(credentials=google_credentials({'GOOGLE_SERVICE_ACC_KEY': credentials}), **kwargs)

    def execute(self, query_string: str, **kwargs: Any) -> None:
        self.client.query(query_string, **kwargs).result()

    query = execute

    def load(self, query_string: str, limit: int = QUERY_ROW_LIMIT, display_query: Any = None, verbose: bool = True, **kwargs: Any) -> Any:
        with self.printer.print_msg(f'Loading data with query\n\n{display_query or query_string}\n\n'):
            return self.client.query(query_string.strip().rstrip(';'), **kwargs).result(max_results=limit).to_dataframe()

    def export(
        self,
        df: Any,
        table_id: str,
        database: Optional[str] = None,
        if_exists: Any = ExportWritePolicy.REPLACE,
        query_string: Optional[str] = None,
        verbose: bool = True,
        **options: Any,
    ) -> None:
        """Writes a frame, or the result of a query, as table `project.dataset.table`."""
        library = need('google.cloud.bigquery', 'google-cloud-bigquery[pandas]', 'BigQuery')
        disposition = DISPOSITIONS[ExportWritePolicy(if_exists).value]
        with self.printer.print_msg(f"Exporting data to table '{table_id}'"):
            if query_string:
                settings = library.QueryJobConfig(destination=table_id, write_disposition=disposition)
                self.client.query(query_string, job_config=settings).result()
                return
            frame = as_frame(df)
            if options.get('auto_clean_name', True):
                frame = frame.rename(columns={name: column_name(name, bool(options.get('allow_reserved_words'))) for name in frame.columns})
            settings = library.LoadJobConfig(write_disposition=disposition)
            self.client.load_table_from_dataframe(frame, table_id, job_config=settings).result()
