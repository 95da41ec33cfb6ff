"""The form of an ASN: its head, and a line for each SKU (and lot)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import Barcode, InboundReceipt, Sku
from inventory.operations import AsnLine, normal_value
from wms.core.desk.forms import DeskForm

MOST_LINES, BLANK_LINES, MOST_UNITS = 200, 6, 10_000_000


class AsnLineForm(DeskForm):
    """One line. A table's head shows the labels, so each input carries its own for a screen reader."""

    sku = forms.CharField(max_length=80, label=gettext_lazy("SKU or barcode"), required=False)
    units = forms.IntegerField(min_value=1, max_value=MOST_UNITS, label=gettext_lazy("Units"), required=False)
    lot = forms.CharField(max_length=40, label=gettext_lazy("Lot"), required=False)
    expires = forms.DateField(label=gettext_lazy("Expiry"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class AsnForm(DeskForm):
    """`cleaned_data` is what open_asn and edit_asn take. A number is asked for only when the ASN is new."""

    number = forms.CharField(max_length=40, label=gettext_lazy("ASN"))
    supplier = forms.CharField(max_length=120, label=gettext_lazy("Supplier"), required=False)
    expected_on = forms.DateField(label=gettext_lazy("Expected on"), required=False)

    def __init__(self, data: Any = None, *, receipt: InboundReceipt | None = None, rows: str = "") -> None:
        initial = {} if receipt is None else {"supplier": receipt.supplier, "expected_on": receipt.expected_on}
        super().__init__(data, initial=initial)
        if receipt is not None:
            del self.fields["number"]
        blank = int(rows) if rows.isdecimal() and len(rows) < 4 else BLANK_LINES
        make = forms.formset_factory(
            AsnLineForm, extra=min(blank, MOST_LINES), max_num=MOST_LINES, absolute_max=MOST_LINES
        )
        known = list(receipt.lines.select_related("sku").order_by("pk")) if receipt else []
        lines = [
            {"sku": row.sku.code, "units": row.expected_units, "lot": row.lot_code, "expires": row.expires_on}
            for row in known
        ]
        self.lines = make(data, initial=lines, prefix="line")

    def is_valid(self) -> bool:
        """Both the head and every line; a line that says nothing is none."""
        are_lines_readable = self.lines.is_valid()
        return super().is_valid() and are_lines_readable and self._goods_are_known()

    def _goods_are_known(self) -> bool:
        given = [form for form in self.lines.forms if form.cleaned_data.get("sku") or form.cleaned_data.get("units")]
        known = _skus_called({form.cleaned_data["sku"] for form in given})
        lines: dict[tuple[int, str], AsnLine] = {}
        for form in given:
            row = form.cleaned_data
            sku = known.get(row["sku"])
            if sku is None:
                form.add_error("sku", _("No such SKU"))
            elif not row.get("units"):
                form.add_error("units", _("Fill this in"))
            elif (sku.pk, row["lot"]) in lines:
                form.add_error("sku", _("Named twice with this lot"))
            else:
                lines[sku.pk, row["lot"]] = AsnLine(
                    sku=sku, expected_units=row["units"], lot_code=row["lot"], expires_on=row.get("expires")
                )
        if not given:
            self.add_error(None, _("Name at least one SKU"))
        self.cleaned_data["lines"] = list(lines.values())
        return not self.errors and not any(form.errors for form in given)


def _skus_called(texts: set[str]) -> dict[str, Sku]:
    """The SKUs by code, else by a barcode that means one SKU alone. Two queries."""
    by_code = {sku.code.upper(): sku for sku in Sku.objects.filter(code__in={*texts, *(t.upper() for t in texts)})}
    values = {text: normal_value(text)[0] for text in texts if text}
    by_value: dict[str, list[Sku]] = {}
    for row in Barcode.objects.filter(value__in=values.values()).select_related("sku"):
        by_value.setdefault(row.value, []).append(row.sku)
    alone = {text: by_value[value][0] for text, value in values.items() if len(by_value.get(value, [])) == 1}
    return {text: sku for text in texts if (sku := by_code.get(text.upper()) or alone.get(text)) is not None}
