"""The year's warehouse file: opening it, and building the dbt models in it. What the models say is in `dbt/`."""
