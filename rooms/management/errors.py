"""What goes wrong while the market's processes are started and kept."""


class StackFailed(RuntimeError):
    """The market cannot be started or kept; the message is for the operator."""

    code = "stack_failed"
