"""What the SSO says no with."""


class Refused(Exception):
    """A stable code (RFC 6749 sections 4.1.2.1 and 5.2, RFC 9449 section 5) and a sentence; `status` is HTTP's."""

    def __init__(self, code: str, why: str, status: int = 400) -> None:
        super().__init__(f"{code}: {why}")
        self.code, self.why, self.status = code, why, status
