"""dbt blocks: models and commands of dbt projects inside the project. dbt itself is the environment's, and imported only where one runs."""
