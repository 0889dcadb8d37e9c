"""The annual ESG data warehouse. Start reading at `definitions.py` (the graph) or `cli.py` (the commands)."""
