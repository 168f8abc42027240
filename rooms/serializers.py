"""What callers send, read strictly: unknown members are refused and nothing is coerced."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from agents.domain.keys import from_base64url
from agents.errors import NotFound
from agents.serializers import Strict
from marketplace import queries as market
from marketplace.actions import Offer
from marketplace.domain import money, photos
from marketplace.domain.cursor import Cursor, CursorRefused
from marketplace.domain.listing import (
    LONGEST_ATTRIBUTES,
    LONGEST_CATEGORY,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_VALUE,
    MOST_ATTRIBUTES,
    MOST_VALUES,
)
from rooms.actions.offer import Submission
from rooms.actions.submission import Ciphertext, PlainTerms

LONGEST_CIPHERTEXT = 64 * 1024
SORTS = tuple(market.ORDERINGS)
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Text(serializers.CharField):
    """A JSON string of valid Unicode; numbers and booleans are not turned into one."""

    default_error_messages = {"invalid_unicode": "Not valid Unicode."}  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if not _is_unicode(data):
            self.fail("invalid_unicode")
        if not self.allow_blank and not data.strip():
            self.fail("blank")
        return super().to_internal_value(data)


def _is_unicode(text: str) -> bool:
    """Lone surrogates can be written in JSON and in no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


class Digest(Text):
    """`sha256:` and 64 hex digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=71, **options)


class Id(Text):
    """A UUID in its one spelling: hyphens, lower case."""

    default_error_messages = {"invalid_id": "Not a UUID."}  # noqa: RUF012

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if not UUID_TEXT.fullmatch(text):
            self.fail("invalid_id")
        return UUID(text)


class Choice(serializers.ChoiceField):
    """One of a few texts; nothing is turned into one, and no error repeats what was sent."""

    default_error_messages = {"invalid_choice": "Not one of the choices."}  # noqa: RUF012

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice")
        return super().to_internal_value(data)


class Attributes(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """{name: text | [text, …]}."""

    default_error_messages = {  # noqa: RUF012
        "invalid": "An object of names with a text or a list of texts each.",
        "too_large": f"At most {LONGEST_ATTRIBUTES} characters in all.",
        "too_many": f"At most {MOST_ATTRIBUTES} names and {MOST_VALUES} texts a name.",
        "too_long": f"A name has at most {LONGEST_NAME} characters, a text at most {LONGEST_VALUE}.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > MOST_ATTRIBUTES:
            self.fail("too_many")
        if sum(len(str(part)) for pair in data.items() for part in pair) > LONGEST_ATTRIBUTES:
            self.fail("too_large")
        for name, value in data.items():
            self._check(name, LONGEST_NAME)
            values = value if isinstance(value, list) else [value]
            if len(values) > MOST_VALUES:
                self.fail("too_many")
            for one in values:
                self._check(one, LONGEST_VALUE)
        return data

    def _check(self, text: Any, longest: int) -> None:
        if not isinstance(text, str) or not text.strip() or not _is_unicode(text):
            self.fail("invalid")
        if len(text) > longest:
            self.fail("too_long")

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class SealedInput(Strict):
    key_id = Id()
    ciphertext = Text(max_length=LONGEST_CIPHERTEXT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whole in an edit too, where the framework would let members of members be left out."""
        missing = {
            name: field.error_messages["required"] for name, field in self.fields.items() if name not in attrs
        }
        if missing:
            raise serializers.ValidationError(missing, "required")
        return attrs

    def validate_ciphertext(self, value: str) -> bytes:
        try:
            return from_base64url(value)
        except ValueError:
            raise serializers.ValidationError("Not base64url without padding.", "bad_base64url") from None


class Anything(serializers.Field[Any, Any, Any, Any]):
    """Plain terms, handed on unread: their own rules read them, and no error here may quote them."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class TermsInput(Strict):
    """Plain or sealed terms with the manifest that they are given under."""

    terms = Anything(required=False)
    sealed_terms = SealedInput(required=False)
    manifest_digest = Digest()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("terms" in attrs) == ("sealed_terms" in attrs):
            raise serializers.ValidationError("Send either terms or sealed_terms.", "one_of")
        return attrs

    @property
    def submission(self) -> Submission:
        """The validated terms."""
        return submission(self.validated_data)


def submission(data: Mapping[str, Any]) -> Submission:
    """Validated members as an action takes them."""
    sealed = data.get("sealed_terms")
    terms = Ciphertext(**sealed) if sealed else PlainTerms(data["terms"])
    return Submission(terms, data["manifest_digest"], data.get("consent", "exact"))


class ConsentInput(Strict):
    manifest_digest = Digest()
    consent = Choice(choices=["exact", "operator"])


class ListingInput(TermsInput):
    """A listing with its terms. For an edit every member may be left out."""

    title = Text(max_length=LONGEST_TITLE)
    description = Text(max_length=LONGEST_DESCRIPTION, allow_blank=True, default="")
    category = Text(max_length=LONGEST_CATEGORY, allow_blank=True, default="")
    attributes = Attributes(default=dict)
    asking_price = Text(max_length=20)
    currency = Text(max_length=3)
    consent = Choice(choices=["exact", "operator"], default="exact")

    def validate_title(self, value: str) -> str:
        return " ".join(value.split())

    def offer(self, standing: Offer | None = None) -> Offer:
        """The public members; what was not sent stands as it was. Raises ValidationError."""
        data = self.validated_data
        kept = vars(standing) if standing else {}
        currency: str = data.get("currency", kept.get("currency"))
        sent = data.get("asking_price")
        asking = kept["asking_minor"] if sent is None else _asking_minor(sent, currency)
        words = {
            name: data.get(name, kept.get(name))
            for name in ("title", "description", "category", "attributes")
        }
        return Offer(**words, asking_minor=asking, currency=currency)


class NewListing(ListingInput):
    """A listing that may take the photos of a draft with it."""

    draft = Id(required=False)


class ListingEdit(ListingInput):
    """Terms are sent together with the manifest that they are given under, or not at all."""

    manifest_digest = Digest(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"terms", "sealed_terms", "manifest_digest", "consent"} & set(attrs):
            return attrs
        if "manifest_digest" not in attrs:
            raise serializers.ValidationError(
                {"manifest_digest": "Say which manifest the terms are given under."}
            )
        return super().validate(attrs)

    @property
    def given(self) -> Submission | None:
        """New terms, if any were sent."""
        return self.submission if "manifest_digest" in self.validated_data else None


def _asking_minor(text: str, currency: str) -> int:
    try:
        minor = money.parse(text, currency)
    except money.AmountRefused as refused:
        field = "currency" if refused.code == "bad_currency" else "asking_price"
        raise serializers.ValidationError(
            {field: serializers.ErrorDetail("Unsound.", refused.code)}
        ) from None
    if minor == 0:
        raise serializers.ValidationError(
            {"asking_price": serializers.ErrorDetail("Above 0.", "zero_amount")}
        )
    return minor


class RoomInput(TermsInput):
    listing = Id()
    listing_digest = Digest()
    profile = Text(max_length=4000)


class SignatureInput(Strict):
    signature = Text(max_length=86)
    protected = Text(max_length=1000, required=False)


class ListingSearch(Strict):
    """The query of the catalogue. Prices are decimal numbers in the listing's own currency."""

    q = Text(max_length=200, required=False, allow_blank=True, default="")
    category = Text(max_length=60, required=False, allow_blank=True, default="")
    min_price = serializers.DecimalField(max_digits=15, decimal_places=4, min_value=0, required=False)
    max_price = serializers.DecimalField(max_digits=15, decimal_places=4, min_value=0, required=False)
    sort = Choice(choices=SORTS, default=SORTS[0])
    cursor = Text(max_length=400, required=False)

    def validate_cursor(self, value: str) -> Cursor:
        """One that is none leads nowhere, as everywhere else."""
        try:
            return Cursor.parse(value)
        except CursorRefused:
            raise NotFound from None


class PhotoOrder(Strict):
    """The ids of a listing's photos in their new order."""

    order = serializers.ListField(child=Id(), allow_empty=True, max_length=photos.MOST_PHOTOS)
