"""The web worker's door: as wms.wsgi, and gone when granian's main process is (it would serve on as an orphan).

All views are loaded before the first request, and what is loaded is kept out of the garbage collector: a collection
that goes through it takes a tenth of a second, and some scan waits for it.
"""

import gc
from importlib import import_module
from multiprocessing import parent_process

from django.conf import settings

from wms.ops.meter_files import count_together
from wms.ops.processes import die_with_parent, give_back_memory

granian = parent_process()
die_with_parent(granian.pid if granian else None)
if granian and granian.pid:
    count_together(granian.pid)

from wms.wsgi import application  # noqa: E402  the kernel is told before the slow part

import_module(settings.ROOT_URLCONF)
gc.collect()
give_back_memory()
gc.freeze()

__all__ = ["application"]
