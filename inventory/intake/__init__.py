"""What can be brought into inventory as a table; registered in AppConfig.ready()."""

from inventory.intake.locations import LocationTable
from inventory.intake.skus import SkuTable

TABLES = (SkuTable, LocationTable)
