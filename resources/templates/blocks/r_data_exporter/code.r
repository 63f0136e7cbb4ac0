# df_1 is the output of the first upstream block; add df_2, df_3, ... for more.
export_data <- function(df_1, ...) {
    write.csv(df_1, 'output.csv', row.names = FALSE)
}
