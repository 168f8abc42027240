"""Who gets what at each address of the first market. What is not written here fails its test.

open: 2xx · led: a redirect · sign-in: a redirect to where one signs in · unknown: 401 · never: 403 · absent: 404 ·
method: 405 · unsound: the request was read and refused. Charlie is everything at the other market and nothing here.
Of the admin the rows are the first market's: an operator sees those, superusers see more (tests/admin).
People see the rooms and contracts of their own agents; auditors see all of the market's.
"""

from collections.abc import Sequence

PAGES_AND_API = """\
ROUTE                                                     anonymous alice     bob       charlie   operator  auditor
GET /api/v1/agents/me                                     unknown   open      open      open      never     never
POST /api/v1/agents/me/challenges                         unknown   unsound   unsound   unsound   never     never
GET /api/v1/agents/me/tokens                              unknown   open      open      open      never     never
POST /api/v1/agents/me/tokens                             unknown   never     never     never     never     never
POST /api/v1/agents/me/tokens/{token_id}/revoke           unknown   open      absent    absent    never     never
POST /api/v1/agents/me/revoke                             unknown   never     never     never     never     never
GET /api/v1/contracts                                     unknown   open      open      open      open      open
GET /api/v1/contracts/export                              unknown   absent    absent    absent    absent    open
GET /api/v1/contracts/archive                             unknown   absent    absent    absent    absent    open
GET /api/v1/contracts/columns                             unknown   absent    absent    absent    absent    open
GET /api/v1/contracts/{contract_id}                       unknown   open      open      absent    absent    open
POST /api/v1/verify                                       open      open      open      open      open      open
GET /api/v1/schema                                        open      open      open      open      open      open
GET /api/v1/manifest                                      open      open      open      open      open      open
POST /api/v1/sealing-keys                                 unknown   open      open      open      never     never
GET /api/v1/listings                                      open      open      open      open      open      open
POST /api/v1/listings                                     unknown   unsound   unsound   unsound   never     never
GET /api/v1/listings/{listing_id}                         open      open      open      open      open      open
PATCH /api/v1/listings/{listing_id}                       unknown   open      absent    absent    never     never
POST /api/v1/listings/{listing_id}/pause                  unknown   open      absent    absent    never     never
POST /api/v1/listings/{listing_id}/resume                 unknown   open      absent    absent    never     never
POST /api/v1/listings/{listing_id}/withdraw               unknown   open      absent    absent    never     never
POST /api/v1/listings/{listing_id}/consent                unknown   unsound   absent    absent    never     never
DELETE /api/v1/listings/{listing_id}/photos/{photo_id}    unknown   open      absent    absent    never     never
GET /api/v1/listings/{listing_id}/photos                  unknown   open      absent    absent    never     never
PATCH /api/v1/listings/{listing_id}/photos                unknown   unsound   absent    absent    never     never
POST /api/v1/listings/{listing_id}/photos                 unknown   open      absent    absent    never     never
GET /api/v1/rooms                                         unknown   open      open      open      never     never
POST /api/v1/rooms                                        unknown   unsound   unsound   unsound   never     never
GET /api/v1/rooms/{room_id}                               unknown   open      open      absent    never     never
POST /api/v1/rooms/{room_id}/terms                        unknown   unsound   unsound   absent    never     never
GET /api/v1/rooms/{room_id}/transcript                    unknown   open      open      absent    absent    open
GET /api/v1/rooms/{room_id}/photos/{sha256}               unknown   open      open      absent    never     never
POST /api/v1/rooms/{room_id}/signature                    unknown   unsound   unsound   absent    never     never
GET /api/v1/docs                                          open      open      open      open      open      open
GET /.well-known/alien-agent-id.json                      open      open      open      open      open      open
GET /instructions                                         open      open      open      open      open      open
GET /                                                     open      open      open      open      open      open
GET /look.css                                             open      open      open      open      open      open
GET /logo/{sha256}                                        open      open      open      open      open      open
GET /listings/                                            open      open      open      open      open      open
GET /listings/{listing_id}/                               open      open      open      open      open      open
GET /listings/{listing_id}/photos/{sha256}                open      open      open      open      open      open
GET /listings/{listing_id}/photos/{sha256}/small          open      open      open      open      open      open
GET /listings/{listing_id}/join/                          sign-in   open      open      open      open      open
GET /sell/                                                sign-in   open      open      open      open      open
POST /sell/                                               sign-in   led       led       led       led       led
GET /sell/{draft_id}/what/                                sign-in   open      absent    absent    absent    absent
POST /sell/{draft_id}/what/                               sign-in   unsound   absent    absent    absent    absent
GET /sell/{draft_id}/photos/                              sign-in   open      absent    absent    absent    absent
POST /sell/{draft_id}/photos/                             sign-in   led       absent    absent    absent    absent
GET /sell/{draft_id}/photos/{draft_photo_id}              absent    open      absent    absent    absent    absent
POST /sell/{draft_id}/photos/{draft_photo_id}/            sign-in   led       absent    absent    absent    absent
GET /sell/{draft_id}/price/                               sign-in   open      absent    absent    absent    absent
POST /sell/{draft_id}/price/                              sign-in   unsound   absent    absent    absent    absent
GET /sell/{draft_id}/terms/                               sign-in   open      absent    absent    absent    absent
GET /sell/{draft_id}/listing.json                         sign-in   open      absent    absent    absent    absent
POST /sell/{draft_id}/delete/                             sign-in   led       absent    absent    absent    absent
GET /sell/listings/{listing_id}/                          sign-in   open      absent    absent    absent    absent
GET /sell/listings/{listing_id}/edit/                     sign-in   open      absent    absent    absent    absent
POST /sell/listings/{listing_id}/edit/                    sign-in   unsound   absent    absent    absent    absent
GET /sell/listings/{listing_id}/photos/                   sign-in   open      absent    absent    absent    absent
GET /sell/listings/{listing_id}/terms/                    sign-in   open      absent    absent    absent    absent
GET /sell/listings/{listing_id}/pause/                    sign-in   open      absent    absent    absent    absent
POST /sell/listings/{listing_id}/pause/                   sign-in   led       absent    absent    absent    absent
GET /sell/listings/{listing_id}/resume/                   sign-in   open      absent    absent    absent    absent
POST /sell/listings/{listing_id}/resume/                  sign-in   led       absent    absent    absent    absent
GET /sell/listings/{listing_id}/withdraw/                 sign-in   open      absent    absent    absent    absent
POST /sell/listings/{listing_id}/withdraw/                sign-in   led       absent    absent    absent    absent
GET /rooms/                                               sign-in   open      open      open      open      open
GET /rooms/{room_id}/                                     sign-in   open      open      absent    absent    open
GET /contracts/{contract_id}/                             sign-in   open      open      absent    absent    open
GET /contracts/                                           sign-in   absent    absent    absent    absent    open
GET /verify                                               open      open      open      open      open      open
POST /verify                                              unsound   unsound   unsound   unsound   unsound   unsound
GET /sign-in/                                             open      open      open      open      open      open
POST /sign-in/                                            open      open      open      open      open      open
GET /sign-up/                                             open      open      open      open      open      open
POST /sign-up/                                            open      open      open      open      open      open
GET /account/                                             sign-in   open      open      open      open      open
POST /account/                                            sign-in   open      open      open      open      open
GET /account/notices/                                     sign-in   open      open      open      open      open
GET /account/notices/read/                                method    method    method    method    method    method
GET /account/notices/ways/                                method    method    method    method    method    method
POST /account/notices/read/                               sign-in   led       led       led       led       led
POST /account/notices/ways/                               sign-in   led       led       led       led       led
GET /account/agents/                                      sign-in   open      open      open      open      open
GET /account/agents/browser/                              sign-in   open      open      open      open      open
POST /account/agents/browser/                             sign-in   unsound   unsound   unsound   unsound   unsound
GET /account/agents/enrol/                                sign-in   open      open      open      open      open
POST /account/agents/enrol/                               sign-in   unsound   unsound   unsound   unsound   unsound
GET /account/agents/claims/refuse-all/                    method    method    method    method    method    method
POST /account/agents/claims/refuse-all/                   sign-in   absent    absent    absent    absent    absent
GET /account/agents/claims/{ownership_id}/confirm/        method    method    method    method    method    method
POST /account/agents/claims/{ownership_id}/confirm/       sign-in   led       absent    absent    absent    absent
GET /account/agents/claims/{ownership_id}/refuse/         method    method    method    method    method    method
POST /account/agents/claims/{ownership_id}/refuse/        sign-in   led       absent    absent    absent    absent
GET /account/agents/{agent_id}/                           sign-in   open      absent    absent    absent    absent
GET /account/agents/{agent_id}/name/                      method    method    method    method    method    method
POST /account/agents/{agent_id}/name/                     sign-in   led       absent    absent    absent    absent
GET /account/agents/{agent_id}/own/                       method    method    method    method    method    method
POST /account/agents/{agent_id}/own/                      sign-in   led       absent    absent    absent    absent
GET /account/agents/{agent_id}/give-up/                   method    method    method    method    method    method
POST /account/agents/{agent_id}/give-up/                  sign-in   led       absent    absent    absent    absent
GET /account/agents/{agent_id}/revoke/                    method    method    method    method    method    method
POST /account/agents/{agent_id}/revoke/                   sign-in   led       absent    absent    absent    absent
GET /account/agents/{agent_id}/tokens/{token_id}/revoke/  method    method    method    method    method    method
POST /account/agents/{agent_id}/tokens/{token_id}/revoke/ sign-in   led       absent    absent    absent    absent
GET /account/alien/                                       absent    absent    absent    absent    absent    absent
POST /account/alien/                                      absent    absent    absent    absent    absent    absent
GET /account/alien/callback/                              absent    absent    absent    absent    absent    absent
POST /account/alien/callback/                             absent    absent    absent    absent    absent    absent
GET /account/alien/cancelled/                             open      open      open      open      open      open
GET /account/alien/refused/                               unknown   unknown   unknown   unknown   unknown   unknown
GET /account/inactive/                                    open      open      open      open      open      open
GET /account/confirm/                                     sign-in   never     never     never     never     never
POST /account/confirm/                                    sign-in   never     never     never     never     never
GET /account/mfa/                                         sign-in   open      open      open      open      open
GET /account/mfa/authenticate/                            sign-in   led       led       led       led       led
POST /account/mfa/authenticate/                           sign-in   led       led       led       led       led
GET /account/mfa/reauthenticate/                          sign-in   never     never     never     never     never
POST /account/mfa/reauthenticate/                         sign-in   never     never     never     never     never
GET /account/mfa/totp/activate/                           sign-in   open      open      open      open      open
POST /account/mfa/totp/activate/                          sign-in   open      open      open      open      open
GET /account/mfa/totp/deactivate/                         sign-in   absent    absent    absent    absent    absent
POST /account/mfa/totp/deactivate/                        sign-in   absent    absent    absent    absent    absent
GET /account/mfa/recovery-codes/                          sign-in   absent    absent    absent    absent    absent
GET /account/mfa/recovery-codes/generate/                 sign-in   open      open      open      open      open
POST /account/mfa/recovery-codes/generate/                sign-in   open      open      open      open      open
GET /account/mfa/recovery-codes/download/                 sign-in   absent    absent    absent    absent    absent
GET /account/password/                                    sign-in   led       led       led       led       led
POST /account/password/                                   sign-in   led       led       led       led       led
GET /account/password/set/                                sign-in   open      open      open      open      open
POST /account/password/set/                               sign-in   open      open      open      open      open
GET /account/password/reset/                              absent    absent    absent    absent    absent    absent
POST /account/password/reset/                             absent    absent    absent    absent    absent    absent
GET /account/password/reset/sent/                         absent    absent    absent    absent    absent    absent
GET /account/password/reset/done/                         absent    absent    absent    absent    absent    absent
GET /account/password/reset/{uidb36}-{key}/               absent    absent    absent    absent    absent    absent
POST /account/password/reset/{uidb36}-{key}/              absent    absent    absent    absent    absent    absent
GET /account/email/sent/                                  absent    absent    absent    absent    absent    absent
POST /account/email/sent/                                 absent    absent    absent    absent    absent    absent
GET /account/email/{key}/                                 absent    absent    absent    absent    absent    absent
POST /account/email/{key}/                                absent    absent    absent    absent    absent    absent
GET /sign-out/                                            open      open      open      open      open      open
POST /sign-out/                                           led       led       led       led       led       led
POST /demo/auditor/                                       absent    absent    absent    absent    absent    absent
"""

ADMIN = """\
ROUTE                                                     anonymous alice     bob       charlie   operator  auditor
GET /admin/numbers/                                       sign-in   absent    absent    absent    open      absent
POST /admin/numbers/                                      sign-in   absent    absent    absent    method    absent
GET /admin/                                               sign-in   absent    absent    absent    open      absent
POST /admin/                                              sign-in   absent    absent    absent    open      absent
GET /admin/login/                                         sign-in   absent    absent    absent    led       absent
POST /admin/login/                                        sign-in   absent    absent    absent    led       absent
GET /admin/logout/                                        led       absent    absent    absent    led       absent
POST /admin/logout/                                       led       absent    absent    absent    led       absent
GET /admin/jsi18n/                                        sign-in   absent    absent    absent    open      absent
POST /admin/jsi18n/                                       sign-in   absent    absent    absent    method    absent
GET /admin/agents/user/{id}/password/                     sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/{id}/password/                    sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/                                   sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/                                  sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/add/                               sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/add/                              sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/{object_id}/history/               sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/{object_id}/history/              sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/{object_id}/delete/                sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/{object_id}/delete/               sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/{object_id}/change/                sign-in   absent    absent    absent    absent    absent
POST /admin/agents/user/{object_id}/change/               sign-in   absent    absent    absent    absent    absent
GET /admin/agents/user/{object_id}/                       sign-in   absent    absent    absent    led       absent
POST /admin/agents/user/{object_id}/                      sign-in   absent    absent    absent    led       absent
GET /admin/agents/tenant/                                 sign-in   absent    absent    absent    open      absent
POST /admin/agents/tenant/                                sign-in   absent    absent    absent    open      absent
GET /admin/agents/tenant/add/                             sign-in   absent    absent    absent    absent    absent
POST /admin/agents/tenant/add/                            sign-in   absent    absent    absent    absent    absent
GET /admin/agents/tenant/{object_id}/history/             sign-in   absent    absent    absent    led       absent
POST /admin/agents/tenant/{object_id}/history/            sign-in   absent    absent    absent    led       absent
GET /admin/agents/tenant/{object_id}/delete/              sign-in   absent    absent    absent    absent    absent
POST /admin/agents/tenant/{object_id}/delete/             sign-in   absent    absent    absent    absent    absent
GET /admin/agents/tenant/{object_id}/change/              sign-in   absent    absent    absent    open      absent
POST /admin/agents/tenant/{object_id}/change/             sign-in   absent    absent    absent    open      absent
GET /admin/agents/tenant/{object_id}/                     sign-in   absent    absent    absent    led       absent
POST /admin/agents/tenant/{object_id}/                    sign-in   absent    absent    absent    led       absent
GET /admin/agents/membership/                             sign-in   absent    absent    absent    open      absent
POST /admin/agents/membership/                            sign-in   absent    absent    absent    open      absent
GET /admin/agents/membership/add/                         sign-in   absent    absent    absent    open      absent
POST /admin/agents/membership/add/                        sign-in   absent    absent    absent    open      absent
GET /admin/agents/membership/{object_id}/history/         sign-in   absent    absent    absent    led       absent
POST /admin/agents/membership/{object_id}/history/        sign-in   absent    absent    absent    led       absent
GET /admin/agents/membership/{object_id}/delete/          sign-in   absent    absent    absent    open      absent
POST /admin/agents/membership/{object_id}/delete/         sign-in   absent    absent    absent    open      absent
GET /admin/agents/membership/{object_id}/change/          sign-in   absent    absent    absent    open      absent
POST /admin/agents/membership/{object_id}/change/         sign-in   absent    absent    absent    absent    absent
GET /admin/agents/membership/{object_id}/                 sign-in   absent    absent    absent    led       absent
POST /admin/agents/membership/{object_id}/                sign-in   absent    absent    absent    led       absent
GET /admin/agents/agent/                                  sign-in   absent    absent    absent    open      absent
POST /admin/agents/agent/                                 sign-in   absent    absent    absent    open      absent
GET /admin/agents/agent/add/                              sign-in   absent    absent    absent    absent    absent
POST /admin/agents/agent/add/                             sign-in   absent    absent    absent    absent    absent
GET /admin/agents/agent/{object_id}/history/              sign-in   absent    absent    absent    led       absent
POST /admin/agents/agent/{object_id}/history/             sign-in   absent    absent    absent    led       absent
GET /admin/agents/agent/{object_id}/delete/               sign-in   absent    absent    absent    absent    absent
POST /admin/agents/agent/{object_id}/delete/              sign-in   absent    absent    absent    absent    absent
GET /admin/agents/agent/{object_id}/change/               sign-in   absent    absent    absent    open      absent
POST /admin/agents/agent/{object_id}/change/              sign-in   absent    absent    absent    absent    absent
GET /admin/agents/agent/{object_id}/                      sign-in   absent    absent    absent    led       absent
POST /admin/agents/agent/{object_id}/                     sign-in   absent    absent    absent    led       absent
GET /admin/agents/act/                                    sign-in   absent    absent    absent    open      absent
POST /admin/agents/act/                                   sign-in   absent    absent    absent    open      absent
GET /admin/agents/act/add/                                sign-in   absent    absent    absent    absent    absent
POST /admin/agents/act/add/                               sign-in   absent    absent    absent    absent    absent
GET /admin/agents/act/{object_id}/history/                sign-in   absent    absent    absent    led       absent
POST /admin/agents/act/{object_id}/history/               sign-in   absent    absent    absent    led       absent
GET /admin/agents/act/{object_id}/delete/                 sign-in   absent    absent    absent    absent    absent
POST /admin/agents/act/{object_id}/delete/                sign-in   absent    absent    absent    absent    absent
GET /admin/agents/act/{object_id}/change/                 sign-in   absent    absent    absent    open      absent
POST /admin/agents/act/{object_id}/change/                sign-in   absent    absent    absent    absent    absent
GET /admin/agents/act/{object_id}/                        sign-in   absent    absent    absent    led       absent
POST /admin/agents/act/{object_id}/                       sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/policy/                            sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/policy/                           sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/policy/add/                        sign-in   absent    absent    absent    absent    absent
POST /admin/marketplace/policy/add/                       sign-in   absent    absent    absent    absent    absent
GET /admin/marketplace/policy/{object_id}/history/        sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/policy/{object_id}/history/       sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/policy/{object_id}/delete/         sign-in   absent    absent    absent    absent    absent
POST /admin/marketplace/policy/{object_id}/delete/        sign-in   absent    absent    absent    absent    absent
GET /admin/marketplace/policy/{object_id}/change/         sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/policy/{object_id}/change/        sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/policy/{object_id}/                sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/policy/{object_id}/               sign-in   absent    absent    absent    led       absent
GET /admin/contracts/contract/                            sign-in   absent    absent    absent    open      absent
POST /admin/contracts/contract/                           sign-in   absent    absent    absent    open      absent
GET /admin/contracts/contract/add/                        sign-in   absent    absent    absent    absent    absent
POST /admin/contracts/contract/add/                       sign-in   absent    absent    absent    absent    absent
GET /admin/contracts/contract/{object_id}/history/        sign-in   absent    absent    absent    led       absent
POST /admin/contracts/contract/{object_id}/history/       sign-in   absent    absent    absent    led       absent
GET /admin/contracts/contract/{object_id}/delete/         sign-in   absent    absent    absent    absent    absent
POST /admin/contracts/contract/{object_id}/delete/        sign-in   absent    absent    absent    absent    absent
GET /admin/contracts/contract/{object_id}/change/         sign-in   absent    absent    absent    open      absent
POST /admin/contracts/contract/{object_id}/change/        sign-in   absent    absent    absent    absent    absent
GET /admin/contracts/contract/{object_id}/                sign-in   absent    absent    absent    led       absent
POST /admin/contracts/contract/{object_id}/               sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/listing/                           sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/listing/                          sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/listing/add/                       sign-in   absent    absent    absent    absent    absent
POST /admin/marketplace/listing/add/                      sign-in   absent    absent    absent    absent    absent
GET /admin/marketplace/listing/{object_id}/history/       sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/listing/{object_id}/history/      sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/listing/{object_id}/delete/        sign-in   absent    absent    absent    absent    absent
POST /admin/marketplace/listing/{object_id}/delete/       sign-in   absent    absent    absent    absent    absent
GET /admin/marketplace/listing/{object_id}/change/        sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/listing/{object_id}/change/       sign-in   absent    absent    absent    absent    absent
GET /admin/marketplace/listing/{object_id}/               sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/listing/{object_id}/              sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/category/                          sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/category/                         sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/category/add/                      sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/category/add/                     sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/category/{object_id}/              sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/category/{object_id}/             sign-in   absent    absent    absent    led       absent
GET /admin/marketplace/category/{object_id}/change/       sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/category/{object_id}/change/      sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/category/{object_id}/delete/       sign-in   absent    absent    absent    open      absent
POST /admin/marketplace/category/{object_id}/delete/      sign-in   absent    absent    absent    open      absent
GET /admin/marketplace/category/{object_id}/history/      sign-in   absent    absent    absent    led       absent
POST /admin/marketplace/category/{object_id}/history/     sign-in   absent    absent    absent    led       absent
GET /admin/rooms/room/                                    sign-in   absent    absent    absent    open      absent
POST /admin/rooms/room/                                   sign-in   absent    absent    absent    open      absent
GET /admin/rooms/room/add/                                sign-in   absent    absent    absent    absent    absent
POST /admin/rooms/room/add/                               sign-in   absent    absent    absent    absent    absent
GET /admin/rooms/room/{object_id}/history/                sign-in   absent    absent    absent    led       absent
POST /admin/rooms/room/{object_id}/history/               sign-in   absent    absent    absent    led       absent
GET /admin/rooms/room/{object_id}/delete/                 sign-in   absent    absent    absent    absent    absent
POST /admin/rooms/room/{object_id}/delete/                sign-in   absent    absent    absent    absent    absent
GET /admin/rooms/room/{object_id}/change/                 sign-in   absent    absent    absent    open      absent
POST /admin/rooms/room/{object_id}/change/                sign-in   absent    absent    absent    absent    absent
GET /admin/rooms/room/{object_id}/                        sign-in   absent    absent    absent    led       absent
POST /admin/rooms/room/{object_id}/                       sign-in   absent    absent    absent    led       absent
GET /admin/{app_label}/                                   sign-in   absent    absent    absent    open      absent
POST /admin/{app_label}/                                  sign-in   absent    absent    absent    open      absent
GET /admin/{url}                                          sign-in   absent    absent    absent    absent    absent
POST /admin/{url}                                         sign-in   absent    absent    absent    absent    absent
GET /admin/logo/                                          sign-in   absent    absent    absent    open      absent
POST /admin/logo/                                         sign-in   absent    absent    absent    unsound   absent
"""

WEBSOCKETS = """\
ROUTE                                                     anonymous alice     bob       charlie   operator  auditor
/ws/rooms/{room_id}/                                      unknown   open      open      absent    absent    open
/                                                         absent    absent    absent    absent    absent    absent
"""


def rows(table: str) -> dict[str, tuple[str, ...]]:
    """Route -> what each of the cast gets, in the table's order. Raises ValueError where a route stands twice."""
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines()[1:]:
        *route, who, alice, bob, charlie, operator, auditor = line.split()
        if " ".join(route) in found:
            raise ValueError(f"{' '.join(route)} stands twice")
        found[" ".join(route)] = (who, alice, bob, charlie, operator, auditor)
    return found


def line(route: str, gets: Sequence[str]) -> str:
    """A row as it is written in a table."""
    return f"{route:<57} " + "".join(f"{one:<10}" for one in gets).rstrip()
