"""A run as OpenLineage events for other tools: written beside the warehouse, sent where the client is configured to.

Nothing of the project reads them: a figure's proof is rows (`lineage/`), and these say tables and columns only.
"""
