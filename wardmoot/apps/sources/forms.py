from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings

from wardmoot.apps.sources.arriving import ArrivingFile, in_megabytes

ENDINGS = ".csv,.zip,.geojson,.json,.xlsx"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[ArrivingFile]:
        # an empty file is the loader's to refuse: it says what to do, and the others still load
        files = [file for file in data or [] if isinstance(file, ArrivingFile)]
        if not files:
            raise forms.ValidationError("Choose at least one file")
        if len(files) > settings.UPLOAD_MAX_FILES:
            most = f"at most {settings.UPLOAD_MAX_FILES:,} can be sent at once"
            raise forms.ValidationError(f"You chose {len(files):,} files and {most}. Put them in a zip, or send them in parts")
        return files


class LoadForm(forms.Form):
    load = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    data_files = FilesField(label="Files", widget=SeveralFiles({"accept": ENDINGS, "legend": "m"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = in_megabytes(settings.UPLOAD_MAX_BYTES)
        self.fields["data_files"].help_text = f"CSV, zip, GeoJSON or Excel (.xlsx). You can choose several. At most {most} together."
