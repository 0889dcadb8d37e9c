"""YAML as this project reads it: fast, a key once, `on` and `no` as words, bounded. What keys mean is not here.

Whoever writes to a company folder writes YAML that every command reads: whatever is wrong with it is a YAML error.
"""

from __future__ import annotations

import re
import reprlib
from collections import Counter
from typing import Any, ClassVar

import yaml

MOST_LEVELS = 50
MOST_REPEATED = 10_000
"""Values that all aliases of a text may stand for: aliases of aliases are nine times as many with each line."""

_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):
    """Plain YAML would let the last of two equal keys win in silence, and read `on: 2024-01-15` as a key true."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in _Fast.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """As PyYAML; but a value that is none, such as the 30th of February, is a YAML error with its line."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise _fault(f"no such value: {excerpt(node.value)} ({error})", node.start_mark) from error


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _fault("a key is one word or number, no list and no mapping", key.start_mark)
    written = Counter(loader.construct_object(key) for key, _ in node.value if key.tag != _MERGE)
    loader.flatten_mapping(node)
    repeated = sorted(str(key) for key, times in written.items() if times > 1)
    if repeated:
        raise _fault(f"written more than once: {', '.join(repeated)}", node.start_mark)
    return {
        loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value
    }


def _whole_number(loader: _Loader, node: yaml.ScalarNode) -> int:
    number = loader.construct_yaml_int(node)
    str(number)  # raises ValueError where it has more digits than Python writes out: no message could show it
    return number


def _fault(told: str, place: Any) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, told, place)


_MERGE = "tag:yaml.org,2002:merge"
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole_number)


def load_yaml(text: str) -> Any:
    """The one document of a YAML text.

    Raises:
        yaml.YAMLError: no valid YAML, a key that is written twice in one mapping, a value that is none of its kind,
            more than `MOST_LEVELS` of nesting, or aliases that stand for more than `MOST_REPEATED` values.
    """
    _look_at_size(text)
    return yaml.load(text, Loader=_Loader)


def _look_at_size(text: str) -> None:
    """Refuse, before anything is built, what would be built very deep or many times over."""
    # Of each list and mapping that is open its anchor and how many values came before it; of each anchor its size.
    open_at: list[tuple[str | None, int]] = []
    sizes: dict[str, int] = {}
    values = repeated = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            size = sizes.get(str(event.anchor), 0)  # one that nothing defines is refused later
            values += size
            repeated += size
            if repeated >= MOST_REPEATED:
                raise _fault(f"up to the alias *{event.anchor:.40} too much is repeated", event.start_mark)
        elif isinstance(event, yaml.ScalarEvent):
            values += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_at.append((event.anchor, values))
            values += 1
            if event.anchor:
                sizes[event.anchor] = MOST_REPEATED  # as long as it is open: it would hold itself without end
            if len(open_at) > MOST_LEVELS:
                raise _fault(f"more than {MOST_LEVELS} levels deep", event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_at.pop()
            if anchor:
                sizes[anchor] = values - before


def excerpt(value: object) -> str:
    """The beginning of a value as a message shows it, at most 80 characters; no more of it is written out."""
    return _EXCERPT.repr(value)[:80]


_EXCERPT = reprlib.Repr()
_EXCERPT.maxstring = _EXCERPT.maxother = 80
