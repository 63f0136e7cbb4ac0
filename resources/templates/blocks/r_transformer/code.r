# df_1 is the output of the first upstream block; add df_2, df_3, ... for more.
transform <- function(df_1, ...) {
    df_1
}
