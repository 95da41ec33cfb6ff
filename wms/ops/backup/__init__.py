"""Backup and restore: one file holds the database, the pictures and documents, and what is needed to judge it."""

from wms.ops.backup.make import make_backup
from wms.ops.backup.manifest import BackupRefused, Manifest, read_manifest
from wms.ops.backup.restore import restore_backup

__all__ = ["BackupRefused", "Manifest", "make_backup", "read_manifest", "restore_backup"]
