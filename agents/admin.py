from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from agents.models import Membership, Tenant, User

admin.site.register(User, UserAdmin)


@admin.register(Tenant)
class TenantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    list_display = ("name", "slug", "host")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    list_display = ("person", "tenant", "role")
    list_filter = ("tenant", "role")
