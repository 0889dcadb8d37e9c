"""What a figure is: its key, its exact parts as the marts hold them, how it is rounded and spelt. No rows, no files."""
