"""The calls about contracts."""

from agents.openapi.components import ID, OTHER_ID, TIME
from agents.openapi.table import Operation
from contracts.openapi.components import CONTRACT, EXPORTED, SEARCH, TABLE, VERDICT
from contracts.serializers import CSV, GZIP, NDJSON

OPERATIONS: dict[tuple[str, str], Operation] = {
    ("ContractsView", "GET"): Operation(
        id="listContracts",
        summary="The contracts that the caller may read, the newest first",
        about="A party's own; those of the market for its auditors.",
        who="somebody",
        tag="contracts",
        parameters=("limit", "cursor", *SEARCH),
        answer="ContractPage",
        example={
            "next": None,
            "previous": None,
            "results": [
                {
                    "id": ID,
                    "room": OTHER_ID,
                    "listing_id": ID,
                    "deal": True,
                    "completed_at": TIME,
                    "url": f"/api/v1/contracts/{ID}",
                }
            ],
        },
    ),
    ("ExportView", "GET"): Operation(
        id="exportContracts",
        summary="Every contract with what proved its parties' owners, for the market's auditors",
        about="One JSON object a line, the oldest contract first. "
        "`python -m contracts.verify --export FILE` judges it.",
        who="somebody",
        tag="contracts",
        parameters=SEARCH,
        answer="ExportedContract",
        media_type=NDJSON,
        example=EXPORTED,
        codes={404: ("not_found",), 422: ("invalid",)},
    ),
    ("ColumnsView", "GET"): Operation(
        id="tabulateContracts",
        summary="Every contract as a line of a table, for the market's auditors",
        about="The oldest contract first.",
        who="somebody",
        tag="contracts",
        parameters=SEARCH,
        answer="Columns",
        media_type=CSV,
        example=TABLE,
        codes={404: ("not_found",), 422: ("invalid",)},
    ),
    ("ArchiveView", "GET"): Operation(
        id="archiveContracts",
        summary="Every contract with what proved its parties' owners in one archive, for the market's auditors",
        about="It says how many contracts it holds, and the same contracts are the same bytes. "
        "`python -m contracts.verify --archive FILE` judges it.",
        who="somebody",
        tag="contracts",
        parameters=SEARCH,
        answer="Archive",
        media_type=GZIP,
        example="the bytes of a gzip file",
        codes={404: ("not_found",), 422: ("invalid",)},
    ),
    ("ContractView", "GET"): Operation(
        id="getContract",
        summary="A contract document",
        about="Three signatures over one statement. Anybody can verify it offline: docs/contract-format.md.",
        who="somebody",
        tag="contracts",
        answer="Contract",
        example=CONTRACT,
        codes={404: ("not_found",)},
    ),
    ("VerifyView", "POST"): Operation(
        id="verify",
        summary="Judge a contract as the offline verifier does",
        about="The body is judged byte by byte, whatever it is; nothing is stored.",
        who="nobody",
        tag="contracts",
        parameters=("expected_seller", "expected_buyer", "expected_room"),
        request="Contract",
        sent=CONTRACT,
        answer="Verdict",
        example=VERDICT,
        codes={
            400: ("bad_utf8", "bad_json", "too_deep", "too_large"),
            413: ("payload_too_large",),
        },
    ),
}
