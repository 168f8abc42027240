"""/admin/logo/: the operators' page of their market's logo."""

from typing import Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agents.errors import Problem
from agents.tenancy import tenant_of
from marketplace import gallery
from marketplace.domain import photos as rules
from rooms.actions import logos

ACCEPTED: Final = ",".join(rules.SENT_TYPES)


class LogoForm(forms.Form):
    """A file to be shown beside the market's name."""

    file = forms.FileField(
        label="Picture",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text="JPEG, PNG or WebP, best a square. It is shown small, on white.",
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > settings.PHOTOS.most_bytes:
            megabytes = settings.PHOTOS.most_bytes // 1_000_000
            raise forms.ValidationError(f"A picture has at most {megabytes} MB.", "photo_too_large")
        body: bytes = sent.read()
        return body


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest) -> HttpResponse:
    """GET: what is shown and what waits. POST: another picture, or with `remove` none."""
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if request.method == "POST" and _done(request, form):
        return redirect("admin_logo")
    waits, refused = gallery.logos_ahead(tenant_of(request))
    shown = {
        **admin.site.each_context(request),
        "title": "Logo",
        "form": form,
        "waits": waits,
        "refused": [rules.REASONS[code] for code in refused],
    }
    return render(request, "rooms/logo.html", shown, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: LogoForm) -> bool:
    by, now = request.user.pk, timezone.now()
    if by is None:
        raise Http404  # the desk's door lets nobody in without an account
    if "remove" in request.POST:
        logos.remove(tenant_of(request), by, now)
        messages.success(request, "The market shows its mark.")
        return True
    if not form.is_valid():
        return False
    try:
        logos.send(tenant_of(request), by, form.cleaned_data["file"], now)
    except Problem as refused:
        form.add_error("file", refused.detail)
        return False
    messages.success(request, "Sent. It is shown as soon as it was looked at.")
    return True


logo_page = admin.site.admin_view(_page)
