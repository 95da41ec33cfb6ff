"""Addresses of the channel's office pages."""

from django.urls import path, register_converter

from wms.aliexpress.desk import (
    addresses,
    connect,
    connect_form,
    evidence,
    logistics,
    mapping,
    onboarding,
    oversell,
    profiles,
    reconciliation,
    sync,
)
from wms.aliexpress.push_door import push
from wms.aliexpress.states import MethodProfile


class ProfileConverter:
    """One of the method profiles, or no such page."""

    regex = "|".join(MethodProfile.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ProfileConverter, "profile")

app_name = "aliexpress"
urlpatterns = [
    path("aliexpress/shops/", connect.shops, name="shops"),
    path("aliexpress/shops/connect/", connect_form.connect, name="connect"),
    path("aliexpress/shops/<int:account_id>/authorise/", connect.authorise, name="authorise"),
    path("aliexpress/shops/<int:account_id>/again/", connect.again, name="again"),
    path("aliexpress/orders/<int:order_id>/address/", addresses.address, name="address"),
    path("sync/", sync.sync, name="sync"),
    path("sync/skus/", sync.sick, name="sick"),
    path("sync/skus/resync/", sync.resync_sick, name="resync_sick"),
    path("sync/resync/", sync.ask_resync, name="ask_resync"),
    path("sync/resync/go/", sync.do_resync, name="do_resync"),
    path("sync/sku/<int:binding_id>/", sync.sku_timeline, name="sku_timeline"),
    path("mapping/", mapping.mapping, name="mapping"),
    path("mapping/bind/", mapping.bind_many, name="bind_many"),
    path("mapping/verify/", mapping.verify_many, name="verify_many"),
    path("mapping/unbind/", mapping.unbind_many, name="unbind_many"),
    path("mapping/pull/", mapping.pull, name="pull_products"),
    path("mapping/<int:binding_id>/", mapping.binding, name="binding"),
    path("mapping/<int:binding_id>/goods/", mapping.save_goods, name="save_goods"),
    path("mapping/<int:binding_id>/share/", mapping.save_share, name="save_share"),
    path("mapping/<int:binding_id>/overlap/", mapping.save_overlap, name="save_overlap"),
    path("mapping/<int:binding_id>/verify/", mapping.decide, {"verdict": "verify"}, name="verify_binding"),
    path("mapping/<int:binding_id>/refuse/", mapping.decide, {"verdict": "refuse"}, name="refuse_binding"),
    path("mapping/<int:binding_id>/unbind/", mapping.decide, {"verdict": "unbind"}, name="unbind_binding"),
    path("mapping/<int:binding_id>/settle/", mapping.decide, {"verdict": "settle"}, name="settle_conflict"),
    path("reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("reconciliation/run/", reconciliation.run_now, name="reconcile_now"),
    path("reconciliation/send/", reconciliation.send, name="send_differences"),
    path("reconciliation/snapshots/<int:account_id>/", reconciliation.snapshots, name="snapshots"),
    path("onboarding/", onboarding.onboarding, name="onboarding"),
    path("onboarding/<int:shop_id>/<slug:kind>/", onboarding.save, name="save_paper"),
    path("onboarding/papers/<int:paper_id>/", onboarding.paper, name="paper"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/bundle/", evidence.bundle, name="evidence_bundle"),
    path("evidence/check/", evidence.check, name="evidence_check"),
    path("evidence/<int:evidence_id>/", evidence.exchange, name="exchange"),
    path("logistics/", logistics.logistics, name="logistics"),
    path("logistics/shops/<int:shop_id>/", logistics.rule, name="logistics_rule"),
    path("logistics/carriers/new/", logistics.new_carrier, name="new_carrier"),
    path("logistics/carriers/<int:carrier_id>/", logistics.carrier, name="carrier"),
    path("oversold/", oversell.oversell, name="oversell"),
    path("aliexpress/shops/<int:account_id>/methods/", profiles.methods, name="methods"),
    path("aliexpress/shops/<int:account_id>/methods/<profile:profile>/try/", profiles.try_out, name="try_method"),
    path("aliexpress/shops/<int:account_id>/methods/<profile:profile>/use/", profiles.switch, name="switch_method"),
    path("aliexpress/push/", push, name="push"),
    path("aliexpress/callback/", connect.callback, name="callback"),
]
