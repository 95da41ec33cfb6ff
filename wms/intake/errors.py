"""What an import refuses, as data: the file as a whole here, single rows as problems (columns.py, the kinds)."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class FileTooLarge(OperationRefused):
    code = "intake.file_too_large"
    http_status = 413
    fields = ("megabytes", "limit")


class RequestTooLarge(OperationRefused):
    """A body that announces more than a page without a file takes; nothing of it is read."""

    code = "request.too_large"
    http_status = 413
    fields = ("megabytes", "limit")


class BodyBeyondLimit(OperationRefused):
    """nginx has not handed a body on: neither its size nor the page that it was for is known any more."""

    code = "request.beyond_limit"
    http_status = 413


class LengthMissing(OperationRefused):
    """A body in chunks: how large it becomes is not known before it is read."""

    code = "request.length_missing"
    http_status = 411


class FileEmpty(OperationRefused):
    code = "intake.file_empty"
    http_status = 400
    fields = ("file",)


class FileWrongKind(OperationRefused):
    """Not a table: `found` says what the file's first bytes are."""

    code = "intake.file_wrong_kind"
    http_status = 400
    fields = ("file", "found")


class FileEncrypted(OperationRefused):
    code = "intake.file_encrypted"
    http_status = 400
    fields = ("file",)


class FileBroken(OperationRefused):
    """It begins like a table and cannot be read to its end; `line` is the last one that could."""

    code = "intake.file_broken"
    http_status = 400
    fields = ("file", "line")


class WorkbookBroken(OperationRefused):
    """It begins like a workbook and cannot be unpacked or read as one."""

    code = "intake.workbook_broken"
    http_status = 400
    fields = ("file",)


class FileSwells(OperationRefused):
    """Unpacked it would be larger than we take: a zip bomb, or a workbook for another program."""

    code = "intake.file_swells"
    http_status = 400
    fields = ("file", "megabytes", "limit")


class TextUnreadable(OperationRefused):
    """Neither UTF-8 nor UTF-16 nor GB18030: the byte that fits none of them."""

    code = "intake.text_unreadable"
    http_status = 400
    fields = ("file", "byte")


class TooManyRows(OperationRefused):
    code = "intake.too_many_rows"
    http_status = 400
    fields = ("limit",)


class TooManyCells(OperationRefused):
    code = "intake.too_many_cells"
    http_status = 400
    fields = ("limit",)


class MergedCells(OperationRefused):
    code = "intake.merged_cells"
    http_status = 400
    fields = ("cells",)


class HeaderMissing(OperationRefused):
    """No row names the columns, or a required one is not among them."""

    code = "intake.header_missing"
    http_status = 400
    fields = ("line", "missing")


class HeaderUnknown(OperationRefused):
    code = "intake.header_unknown"
    http_status = 400
    fields = ("line", "unknown", "known")


class HeaderTwice(OperationRefused):
    code = "intake.header_twice"
    http_status = 400
    fields = ("line", "column")


class NoRows(OperationRefused):
    """A header and nothing below it."""

    code = "intake.no_rows"
    http_status = 400
    fields = ("line",)


class ImportNotReady(OperationRefused):
    """The import is in another state than the act needs."""

    code = "intake.not_ready"
    fields = ("state",)


class NothingToImport(OperationRefused):
    code = "intake.nothing_to_import"
    fields = ("bad",)


class HasBadRows(OperationRefused):
    """All or nothing is the rule: taking the good rows alone is a choice to be made."""

    code = "intake.has_bad_rows"
    fields = ("bad",)


class WorldChanged(OperationRefused):
    """Somebody changed what the file was compared with; what was written of it was taken back."""

    code = "intake.world_changed"
    fields = ("count",)


class BuiltOn(OperationRefused):
    """What the import made is in use: `label` by `users`."""

    code = "intake.built_on"
    fields = ("label", "users", "count")


class ChangedSince(OperationRefused):
    """What the import wrote was changed by somebody else since."""

    code = "intake.changed_since"
    fields = ("label", "column")


class GoneSince(OperationRefused):
    """What the import overwrote cannot be given back: `label` consisted of `gone`, which is not there any more."""

    code = "intake.gone_since"
    fields = ("label", "gone")
