"""Where the time of a run goes, measured side by side in one sitting. Not a test: nothing is asserted."""
