"""How a JSON value differs from a schema, in words for whoever edits it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.studio.schemas import Schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
    "object": "an object { … }",
    "array": "a list [ … ]",
}
_FORMATS = {"email": "an e-mail address", "date": "a date such as 2026-01-31", "ipv4": "an IP address", "ipv6": "an IP address"}
_PATTERNS = {
    "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}": "a time such as 2026-01-31T12:00:00.000Z",
    "^\\d{4}-\\d{2}-\\d{2}$": "a date such as 2026-01-31",
    "^\\+[1-9]\\d{6,14}$": "a phone number such as +12025550123",
}


def problems(schema: Schema, value: JsonValue) -> Iterator[tuple[str, str]]:
    """The path (a JSON Pointer) and a sentence for each difference, in the order of the paths."""
    errors = sorted(
        _validator(schema).iter_errors(value),
        key=lambda error: [f"{part:09}" if isinstance(part, int) else part for part in error.absolute_path],
    )
    for error in errors:
        yield from _described(error)


def _validator(schema: Schema) -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker

    return Draft202012Validator(schema, format_checker=FormatChecker(formats=("email", "date", "ipv4", "ipv6")))


def _described(error: ValidationError) -> Iterator[tuple[str, str]]:
    path = tuple(error.absolute_path)
    rule, value = str(error.validator), error.instance
    wanted: Any = error.validator_value
    if rule == "required" and isinstance(value, dict):
        missing = next(key for key in wanted if error.message.startswith(repr(key)))
        yield pointer(*path), f"“{missing}” is missing."
    elif rule == "additionalProperties" and wanted is False and isinstance(value, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for key in value:
            if key not in known:
                yield pointer(*path, key), f"“{key}” is not part of this context, as far as PlusAuth documents it."
    else:
        yield pointer(*path), _sentence(rule, wanted, value)


def _sentence(rule: str, wanted: Any, value: Any) -> str:
    if rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else list(wanted)
        return f"This should be {_either([_WORDS[kind] for kind in kinds])}, but it is {_kind(value)}."
    if rule in ("enum", "const"):
        return f"This should be {_either([f'“{choice}”' for choice in (wanted if rule == 'enum' else [wanted])])}."
    if rule == "format":
        return f"This should be {_FORMATS[wanted]}."
    if rule == "anyOf":
        return "This should be " + _either(list(dict.fromkeys(_FORMATS[choice["format"]] for choice in wanted))) + "."
    if rule == "pattern":
        return f"This does not look like {_PATTERNS.get(wanted, 'what is expected here')}."
    limits = {
        "maxProperties": f"This has more than {wanted} keys.",
        "maxLength": f"This is longer than {wanted} characters.",
        "minLength": "This is empty.",
        "minimum": f"This should be at least {wanted}.",
        "maximum": f"This should be at most {wanted}.",
        "minItems": f"This list should have at least {wanted} entries.",
        "maxItems": f"This list should have at most {wanted} entries.",
    }
    return limits.get(rule, "This does not fit the schema.")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number"
    return _WORDS["string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"]


def _either(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]
