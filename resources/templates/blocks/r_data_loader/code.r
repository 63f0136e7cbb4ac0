# Variables of the run are text: global_vars['my_variable'].
load_data <- function() {
    df <- data.frame(id = 1:3, value = c(0.1, 0.2, 0.3))
    df
}
