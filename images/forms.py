"""What is asked about pictures: the files, what is said about them, and why one is withdrawn."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Image

ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/avif,image/gif"
MOST: Final = 50
"""Pictures that are sent or described at once."""


class PictureForm(forms.ModelForm[Image]):
    """What is said about a picture; nothing is shown without a description and a credit."""

    class Meta:
        model = Image
        fields = ("alt", "caption", "credit", "licence", "focal_x", "focal_y")
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "caption": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "credit": forms.TextInput(attrs={"class": "vTextField"}),
            "licence": forms.TextInput(attrs={"class": "vTextField"}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 100}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 100}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alt", "credit"):
            if name in self.fields:  # not for who may only look
                self.fields[name].required = True


class SharedForm(forms.ModelForm[Image]):
    """Credit and licence for several pictures at once."""

    class Meta:
        model = Image
        fields = ("credit", "licence")
        widgets = {name: PictureForm.Meta.widgets[name] for name in fields}


class DescribeForm(forms.ModelForm[Image]):
    """What is said about one of several new pictures; what is not known yet may be said later."""

    class Meta:
        model = Image
        fields = ("alt", "credit", "licence", "caption")
        widgets = {name: PictureForm.Meta.widgets[name] for name in fields}


class PicturesInput(forms.FileInput):
    """The browser's picker, for several files."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files; each of them is judged on its own, later."""

    widget = PicturesInput

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        """The files, as long as there are not too many."""
        files = [file for file in data or () if file]
        if not files:
            raise ValidationError(_("Please choose one picture or more."))
        if len(files) > MOST:
            raise ValidationError(
                _("These are %(count)d files; %(most)d can be sent at once. Nothing was stored.")
                % {"count": len(files), "most": MOST}
            )
        return files


class UploadForm(SharedForm):
    """Files for the library, with the credit and licence of those that do not name their own."""

    pictures = PicturesField(
        label=gettext_lazy("Picture files"),
        widget=PicturesInput(attrs={"accept": ACCEPTED, "multiple": True}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, AVIF or GIF, 25 MB each at most. Place and camera data are removed; "
            "a credit and licence that the file names are kept."
        ),
    )
    field_order = ("pictures", "credit", "licence")


class WithdrawForm(forms.Form):
    """Why pictures are withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For colleagues, who see it when they try to use the picture again."),
    )
