"""Rows of the channel."""

from wms.aliexpress.models.shops import ShopAccount, SyncFailure
from wms.aliexpress.models.stock import StockPush, StockUpdate

__all__ = ["ShopAccount", "StockPush", "StockUpdate", "SyncFailure"]
