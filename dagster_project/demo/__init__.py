"""The made-up company's writer: a company folder as source systems would fill it. Nothing here reads one."""

from dagster_project.demo.writer import write_company

__all__ = ["write_company"]
