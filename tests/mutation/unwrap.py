"""Source as mutmut can reach it: it leaves out decorated functions, so caches come off and properties are assigned.

A ``cached_property`` keeps its cache, which lives and dies with its object: without it the policy analysis takes
hundreds of times as long.
"""

from __future__ import annotations

import libcst as cst

# A plain ``cache`` stays: behind it is what takes a second (an RSA key).
_CACHES = {"lru_cache"}
_PROPERTIES = {"property", "cached_property"}


def unwrapped(source):
    """The same module without bounded caches, each property as a plain method that is made one of its kind afterwards."""
    return cst.parse_module(source).visit(_Unwrapping()).code


class _Unwrapping(cst.CSTTransformer):
    def leave_FunctionDef(self, original_node, updated_node):  # noqa: N802  # libcst names it
        kept = [one for one in updated_node.decorators if _name(one) not in _CACHES]
        plain = updated_node.with_changes(decorators=kept)
        if len(kept) != 1 or _name(kept[0]) not in _PROPERTIES:
            return plain
        name = f"{plain.name.value}_as_read"
        method = plain.with_changes(decorators=[], name=cst.Name(name))
        kind = _name(kept[0])
        made = f"{plain.name.value} = {kind}(lambda self: self.{name}())\n"
        return cst.FlattenSentinel([method, cst.parse_statement(made)])


def _name(decorator):
    node = decorator.decorator
    node = node.func if isinstance(node, cst.Call) else node
    return node.value if isinstance(node, cst.Name) else ""
