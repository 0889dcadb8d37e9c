"""The writer of the made-up company: a company folder as source systems would fill it. Nothing here reads one."""

from dagster_project.demo.writer import write_company

__all__ = ["write_company"]
