"""One file that a person brought, what is wrong with it, and what each chunk of it did."""

from __future__ import annotations

from django.db import models

from wms.intake.states import ImportState


class Import(models.Model):
    """A file on its way into the business tables: read and checked by a worker, accepted by a person, undoable.

    `folder` holds the file and the checked rows under MEDIA_ROOT. `check_run` numbers the readings, so that a worker
    who was overtaken writes nothing. `chunks` are [offset, rows] into the checked rows; `steps_done` of them are in.
    """

    kind = models.CharField(max_length=32)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="imports")
    person = models.ForeignKey("core.Person", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    ends_as = models.CharField(max_length=12, choices=ImportState, blank=True, default="")
    file_name = models.CharField(max_length=200)
    folder = models.CharField(max_length=40, unique=True)
    file_bytes = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    file_format = models.CharField(max_length=8, blank=True, default="")
    encoding = models.CharField(max_length=16, blank=True, default="")
    separator = models.CharField(max_length=1, blank=True, default="")
    accepts_itself = models.BooleanField(default=False)
    takes_good_rows = models.BooleanField(default=False)
    wants_cancel = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)  # compared with the world once more since it was accepted
    check_run = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    unchanged_rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    chunks = models.JSONField(default=list)
    steps_done = models.PositiveIntegerField(default=0)
    sample = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    refusal_code = models.CharField(max_length=60, blank=True, default="")
    refusal_facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["warehouse", "-created_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} {self.state}"

    @property
    def rows_to_write(self) -> int:
        return self.new_rows + self.changed_rows

    @property
    def good_rows(self) -> int:
        return self.rows - self.bad_rows


class ImportProblem(models.Model):
    """Why a row cannot be taken: where it stands in the file, what it says there, and the code of the reason."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    check_run = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True, default="")
    value = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["of", "check_run", "line"], name="importproblem_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.column}: {self.code}"


class ImportStep(models.Model):
    """One chunk that is in, written with its effect: what it made and what stood there before. Taken back once."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    journal = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="importstep_once")]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.number}"
