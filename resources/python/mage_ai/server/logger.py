"""A logger by a name, as Mage's server makes them."""

import logging


class Logger:
    def new_server_logger(self, name: str) -> logging.Logger:
        return logging.getLogger(name)
