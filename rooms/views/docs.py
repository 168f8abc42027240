"""GET /api/v1/docs: the API's document as a page for people."""

from typing import Any

from django.views.generic import TemplateView

from rooms.openapi import prose
from rooms.openapi.document import document


class DocsPage(TemplateView):
    """Every call with its examples and codes, every component. No script is needed."""

    template_name = "rooms/docs.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shown = document()
        address = self.request.build_absolute_uri("/").rstrip("/")
        return super().get_context_data(
            calls=prose.calls(shown, address),
            components=prose.components(shown),
            ways_in=prose.ways_in(shown),
            about=prose.paragraphs(shown["info"]["description"]),
            version=shown["info"]["version"],
            **context,
        )
