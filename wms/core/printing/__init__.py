"""How a job of the print queue becomes paper: what makes it, which way it goes, and what a broken send means.

A job is carried by an Exchange of the lane `prints:<printer>`, serial by printer. Once bytes may have reached a printer
the job is `sending`; whoever finds it so, after a kill or a broken line, looks before it does anything (IPP) or asks a
person (9100). Nothing is ever sent a second time on a guess.
"""
