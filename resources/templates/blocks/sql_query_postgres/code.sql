-- Choose PostgreSQL and the profile of io_config.yaml in the settings of this block.
SELECT *
FROM my_table
WHERE updated_at >= '{{ ds }}'
LIMIT 10000
