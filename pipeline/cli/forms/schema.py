"""``wordform schema``: the JSON Schema of mappings, for editors."""

from __future__ import annotations

import json

import click

from pipeline.mapping.strict.schema import mapping_schema


@click.command(short_help="Print the JSON Schema of mappings, for editors.")
def schema() -> None:
    """Print the JSON Schema of the mapping language: editors then complete keys, explain them and underline mistakes.

    \b
    Examples:
      wordform schema > mappings/mapping.schema.json

    Then let each mapping begin with the line
    #:schema mapping.schema.json
    """
    click.echo(json.dumps(mapping_schema(), indent=2))
