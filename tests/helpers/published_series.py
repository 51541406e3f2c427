"""Series that textbooks print, with what they say of them."""

from __future__ import annotations

ACCIDENTAL_DEATHS = [
    *(9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744, 9713, 9938, 9161, 8927),
    *(7750, 6981, 8038, 8422, 8714, 9512, 10120, 9823, 8743, 9129, 8710, 8680),
    *(8162, 7306, 8124, 7870, 9387, 9556, 10093, 9620, 8285, 8433, 8160, 8034),
    *(7717, 7461, 7776, 7925, 8634, 8945, 10078, 9179, 8037, 8488, 7874, 8647),
    *(7792, 6957, 7726, 8106, 8890, 9299, 10625, 9302, 8314, 8850, 8265, 8796),
    *(7836, 6892, 7791, 8129, 9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240),
]
"""Accidental deaths in the USA, January 1973 to December 1978: Brockwell and Davis (2002), Introduction to Time Series."""

ACCIDENTAL_SEASON = [-804, -1522, -737, -526, 343, 746, 1680, 987, -109, 258, -259, -57]
"""Their seasonal components of that series, by the classical method: deaths more or less than the level, January first."""

ACCIDENTAL_AFTER = [7798, 7406, 8363, 8460, 9217, 9316]
"""The six months that followed, as they print them beside their forecasts."""

AIDS_CASES = [12, 14, 33, 50, 67, 74, 123, 141, 165, 204, 253, 246, 240]
"""New cases in Belgium, 1981 to 1993: Wood (2006), Generalized Additive Models, section 2.3."""
