from django.contrib import admin

from marketplace.models import Policy


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    list_display = ("tenant", "privacy", "agents_see_turns", "require_verified_owner")
