"""How the serializers that read requests are told in OpenAPI. Known to drf-spectacular once imported."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension

from agents.openapi.table import Schema, ref

TERMS = ("terms", "sealed_terms")
LONGEST_WITH_PATTERN = 200
CONSENT = ("manifest_digest", "consent")


class _Component(OpenApiSerializerFieldExtension):
    """A field that is a component."""

    component: str

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Schema:  # noqa: ARG002
        return ref(self.component)


class TextField(OpenApiSerializerFieldExtension):
    target_class = "rooms.serializers.Text"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Schema:  # noqa: ARG002
        schema: Schema = {"type": "string", "maxLength": self.target.max_length}
        if self.target.allow_blank:
            return schema
        # A pattern beside a large bound is a large automaton to whoever makes requests from this.
        unblank = {"pattern": r"\S"} if self.target.max_length <= LONGEST_WITH_PATTERN else {}
        return {**schema, "minLength": 1, **unblank, "description": "Not blank."}


class ChoiceField(OpenApiSerializerFieldExtension):
    target_class = "rooms.serializers.Choice"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Schema:  # noqa: ARG002
        return {"enum": list(self.target.choices)}


class DigestField(_Component):
    target_class = "rooms.serializers.Digest"
    component = "Digest"


class IdField(_Component):
    target_class = "rooms.serializers.Id"
    component = "Id"


class AttributesField(_Component):
    target_class = "rooms.serializers.Attributes"
    component = "Attributes"


class AnythingField(_Component):
    target_class = "rooms.serializers.Anything"
    component = "Terms"


class SubmissionSerializer(OpenApiSerializerExtension):
    """Either plain or sealed terms; in an edit perhaps neither, and then nothing that belongs to them."""

    target_class = "rooms.serializers.TermsInput"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> Schema:
        schema: Schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # noqa: SLF001
        either: list[Schema] = [{"required": [name]} for name in TERMS]
        if self.target.partial:
            for member in schema["properties"].values():
                member.pop("default", None)  # what is left out stands as it was
            none = {"not": {"anyOf": [{"required": [name]} for name in (*TERMS, *CONSENT)]}}
            either = [*({**one, "required": [*one["required"], CONSENT[0]]} for one in either), none]
        return {**schema, "oneOf": either}
