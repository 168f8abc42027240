from django.urls import path

from contracts import api

urlpatterns = [
    path("contracts", api.ContractsView.as_view()),
    path("contracts/export", api.ExportView.as_view()),
    path("contracts/columns", api.ColumnsView.as_view()),
    path("contracts/archive", api.ArchiveView.as_view()),
    path("contracts/<uuid:contract_id>", api.ContractView.as_view()),
    path("verify", api.VerifyView.as_view()),
]
