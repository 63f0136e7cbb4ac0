"""What user code imports of Mage's server."""
