"""zcdash: a district government's yearly targets, planned against actual.

The way of a data point:

1. a clerk's workbook comes in through the door (`intake`): bytes become rows that know their cells, checked;
2. the desk (`desk`) files it in the ledger (`store`), whole or not at all, superseding, never overwriting;
3. the bench (`assess`) judges what stands there against the plan, by a rule pack, without I/O and without a clock;
4. the board (`board`) asks and answers: standing, roll-ups, deadlines; it never writes;
5. the easel (`present`) draws figures, tables and documents from one palette;
6. the counter (`pages/`, through `ui`) shows them and asks for the next act.
"""
