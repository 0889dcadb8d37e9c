from tests.unit.intake.conftest import folder

__all__ = ["folder"]
