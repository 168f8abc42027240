"""What callers send, read strictly."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agents.domain.challenge import MOST_CHARACTERS


class Strict(serializers.Serializer[Any]):
    """An object with the declared members and no others."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name)[:60] for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: serializers.ErrorDetail("This member is unknown.", "unknown_member")
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


class ChallengeRequest(Strict):
    """What a challenge is to be for."""

    purpose = serializers.ChoiceField(["token", "revoke"])


class Signed(Strict):
    """A challenge and its signature: both or neither."""

    challenge = serializers.CharField(max_length=MOST_CHARACTERS, required=False)
    signature = serializers.CharField(max_length=86, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = {"challenge", "signature"} - attrs.keys()
        if len(missing) == 1:
            raise serializers.ValidationError(dict.fromkeys(missing, "A challenge comes with its signature."))
        return attrs


class TokenRequest(Signed):
    """What a token is to be called, and for how many days it is good."""

    label = serializers.CharField(  # type: ignore[assignment]  # DRF's class has another thing of this name
        max_length=80, required=False, default="", allow_blank=True
    )
    days = serializers.IntegerField(min_value=1, max_value=365, required=False, default=90)
