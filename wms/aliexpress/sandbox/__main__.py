"""`python -m wms.aliexpress.sandbox --port N`."""

import sys

from wms.aliexpress.sandbox import main

sys.exit(main())
