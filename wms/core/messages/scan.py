"""What the scan protocol itself says (PROTOCOLS 2)."""

from wms.core.messages.wording import NOTHING_CHANGED, NOTHING_COUNTED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "scan.stale": Wording(
        STOP, ("任务已变", "The task has changed"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "scan.chain_broken": Wording(
        STOP, ("前一扫没成", "The scan before failed"), NOTHING_CHANGED, ("从这一步重新扫", "Scan again from this step")
    ),
    "scan.gap": Wording(
        STOP,
        ("有扫描还没传到", "An earlier scan is missing"),
        NOTHING_CHANGED,
        ("等它自动补传", "It is being sent again"),
    ),
    "scan.conflict": Wording(
        STOP, ("扫描编号重复", "Scan number used twice"), NOTHING_CHANGED, ("找主管", "Call the lead")
    ),
    "scan.too_late": Wording(
        STOP, ("扫描太旧", "This scan is too old"), NOTHING_CHANGED, ("交给主管核对", "The lead will check it")
    ),
    "scan.parked": Wording(
        STOP,
        ("这一扫没处理成", "This scan could not be handled"),
        NOTHING_CHANGED,
        ("从这一步重新扫", "Scan again from this step"),
    ),
    "scan.unknown": Wording(WRONG, ("不认识的码", "Unknown code"), NOTHING_COUNTED, ("{expected}", "{expected}")),
    "scan.wrong_kind": Wording(
        WRONG, ("扫错了种类", "Wrong kind of code"), NOTHING_COUNTED, ("{expected}", "{expected}")
    ),
    "scan.ambiguous": Wording(
        WRONG, ("一码多物", "More than one match"), NOTHING_COUNTED, ("扫更准的码", "Scan a finer code")
    ),
    "scan.check_character": Wording(WRONG, ("码打错了", "Mistyped code"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.input_method": Wording(
        STOP, ("输入法没关", "The input method is on"), NOTHING_COUNTED, ("切到英文再扫", "Switch to English and scan")
    ),
    "scan.too_long": Wording(WRONG, ("码太长", "Code too long"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.screen_unknown": Wording(
        STOP, ("这个作业没有了", "This task is gone"), NOTHING_CHANGED, ("回到任务页", "Go back to the tasks")
    ),
    "scan.nothing_to_undo": Wording(
        WRONG, ("没有可撤回的", "Nothing to undo"), NOTHING_CHANGED, ("继续扫", "Go on scanning")
    ),
    "scan.undone": Wording(OK, ("已撤回", "Undone")),
    "scan.unknown_command": Wording(
        WRONG, ("这一步不能用", "Not possible here"), NOTHING_CHANGED, ("{expected}", "{expected}")
    ),
}
