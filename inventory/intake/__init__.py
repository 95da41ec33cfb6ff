"""What can be brought into inventory as a table; registered in AppConfig.ready()."""

from inventory.intake.asns import AsnTable
from inventory.intake.barcodes import BarcodeTable
from inventory.intake.history import HistoryTable
from inventory.intake.locations import LocationTable
from inventory.intake.mappings import MappingTable
from inventory.intake.opening import OpeningTable
from inventory.intake.pictures import PictureTable
from inventory.intake.skus import SkuTable

TABLES = (SkuTable, BarcodeTable, MappingTable, PictureTable, LocationTable, OpeningTable, AsnTable, HistoryTable)
