from wms.core.messages import OK, WORDINGS, WRONG, Wording
from wms.core.refusals import OperationRefused
from wms.scan.barcode import Candidate
from wms.scan.screen import Outcome, ScanScreen, Step, View

WORDINGS.setdefault("kit.counted", Wording(OK, ("{counted} 件", "{counted} pcs")))
WORDINGS.setdefault("kit.ended", Wording(OK, ("放好了", "Placed")))
WORDINGS.setdefault("kit.too_many", Wording(WRONG, ("多了", "Too many")))


class TooMany(OperationRefused):
    code = "kit.too_many"
    is_wrong_scan = True


class CountScreen(ScanScreen):
    name = "kit"
    stage = "count"
    title = ("点数", "Tally")
    steps = {
        "piece": Step(accepts=("text",), prompt=("扫商品码", "Scan the item"), commands=("UNDO", "BOOM")),
        "place": Step(accepts=("text",), prompt=("扫库位码", "Scan the place")),
    }
    first_step = "piece"

    def open_work(self, actor):
        from tests.scan.kit.models import Tally

        return Tally.objects.filter(warehouse=actor.warehouse, is_open=True).first()

    def lock(self, actor):
        from tests.scan.kit.models import Tally

        return Tally.objects.select_for_update().filter(warehouse=actor.warehouse, is_open=True).order_by("pk").first()

    def step(self, actor, work):
        return "place" if work is not None and work.counted == work.goal else "piece"

    def view(self, actor, work, step):
        return View(title=self.title, data={"counted": work.counted if work else 0})

    def narrow(self, actor, work, step, candidates):
        if candidates[0].label == "TWO":
            return [Candidate("text", 1, "A"), Candidate("text", 2, "B")]
        return candidates

    def on_piece(self, actor, work, barcode, cause):
        if barcode.text.plain == "BAD":
            work.counted += 1
            work.save()
            raise TooMany
        work.counted += 1
        work.touch(cause)
        work.save()
        return Outcome("kit.counted", {"counted": work.counted})

    def on_place(self, actor, work, barcode, cause):
        work.is_open = False
        work.touch(cause)
        work.save()
        return Outcome("kit.ended", ended=True)

    def on_command_boom(self, actor, work, barcode, cause):
        raise RuntimeError("a bug")
