"""Is it right, and has it left."""

from packing.models.batches import HandoverBatch
from packing.models.benches import BenchTote
from packing.models.carriers import OwnCarrier
from packing.models.manifests import Manifest, ManifestLine
from packing.models.parcels import Parcel, ParcelLine, ParcelMismatch, ParcelTote, ParcelUnit
from packing.models.waybills import Waybill

__all__ = [
    "BenchTote",
    "HandoverBatch",
    "Manifest",
    "ManifestLine",
    "OwnCarrier",
    "Parcel",
    "ParcelLine",
    "ParcelMismatch",
    "ParcelTote",
    "ParcelUnit",
    "Waybill",
]
