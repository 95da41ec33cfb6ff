"""docker-compose.yml without an engine: the same services, commands and settings as processes of this machine."""
