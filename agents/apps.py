from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AgentsConfig(AppConfig):
    name = "agents"
    default_auto_field = "django.db.models.BigAutoField"


class StaffPages(admin.AdminConfig):
    """Django's admin, behind the market's own door."""

    default = False
    default_site = "agents.accounts.staff.StaffSite"
