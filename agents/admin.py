from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
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


# What settings say and what nobody may read: providers are no rows here, and second factors are their owner's.
for _model in (SocialApp, SocialToken, Authenticator):
    admin.site.unregister(_model)
