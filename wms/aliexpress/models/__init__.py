"""Rows of the channel."""

from wms.aliexpress.models.blocks import PlatformBlock
from wms.aliexpress.models.evidence import Evidence, EvidenceKey, EvidenceOutcome, SigningKey
from wms.aliexpress.models.logistics import LogisticsRule
from wms.aliexpress.models.onboarding import OnboardingPaper
from wms.aliexpress.models.profiles import ProfileCheck
from wms.aliexpress.models.pushes import PushMessage, PushVerdict
from wms.aliexpress.models.recipients import Recipient
from wms.aliexpress.models.reconciliation import Reconciliation, StockDifference
from wms.aliexpress.models.shops import ShopAccount, SyncFailure
from wms.aliexpress.models.stock import StockPush, StockUpdate
from wms.aliexpress.models.tokens import TokenRefresh

__all__ = [
    "Evidence",
    "EvidenceKey",
    "EvidenceOutcome",
    "LogisticsRule",
    "OnboardingPaper",
    "PlatformBlock",
    "ProfileCheck",
    "PushMessage",
    "PushVerdict",
    "Recipient",
    "Reconciliation",
    "ShopAccount",
    "SigningKey",
    "StockDifference",
    "StockPush",
    "StockUpdate",
    "SyncFailure",
    "TokenRefresh",
]
