"""Notices, whom they reach, and the rules, channels and quiet hours that decide how."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.models import Person
from wms.core.secrets import EncryptedTextField
from wms.notices.states import ChannelKind, Severity, TellingState


class Notice(models.Model):
    """Something that people are told of: one open row a work item, however often that is raised again.

    `rung` rises when there is something new to say of it (catalogue.py); then it is told anew from `told_at` on, and
    the acknowledgement of the rung before is gone.
    """

    item = models.ForeignKey("core.WorkItem", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    warehouse = models.ForeignKey(
        "core.Warehouse", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shop = models.ForeignKey("core.Shop", null=True, on_delete=models.PROTECT, related_name="+")
    subject_label = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)
    rung = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    addressees = models.ManyToManyField("core.Person", related_name="+")  # for whom the bell rings

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=models.Q(closed_at=None), name="notice_open_once")
        ]
        indexes = [
            models.Index(fields=["warehouse", "-last_at"], name="notice_newest"),
            models.Index(
                fields=["told_at"],
                name="notice_unanswered",
                condition=models.Q(acknowledged_at=None, closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"


class Channel(models.Model):
    """A webhook or a robot of a group chat. Its address holds the key, so both are kept encrypted [M21].

    Without a warehouse it may be named by the rules of every one. Quiet hours are in the warehouse's own zone.
    """

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=ChannelKind)
    warehouse = models.ForeignKey("core.Warehouse", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = EncryptedTextField()
    secret = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=8, default="zh-hans")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], name="channel_name_once")]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """Which notices go where. Empty kinds, no warehouse, no shop: all of them.

    `after_minutes` above 0 makes it an escalation: only what nobody has acknowledged by then.
    """

    name = models.CharField(max_length=40)
    warehouse = models.ForeignKey("core.Warehouse", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey("core.Shop", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kinds = models.JSONField(default=list)
    least_severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.WARNING)
    channels = models.ManyToManyField(Channel, blank=True, related_name="rules")
    roles = models.JSONField(default=list)
    people = models.ManyToManyField("core.Person", blank=True, related_name="+")
    sends_mail = models.BooleanField(default=False)  # else only their bell rings
    after_minutes = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Escalation(models.Model):
    """This rule has told of this rung of a notice because nobody acknowledged it in time: once."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="escalations", db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+")
    rung = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "rule", "rung"], name="escalation_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.rule_id}"


class Telling(models.Model):
    """One notice on its way to one channel or one mailbox. `key` lets the same event go there once, whatever happens.

    `batch` are those that go as one message. A sample that a person sends to try a channel has no notice.
    """

    key = models.CharField(max_length=80, unique=True)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="tellings")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="tellings")
    person = models.ForeignKey("core.Person", null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=TellingState, default=TellingState.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    batch = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=None) ^ models.Q(person=None), name="telling_has_one_target"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="telling_due", condition=models.Q(state="waiting")),
            models.Index(fields=["batch"], name="telling_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def target(self) -> Channel | Person:
        """Whom it goes to: the channel, or else the person's mailbox."""
        target = self.channel or self.person
        assert target is not None, "telling_has_one_target"  # noqa: S101  the database holds it
        return target


class Quiet(models.Model):
    """When a person wants no mail: in the zone of the warehouse that a notice is about. What is urgent passes."""

    person = models.OneToOneField("core.Person", on_delete=models.CASCADE, related_name="quiet")
    starts = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts}-{self.ends}"
