-- {{ df_1 }} is the output of the first upstream block, {{ df_2 }} of the second.
SELECT *
FROM {{ df_1 }}
