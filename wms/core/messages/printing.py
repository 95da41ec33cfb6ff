"""What the print queue says: refusals, what ails a printer, how a job ended."""

from wms.core.messages.wording import NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "paper.unreadable": Wording(
        STOP, ("面单文件读不出", "The document cannot be read"), NOTHING_CHANGED, ("重新获取再打", "Fetch it anew")
    ),
    "print.elsewhere": Wording(
        WRONG,
        ("打印机不在本仓", "A printer of another warehouse"),
        ("{printer} 属于别的仓库", "{printer} stands elsewhere"),
        ("选本仓的打印机", "Choose a printer of this warehouse"),
    ),
    "print.unusable": Wording(
        WRONG, ("打印机已停用", "Printer not in use"), NOTHING_CHANGED, ("换一台", "Choose another printer")
    ),
    "print.settled": Wording(
        WRONG,
        ("这一张已经动了", "This print has moved on"),
        ("{title}：什么都没变", "{title}: nothing was changed"),
        ("刷新打印队列再看", "Look at the queue again"),
    ),
    "print.gone": Wording(
        WRONG,
        ("原件已清理", "No longer kept"),
        ("{title} 打印时的文件只留 30 天", "{title} was kept for 30 days"),
        ("从原来的页面重新打", "Print it from where it came"),
    ),
    "print.needs_reason": Wording(
        WRONG,
        ("补打要写原因", "A reprint needs a reason"),
        ("选其他原因要写明，最多 {most} 个字", "Another reason needs words, {most} characters at most"),
        ("选一个原因", "Choose a reason"),
    ),
    # What ails a printer.
    "printer.refused": Wording(
        STOP,
        ("打印机没开", "The printer is off"),
        ("它的地址不接连接", "Its address takes no connection"),
        ("看电源和网线", "Look at power and cable"),
    ),
    "printer.silent": Wording(
        STOP,
        ("打印机没回应", "The printer does not answer"),
        ("连不上，或关着", "It is off, or out of reach"),
        ("看电源和网线", "Look at power and cable"),
    ),
    "printer.unreachable": Wording(
        STOP,
        ("到不了打印机", "The printer is out of reach"),
        ("网络不通", "The network does not lead there"),
        ("看网线和地址", "Look at cable and address"),
    ),
    "printer.unknown_host": Wording(
        STOP,
        ("打印机地址不对", "No such address"),
        ("主机名查不到", "The host name is unknown"),
        ("改打印机的地址", "Correct the printer's address"),
    ),
    "printer.hung_up": Wording(
        STOP,
        ("打印机断开了", "The printer hung up"),
        ("还没送出内容", "Nothing was sent"),
        ("看是否有人占用", "See whether somebody else uses it"),
    ),
    "printer.no_ipp": Wording(
        STOP,
        ("打印机不懂 IPP", "No IPP there"),
        ("那个地址答的不是 IPP", "What answers there is no IPP printer"),
        ("改地址或连接方式", "Correct its address or its way"),
    ),
    "printer.busy": Wording(
        STOP, ("打印机忙", "The printer is busy"), ("它暂时不接活", "It takes no jobs now"), ("等一下", "Wait a moment")
    ),
    "printer.paper_out": Wording(
        STOP, ("打印机缺纸", "Out of labels"), ("这一张在等", "The print waits"), ("装纸", "Load labels")
    ),
    "printer.ribbon_out": Wording(
        STOP, ("碳带用完", "Out of ribbon"), ("这一张在等", "The print waits"), ("换碳带", "Change the ribbon")
    ),
    "printer.open": Wording(
        STOP, ("打印头没合上", "The printer is open"), ("这一张在等", "The print waits"), ("合上盖子", "Close it")
    ),
    "printer.jam": Wording(
        STOP, ("打印机卡纸", "Labels are jammed"), ("这一张在等", "The print waits"), ("清掉卡纸", "Clear the jam")
    ),
    "printer.paused": Wording(
        STOP,
        ("打印机暂停了", "The printer is paused"),
        ("这一张在等", "The print waits"),
        ("按打印机上的继续键", "Press its resume key"),
    ),
    "printer.stopped": Wording(
        STOP,
        ("打印机停了", "The printer has stopped"),
        ("这一张在等", "The print waits"),
        ("看打印机的屏幕", "Look at its display"),
    ),
    "work.printer.trouble": Wording(
        STOP,
        ("打印机要人看", "A printer needs somebody"),
        ("{printer}：{what}", "{printer}: {what}"),
        ("看打印机，再到打印队列处理", "Look at it, then settle its prints in the queue"),
    ),
    # How a job ended when it was not on paper for sure.
    "print.stalled": Wording(
        STOP,
        ("不确定打没打出来", "Did it print?"),
        ("打印机收到一半就不收了", "The printer stopped taking it half-way"),
        ("看出纸口", "Look at the printer"),
    ),
    "print.cut_off": Wording(
        STOP,
        ("不确定打没打出来", "Did it print?"),
        ("送的时候断了线", "The line broke while it was sent"),
        ("看出纸口", "Look at the printer"),
    ),
    "print.sender_lost": Wording(
        STOP,
        ("不确定打没打出来", "Did it print?"),
        ("送它的程序中途停了", "What sent it was stopped half-way"),
        ("看出纸口", "Look at the printer"),
    ),
    "print.no_answer": Wording(
        STOP,
        ("不确定打没打出来", "Did it print?"),
        ("打印机收到后没有答复", "The printer gave no answer"),
        ("看出纸口", "Look at the printer"),
    ),
    "print.not_done": Wording(
        STOP,
        ("不确定打没打出来", "Did it print?"),
        ("打印机一分钟还没打完", "The printer is not done after a minute"),
        ("看出纸口", "Look at the printer"),
    ),
    "print.not_arrived": Wording(
        OK, ("打印机没收到", "It never arrived"), ("再送一次", "It is sent again"), ("等一下", "Wait a moment")
    ),
    "print.not_accepted": Wording(
        STOP,
        ("打印机拒收", "The printer refused it"),
        ("它打不了这种文件或纸张", "It cannot print this kind or size"),
        ("换一台打印机", "Take another printer"),
    ),
    "print.stopped_there": Wording(
        STOP,
        ("在打印机上被取消", "Stopped at the printer"),
        ("没有打完", "It was not finished"),
        ("看打印机再决定", "Look at the printer, then decide"),
    ),
    "print.no_paper": Wording(
        STOP,
        ("面单文件读不出", "The document cannot be drawn"),
        ("什么都没送", "Nothing was sent"),
        ("重新获取再打", "Fetch it anew"),
    ),
    "print.said_not": Wording(
        OK, ("没打出来", "Nothing came out"), ("有人看过", "Somebody looked"), ("已补打", "It was printed again")
    ),
}
