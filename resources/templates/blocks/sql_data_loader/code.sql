-- The connection is chosen in the settings of this block; its password belongs in io_config.yaml.
-- Variables of the run are at hand: {{ ds }} is the date, {{ variables('name') }} one of your own.
SELECT *
FROM my_table
WHERE created_at < '{{ ds }}'
