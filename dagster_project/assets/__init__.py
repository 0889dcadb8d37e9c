"""The assets, one module for each step of the data's way. What they compute lives in packages without Dagster."""
