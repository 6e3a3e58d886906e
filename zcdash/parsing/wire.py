"""Messages between the program and its children: bytes behind their length; values as JSON, rebuilt by their annotations.

Both sides know the type of every value beforehand, so nothing that is received says what is built or called.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import IO, Any, Union, get_args, get_origin, get_type_hints

_LENGTH = 8
_TEXTS: dict[type, Callable[[str], Any]] = {date: date.fromisoformat, bytes: b64decode}


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(_LENGTH, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None where the other side has ended."""
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    message = stream.read(length)
    return message if len(head) == _LENGTH and len(message) == length else None


def encode(value: object) -> bytes:
    """Return a value as JSON: dataclasses as lists of their fields, days as text, bytes in base 64."""
    return json.dumps(value, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"no value of the wire: {type(value)}")


def decode(message: bytes, annotation: Any) -> Any:
    """Return the value of a message, of the annotated type."""
    return _builder(annotation)(json.loads(message))


def decode_arguments(message: bytes, method: Any) -> list[Any]:
    """Return the arguments of a call, of the types that the method's parameters have."""
    annotations = [each for name, each in hints(method).items() if name != "return"]
    return [_builder(each)(plain) for each, plain in zip(annotations, json.loads(message), strict=True)]


@cache
def hints(annotated: Any) -> dict[str, Any]:
    """Return the annotations of a class or function, resolved."""
    return get_type_hints(annotated)


@cache
def _builder(annotation: Any) -> Callable[[Any], Any]:
    """Return the function that makes a value of the annotated type from its JSON."""
    if annotation in (str, int, float, bool):
        return _same
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        present = _builder(next(each for each in arguments if each is not NoneType))
        return lambda plain: None if plain is None else present(plain)
    if origin in (dict, Mapping):
        return lambda plain: {key: _builder(arguments[1])(value) for key, value in plain.items()}
    if origin in (list, tuple, set, frozenset):
        element = _builder(arguments[0])
        return lambda plain: origin(map(element, plain))
    if issubclass(annotation, list):
        of_list = _builder(annotation.__orig_bases__[0])
        return lambda plain: annotation(of_list(plain))
    return _class_builder(annotation)


def _class_builder(annotation: Any) -> Callable[[Any], Any]:
    if hasattr(annotation, "__dataclass_fields__"):
        names = [field.name for field in fields(annotation)]
        of_fields = [hints(annotation)[name] for name in names]
        return lambda plain: annotation(
            **{name: _builder(of)(value) for name, of, value in zip(names, of_fields, plain, strict=True)}
        )
    if issubclass(annotation, tuple):
        return lambda plain: annotation(*plain)  # a named tuple of plain values
    builder: Callable[[Any], Any] = annotation if issubclass(annotation, Enum) else _TEXTS[annotation]
    return builder


def _same(plain: Any) -> Any:
    return plain
