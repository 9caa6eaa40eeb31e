"""How the logs in tests/readers/captured were made: real clients, a real broker, real trouble."""
