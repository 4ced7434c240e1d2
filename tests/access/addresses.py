"""Every address of the app, found by walking the resolver."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Not ours to rule: Django's own site lets in staff only, and has no content of meetings in it.
FOREIGN_NAMESPACES = {"admin"}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Any
    converters: dict

    @property
    def rule(self):
        return getattr(self.view, "access_rule", None)


def walk(patterns=None, route="", namespace="", converters=None):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        found = {**(converters or {}), **entry.pattern.converters}
        path = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            if entry.namespace not in FOREIGN_NAMESPACES:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry.url_patterns, path, inner, found)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", path, entry.callback, found)


ADDRESSES = {address.name: address for address in walk()}
