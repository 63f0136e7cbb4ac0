-- The settings of this block name the table, and whether to append to it or to replace it.
SELECT *
FROM {{ df_1 }}
