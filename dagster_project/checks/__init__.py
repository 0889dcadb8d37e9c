"""The asset checks that stand beside their assets rather than inside them. Rules are in `expectations/`."""
