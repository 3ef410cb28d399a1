"""GetProviderSchema against the rules by which both CLIs refuse, or crash on, a schema."""

from __future__ import annotations

import json
import re

import pytest

NAME = re.compile(r"[a-z_][a-z0-9_]*")
SCALARS = {"string", "number", "bool"}

# Required, optional and computed attributes as hashicorp/aws has them, so that its
# configurations and states can be taken over.
IMAGE = {
    "id": "C string",
    "arn": "C string",
    "description": "O string",
    "display_name": "O string",
    "image_name": "R string",
    "region": "O string",
    "role_arn": "R string",
    "tags": 'O ["map","string"]',
    "tags_all": 'C ["map","string"]',
}
VERSION = {
    "id": "C string",
    "aliases": 'O ["set","string"]',
    "arn": "C string",
    "base_image": "R string",
    "container_image": "C string",
    "horovod": "O bool",
    "image_arn": "C string",
    "image_name": "R string",
    "job_type": "O string",
    "ml_framework": "O string",
    "processor": "O string",
    "programming_lang": "O string",
    "region": "O string",
    "release_notes": "O string",
    "vendor_guidance": "O string",
    "version": "C number",
}
PROVIDER = {
    "access_key",
    "custom_ca_bundle",
    "default_tags",
    "endpoints",
    "ignore_tags",
    "insecure",
    "max_retries",
    "profile",
    "region",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "skip_credentials_validation",
    "skip_metadata_api_check",
    "skip_region_validation",
    "skip_requesting_account_id",
    "token",
}


def blocks_of(block, path=""):
    """The block and every one inside, with its path."""
    yield path, block
    for nested in block.block_types:
        yield from blocks_of(nested.block, f"{path}/{nested.type_name}")


@pytest.fixture
def schemas(plain):
    response = plain.schema
    found = {"provider": response.provider}
    for table in (
        "resource_schemas",
        "data_source_schemas",
        "ephemeral_resource_schemas",
        "list_resource_schemas",
    ):
        for name, schema in getattr(response, table).items():
            found[f"{table}/{name}"] = schema
    return found


def assert_well_typed(kind):
    if isinstance(kind, str):
        assert kind in SCALARS | {"dynamic"}
    else:
        collection, element = kind
        assert collection in ("list", "set", "map", "object")
        for part in element.values() if collection == "object" else [element]:
            assert_well_typed(part)


def test_every_schema_has_a_block_and_a_version(schemas):
    assert len(schemas) >= 3
    for name, schema in schemas.items():
        assert schema.HasField("block"), name
        assert schema.version >= 0, name


def test_every_attribute_is_well_formed(schemas):
    for name, schema in schemas.items():
        for path, block in blocks_of(schema.block, name):
            for item in block.attributes:
                where = f"{path}.{item.name}"
                assert NAME.fullmatch(item.name), where
                assert bool(item.type) != item.HasField("nested_type"), where
                assert_well_typed(json.loads(item.type))
                assert item.required or item.optional or item.computed, where
                assert not (item.required and (item.optional or item.computed)), where
                assert not item.write_only or not item.computed, where
                assert item.description, where
                assert item.deprecated == bool(item.deprecation_message), where


def test_every_nested_block_is_well_formed(schemas):
    for name, schema in schemas.items():
        for path, block in blocks_of(schema.block, name):
            names = [item.name for item in block.attributes]
            names += [item.type_name for item in block.block_types]
            assert len(set(names)) == len(names), path
            for nested in block.block_types:
                where = f"{path}/{nested.type_name}"
                modes = nested.NestingMode
                assert re.fullmatch(r"[a-z0-9_]+", nested.type_name), where
                assert nested.HasField("block"), where
                if nested.nesting in (modes.LIST, modes.SET):
                    assert nested.min_items <= (nested.max_items or nested.min_items)
                elif nested.nesting == modes.SINGLE:
                    assert nested.min_items == nested.max_items <= 1, where
                else:
                    assert nested.nesting in (modes.MAP, modes.GROUP), where
                    assert nested.min_items == nested.max_items == 0, where


def test_types_come_with_the_names_and_flags_of_the_aws_provider(plain):
    for name, version, wanted in (
        ("aws_sagemaker_image", 0, IMAGE),
        ("aws_sagemaker_image_version", 1, VERSION),
    ):
        schema = plain.schema.resource_schemas[name]
        assert schema.version == version
        found = {
            item.name: ("R" if item.required else "O" if item.optional else "C")
            + " "
            + (
                json.loads(item.type)
                if item.type.startswith(b'"')
                else item.type.decode().replace(" ", "")
            )
            for item in schema.block.attributes
        }
        assert wanted.items() <= found.items()


def rows_of(nested):
    return {item.name: json.loads(item.type) for item in nested.block.attributes}


def test_the_provider_block_takes_the_usual_arguments(plain):
    block = plain.schema.provider.block
    names = {item.name for item in block.attributes}
    names |= {item.type_name for item in block.block_types}
    assert names >= PROVIDER
    secrets = {item.name for item in block.attributes if item.sensitive}
    assert secrets >= {"secret_key", "token"}
    blocks = {item.type_name: item for item in block.block_types}
    assert set(rows_of(blocks["endpoints"])) >= {"sagemaker", "sts"}
    for name, rows in (
        ("default_tags", {"tags": ["map", "string"]}),
        ("ignore_tags", {"keys": ["set", "string"], "key_prefixes": ["set", "string"]}),
    ):
        assert rows_of(blocks[name]) == rows
        assert blocks[name].nesting == blocks[name].NestingMode.LIST
        assert (blocks[name].min_items, blocks[name].max_items) == (0, 1)


def test_capabilities_are_those_that_are_kept(plain):
    capabilities = plain.schema.server_capabilities
    assert capabilities.get_provider_schema_optional
    assert plain.schema.HasField("server_capabilities")
    meta = plain.schema.provider_meta.block
    assert rows_of(plain.schema.provider_meta) == {"user_agent": ["list", "string"]}
    assert not meta.block_types
    assert capabilities.generate_resource_config == bool(
        plain.schema.list_resource_schemas
    )
    assert not plain.schema.diagnostics


def test_metadata_names_what_the_schema_holds(plain):
    metadata = plain.call("GetMetadata")
    named = {item.type_name for item in metadata.resources}
    assert named == set(plain.schema.resource_schemas)
    assert {item.type_name for item in metadata.data_sources} == set(
        plain.schema.data_source_schemas
    )
    assert {item.type_name for item in metadata.list_resources} == set(
        plain.schema.list_resource_schemas
    )
    assert metadata.server_capabilities == plain.schema.server_capabilities


def test_what_is_listed_is_a_resource_type_with_an_identity(plain):
    identities = plain.call("GetResourceIdentitySchemas").identity_schemas
    assert plain.schema.list_resource_schemas.keys() <= identities.keys()
    assert identities.keys() <= plain.schema.resource_schemas.keys()


def test_identity_schemas_are_well_formed(plain):
    response = plain.call("GetResourceIdentitySchemas")
    assert response.identity_schemas.keys() == plain.schema.resource_schemas.keys()
    for schema in response.identity_schemas.values():
        assert schema.version == 0
        for item in schema.identity_attributes:
            assert json.loads(item.type) in SCALARS
            assert item.required_for_import != item.optional_for_import


@pytest.mark.lifecycle
def test_the_schema_is_the_same_each_time(plain):
    first = plain.schema.SerializeToString(deterministic=True)
    second = plain.call("GetProviderSchema").SerializeToString(deterministic=True)
    assert first == second
