"""The web worker's door: as wms.wsgi, and gone when granian's main process is (it would serve on as an orphan)."""

from multiprocessing import parent_process

from wms.ops.meter_files import count_together
from wms.ops.processes import die_with_parent, give_back_memory

granian = parent_process()
die_with_parent(granian.pid if granian else None)
if granian and granian.pid:
    count_together(granian.pid)

from wms.wsgi import application  # noqa: E402  the kernel is told before the slow part

give_back_memory()

__all__ = ["application"]
