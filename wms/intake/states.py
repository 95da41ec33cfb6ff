"""What an import goes through, and what a row of it would do."""

from __future__ import annotations

from django.db import models


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "校验中"
    CHECKED = "checked", "待确认"
    ACCEPTED = "accepted", "导入中"
    APPLIED = "applied", "已导入"
    REVERTING = "reverting", "退回中"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"


# A worker has something to do with it.
WORKING = (ImportState.UPLOADED, ImportState.ACCEPTED, ImportState.REVERTING, ImportState.UNDOING)

IMPORT_MOVES = {
    ImportState.UPLOADED: {ImportState.CHECKED, ImportState.FAILED, ImportState.CANCELLED},
    ImportState.CHECKED: {ImportState.ACCEPTED, ImportState.CANCELLED},
    # Back to uploaded: the world has changed since the check, so the file is checked anew.
    ImportState.ACCEPTED: {ImportState.APPLIED, ImportState.UPLOADED, ImportState.REVERTING},
    ImportState.REVERTING: {ImportState.FAILED, ImportState.CANCELLED},
    ImportState.APPLIED: {ImportState.UNDOING},
    ImportState.UNDOING: {ImportState.UNDONE, ImportState.APPLIED},
    ImportState.FAILED: set(),
    ImportState.CANCELLED: set(),
    ImportState.UNDONE: set(),
}


class RowStatus(models.TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "不变"
    BAD = "bad", "有误"
