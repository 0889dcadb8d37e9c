"""YAML as this project reads it: fast, and refusing a key written twice. What keys mean is not here."""

from __future__ import annotations

from typing import Any

import yaml

_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):
    """Plain YAML would let the last of two equal keys win in silence."""


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
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_yaml(text: str) -> Any:
    """The one document of a YAML text.

    Raises:
        yaml.YAMLError: no valid YAML, or a key that is written twice in one mapping.
    """
    return yaml.load(text, Loader=_Loader)
