"""YAML as this project reads it: fast, a key once, `on` and `no` as words. What keys mean is not here."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):
    """Plain YAML would let the last of two equal keys win in silence, and read `on: 2024-01-15` as a key true."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in _Fast.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    written = [loader.construct_object(key, deep=True) for key, _ in node.value if key.tag != _MERGE]
    loader.flatten_mapping(node)
    repeated = sorted({str(key) for key in written if written.count(key) > 1})
    if repeated:
        raise yaml.constructor.ConstructorError(
            None, None, f"written more than once: {', '.join(repeated)}", node.start_mark
        )
    return {
        loader.construct_object(key, deep=True): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


_MERGE = "tag:yaml.org,2002:merge"
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_yaml(text: str) -> Any:
    """The one document of a YAML text.

    Raises:
        yaml.YAMLError: no valid YAML, or a key that is written twice in one mapping.
    """
    return yaml.load(text, Loader=_Loader)
