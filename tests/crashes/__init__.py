"""Runs and publications that are killed at any moment, and what the next one makes of it."""
